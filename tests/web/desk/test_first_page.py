"""The first page of a crisis."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dodomu.foundation import clock, news
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.foundation.refusal import Refused
from dodomu.people.models import ImportFile, Person
from dodomu.people.news import PersonChanged
from dodomu.people.operations import whereabouts
from dodomu.people.operations.estimates import state_estimate
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence, PartyKind
from tests import cast
from tests.web.desk.conftest import SignedIn

CHILD = {
    "name": "Коваль Софія",
    "birth_date": "2015-05-05",
    "citizenships": "UA",
    "place": "almaty",
    "wish": "leave_now",
}


@pytest.fixture(autouse=True)
def _hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: cast.NOON + timedelta(hours=2))


def words(answer: object) -> str:
    """Return a page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def go_home(crisis: Crisis, person: object, happened_at: datetime) -> None:
    row = Person.objects.get(id=person.id)
    whereabouts.move_person(
        entry_id=uuid4(),
        person=row.id,
        origin=Standing(Account(row.account), row.account_place_id, row.account_leg),
        to=Standing(Account.HOME),
        evidence=Evidence.CARRIER,
        said_by="carrier",
        happened_at=happened_at,
        by=SYSTEM,
        at=cast.NOON + timedelta(hours=2),
    )


def test_an_empty_crisis_says_what_to_do_first(crisis: Crisis, duty: Client) -> None:
    shown = words(duty.get("/desk/kazakhstan/"))
    assert "Nobody is registered yet" in shown
    assert "Nothing waits for you" in shown
    assert "Register somebody" in shown


def test_citizens_and_relatives_with_another_passport_are_counted_apart(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS, cast.AIGERIM, kind=PartyKind.FAMILY)
    shown = words(duty.get("/desk/kazakhstan/"))
    assert "Registered 3 2 citizens · 1 other with them" in shown
    assert "waiting at a place 2 1 3" in shown


def test_estimates_stand_beside_the_number_with_range_source_and_hour(crisis: Crisis, duty: Client) -> None:
    state_estimate(
        crisis=crisis.id, at_least=200, at_most=250, of_whom="citizens", place=None, source="Consular register",
        as_of=cast.NOON, submission=uuid4(), by=SYSTEM, at=cast.NOON,
    )  # fmt: skip
    shown = words(duty.get("/desk/kazakhstan/"))
    assert "200–250 citizens Consular register, 8 January 2022, 12:00 Almaty" in shown


def test_those_who_asked_are_home_or_still_to_answer_for(crisis: Crisis, duty: Client) -> None:
    first = cast.register(crisis, cast.OLENA)
    cast.register(crisis, cast.PETRO)  # wants to stay: asked for nothing
    cast.register(crisis, CHILD | {"phones": "+380 00 111 22 44"})
    go_home(crisis, first.persons[0], cast.NOON + timedelta(hours=1))
    shown = words(duty.get("/desk/kazakhstan/"))
    assert "Asked for help to return 2 of them home 1 still to answer for 1" in shown


def test_a_past_hour_is_shown_as_it_was_and_says_so(crisis: Crisis, duty: Client) -> None:
    first = cast.register(crisis, cast.OLENA)
    go_home(crisis, first.persons[0], cast.NOON + timedelta(hours=1))
    shown = words(duty.get("/desk/kazakhstan/?at=2022-01-08T12:30"))
    assert "As of 8 January 2022, 12:30 Almaty – not now" in shown
    assert "waiting at a place 1 0 1" in shown
    assert "of them home 0" in shown
    assert "What needs attention" not in shown  # that is a matter of now
    assert "not now" not in words(duty.get("/desk/kazakhstan/"))


@pytest.mark.parametrize(
    "hour", ["yesterday", "2022-13-45T99:00", "9999-99-99", "2022-01-08T12:00:00+99:00", "0001-01-01T00:00"]
)
def test_an_hour_that_is_none_shows_now_and_says_why(crisis: Crisis, duty: Client, hour: str) -> None:
    answer = duty.get("/desk/kazakhstan/", {"at": hour})
    assert answer.status_code == 200


def test_an_hour_to_come_shows_now(crisis: Crisis, duty: Client) -> None:
    assert "not now" not in words(duty.get("/desk/kazakhstan/?at=2031-01-01T00:00"))


def test_what_is_nought_is_not_listed(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA)
    assert "attention__list" not in duty.get("/desk/kazakhstan/").content.decode()


@pytest.mark.parametrize(
    ("kind", "person"),
    [
        ("minors-alone", CHILD | {"phones": "+380 00 111 22 44"}),
        ("urgent-needs", cast.OLENA | {"needs": "oxygen"}),
        ("no-way-to-reach", cast.TARAS | {"birth_date": "1990-01-01"}),
        ("no-place", {key: value for key, value in cast.OLENA.items() if key != "place"}),
    ],
)
def test_what_needs_attention_is_counted_and_its_page_lists_the_same(
    crisis: Crisis, duty: Client, kind: str, person: dict[str, str]
) -> None:
    receipt = registered(crisis, person)
    first = duty.get("/desk/kazakhstan/").content.decode()
    address = f"/desk/kazakhstan/attention/{kind}/"
    assert f'href="{address}"><b class="attention__count">1</b>' in first
    assert receipt in re.sub(r"\s", "", duty.get(address).content.decode())


