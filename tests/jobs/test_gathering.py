"""Registrations that stand together in the news are compared together, and one that cannot be holds up no other."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from dodomu.foundation import clock, news
from dodomu.foundation.models import NewsItem
from dodomu.jobs import worker
from dodomu.journeys.news import OfferAnswered, PlaceReleased
from dodomu.people.news import PeopleRegistered, PersonChanged

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 8, 12, tzinfo=UTC)
HERE, ELSEWHERE = uuid4(), uuid4()


@pytest.fixture
def heard(monkeypatch):
    """What the only reaction was told; it fails for those in `bad`."""
    told: list[tuple[UUID, ...]] = []
    bad: set[UUID] = set()

    def react(item: PeopleRegistered | PersonChanged, at: datetime) -> None:
        persons = item.persons if isinstance(item, PeopleRegistered) else (item.person,)
        if bad & set(persons):
            raise ValueError("not this one")
        told.append(persons)

    monkeypatch.setattr(worker, "REACTIONS", {PeopleRegistered: [react], PersonChanged: [react]})
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    return told, bad


def registered(*crises: UUID) -> list[UUID]:
    persons = [uuid4() for _ in crises]
    for crisis, person in zip(crises, persons, strict=True):
        news.post(PeopleRegistered(crisis, (person,)), at=NOW)
    return persons


def test_neighbours_are_told_as_one_in_their_order(heard):
    told, _ = heard
    one, two, three = registered(HERE, HERE, HERE)
    assert worker.handle_waiting() == 3
    assert told == [(one, two, three)]
    assert NewsItem.objects.filter(handled_at=NOW).count() == 3


def test_another_crisis_or_another_kind_in_between_keeps_its_place(heard):
    told, _ = heard
    one, two = registered(HERE, ELSEWHERE)
    news.post(PersonChanged(ELSEWHERE, two), at=NOW)
    three, four = registered(ELSEWHERE, ELSEWHERE)
    worker.handle_waiting()
    assert told == [(one,), (two,), (two,), (three, four)]


def test_one_that_fails_is_put_off_alone(heard):
    told, bad = heard
    one, two, three = registered(HERE, HERE, HERE)
    bad.add(two)
    worker.handle_waiting()
    assert told == [(one,), (three,)]
    waits = NewsItem.objects.get(handled_at__isnull=True)
    assert (waits.content["persons"], waits.attempts) == ([str(two)], 1)


def test_of_what_looks_at_the_whole_crisis_the_last_does_for_all_that_wait(monkeypatch):
    """A no is told as an answer and as a place that fell free, one after the other: forty are planned anew once."""
    told: list[tuple[str, UUID]] = []

    def pass_on(item: PlaceReleased, at: datetime) -> None:
        told.append(("pass on", item.offer))

    def review_soon(item: OfferAnswered, at: datetime) -> None:
        told.append(("review", item.offer))

    def compare(item: PeopleRegistered, at: datetime) -> None:
        told.append(("compare", item.persons[0]))

    monkeypatch.setattr(
        worker,
        "REACTIONS",
        {PlaceReleased: [pass_on], OfferAnswered: [review_soon], PeopleRegistered: [compare]},
    )
    offers = [uuid4() for _ in range(4)]
    for offer in offers[:3]:
        news.post(OfferAnswered(HERE, offer, "declined"), at=NOW)
        news.post(PlaceReleased(HERE, offer), at=NOW)
    (somebody,) = registered(HERE)
    news.post(PlaceReleased(ELSEWHERE, offers[3]), at=NOW)
    assert worker.handle_waiting() == 8
    assert told == [
        ("review", offers[2]),
        ("pass on", offers[2]),
        ("compare", somebody),
        ("pass on", offers[3]),
    ]
    assert not NewsItem.objects.filter(handled_at=None).exists()
