"""Where somebody was seen is not forgotten when they are promised a place: not by the plan, and not when it ends."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.models import Offer
from dodomu.journeys.operations import adopting, offering
from dodomu.journeys.queries import reviewing
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import Person
from dodomu.people.operations import statements
from dodomu.people.operations.sighting import see_party
from dodomu.people.rules.terms import Channel, GivenBy
from tests.journeys import planned
from tests.journeys.offered import answered, harbour
from tests.journeys.planned import NOW, Town

pytestmark = pytest.mark.django_db
BEFORE, LATER = NOW - timedelta(hours=2), NOW + timedelta(hours=1)


def seen_at_the_airport() -> tuple[Town, Person]:
    """Somebody who said that they are in the city, was seen at the airport, and is offered a flight from there."""
    town = planned.town()
    town.leg("F1", 3)
    person = Person.objects.get(party=town.party())
    see_party(
        sighting=uuid4(),
        party=person.party_id,
        persons=[person.id],
        place=town.place("ala").id,
        by=town.duty,
        at=BEFORE,
    )
    adoption = adopting.adopt_plan(crisis=town.id, proposal=town.plan(), expects=None, by=town.duty, at=NOW)
    offering.make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    return town, person


def say_place(person: Person, ref: str) -> None:
    statements.record_statement(
        person=person.id, given={"place": ref}, channel=Channel.PHONE, given_by=GivenBy.SELF, submission=uuid4(),
        language="", received_at=NOW + timedelta(minutes=10), by=SYSTEM, at=NOW + timedelta(minutes=10),
    )  # fmt: skip


def stands(person: UUID) -> tuple[str, str | None]:
    row = Person.objects.select_related("account_place").get(id=person)
    return row.account, row.account_place.ref if row.account_place else None


def test_a_promise_from_where_somebody_was_seen_still_holds_when_it_is_looked_at_again():
    town, _ = seen_at_the_airport()
    review = reviewing.review(town.id, at=LATER)
    assert review is not None and review.is_sound, review


def test_who_has_said_since_that_they_are_elsewhere_is_there():
    town, person = seen_at_the_airport()
    say_place(person, "nursultan")
    review = reviewing.review(town.id, at=LATER)
    assert review is not None
    assert [each.party for each in review.broken] == [person.party_id]


@pytest.mark.parametrize(("said", "where"), [(None, "nursultan"), ("almaty", "almaty")])
def test_who_says_no_stands_again_where_they_were_seen_or_where_they_said_since(said: str | None, where: str):
    here = harbour()
    here.leg("PS-1", 5)
    person = Person.objects.get(party=here.party())
    see_party(
        sighting=uuid4(), party=person.party_id, persons=[person.id], place=here.place("nursultan").id,
        by=here.officer(), at=BEFORE,
    )  # fmt: skip
    here.offer_all({person.party_id: "PS-1"})
    if said:
        say_place(person, said)
    answered(here, person.party_id, Answer.DECLINE, at=LATER)
    assert stands(person.id) == ("waiting", where)
    assert Offer.objects.get(party=person.party_id).state == "declined"