def registered(crisis: Crisis, person: dict[str, str]) -> str:
    """Register from a list, where nobody insists on a telephone; return the code."""
    from dodomu.people.operations.preparing import PartyToRegister
    from dodomu.people.operations.registering import register_many
    from dodomu.people.rules.terms import Channel, GivenBy

    party = PartyToRegister([person], uuid4(), Channel.LIST, GivenBy.LIST, cast.NOON)
    return register_many(crisis=crisis.id, parties=[party], by=SYSTEM, at=cast.NOON)[0].persons[0].reference


def test_a_child_with_an_adult_in_the_party_is_not_alone(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY)
    assert "minors-alone" not in duty.get("/desk/kazakhstan/").content.decode()


def test_who_is_home_needs_no_attention_any_more(crisis: Crisis, duty: Client) -> None:
    receipt = cast.register(crisis, cast.OLENA | {"needs": "oxygen"})
    assert "urgent-needs" in duty.get("/desk/kazakhstan/").content.decode()
    go_home(crisis, receipt.persons[0], cast.NOON + timedelta(hours=1))
    assert "urgent-needs" not in duty.get("/desk/kazakhstan/").content.decode()


def test_lists_and_faults_wait_to_be_seen(crisis: Crisis, duty: Client) -> None:
    ImportFile.objects.create(
        crisis=crisis, name="tour.csv", digest=b"1", channel="list", given_by="list", handed_in_at=cast.NOON
    )
    news.post(PersonChanged(crisis=crisis.id, person=uuid4()), at=cast.NOON)
    NewsItem.objects.update(attempts=3, fault="it broke")
    shown = words(duty.get("/desk/kazakhstan/"))
    assert "1 list waiting to be confirmed" in shown
    assert "1 piece of news that was not handled" in shown
    assert "it broke" in words(duty.get("/desk/kazakhstan/attention/faults/"))


def test_a_viewer_gets_no_link_that_would_be_refused(crisis: Crisis, signed_in: SignedIn) -> None:
    ImportFile.objects.create(
        crisis=crisis, name="tour.csv", digest=b"1", channel="list", given_by="list", handed_in_at=cast.NOON
    )
    shown = signed_in(crisis, Role.VIEWER).get("/desk/kazakhstan/").content.decode()
    assert "list waiting to be confirmed" in shown
    assert "/desk/kazakhstan/lists/" not in shown


def test_an_exercise_cannot_be_mistaken_for_reality_on_any_page(signed_in: SignedIn, db: None) -> None:
    played = cast.crisis(slug="played", exercise="kazakhstan-2022/ua", exercise_now=cast.NOON)
    client = signed_in(played)
    for page in ("", "?at=2022-01-07T12:00", "ledger/", "estimates/", "places/", "places/new", "attention/no-place/"):
        shown = client.get(f"/desk/played/{page}").content.decode()
        assert '<strong class="exercise__word">EXERCISE</strong>' in shown
        assert "8 January 2022, 12:00 Almaty" in words(client.get(f"/desk/played/{page}"))


def test_reality_carries_no_banner_and_its_clock_cannot_be_moved(crisis: Crisis, duty: Client) -> None:
    assert 'class="exercise"' not in duty.get("/desk/kazakhstan/").content.decode()
    answer = duty.post("/desk/kazakhstan/exercise/play", {"on": "hour"})
    assert answer.status_code == 409
    assert "This crisis is real" in words(answer)


def test_the_page_takes_as_many_questions_for_many_people_as_for_few(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA)
    with CaptureQueriesContext(
        connection,
    ) as few:
        duty.get("/desk/kazakhstan/")
    for number in range(12):
        cast.register(
            crisis,
            cast.OLENA
            | {
                "name": f"Коваль {'абвгґдежзийк'[number]}",
                "phones": f"+380 00 222 {number:02} 33",
                "document_number": f"XX 2{number:05}",
            },
            cast.TARAS,
            kind=PartyKind.FAMILY,
        )
    with CaptureQueriesContext(connection) as many:
        duty.get("/desk/kazakhstan/")
    assert len(many) <= len(few)


def test_names_are_shown_as_text_and_never_as_markup(crisis: Crisis, duty: Client) -> None:
    crisis.names = {"en": "<script>alert(1)</script>"}
    crisis.save()
    shown = duty.get("/desk/kazakhstan/").content.decode()
    assert "<script>alert" not in shown


def test_a_refusal_that_no_page_catches_is_answered_with_its_sentence(
    crisis: Crisis, duty: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dodomu.foundation.refusal import FoundationReason
    from dodomu.web.desk.ledger import views

    def refuse(*_: object, **__: object) -> None:
        raise Refused(FoundationReason.CRISIS_CLOSED)

    monkeypatch.setattr(views, "headcount", refuse)
    answer = duty.get("/desk/kazakhstan/ledger/")
    assert answer.status_code == 409
    assert "This crisis is closed" in words(answer)
