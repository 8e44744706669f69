"""What comes due by itself: whose leg does not go, who is not there any more, who is home."""

from datetime import timedelta
from uuid import UUID

import pytest

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Offer, StandbyPlace
from dodomu.journeys.operations.passing_on import invite_standby
from dodomu.journeys.operations.settling import Settled, settle
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE, Answer
from dodomu.people.models import Person
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=30)


def settled(here: Harbour) -> Settled:
    found = settle(crisis=here.id, by=SYSTEM, at=SOON)
    assert settle(crisis=here.id, by=SYSTEM, at=SOON) == Settled(), "again at once it finds nothing"
    return found


def invited_to(here: Harbour) -> UUID:
    """A party that was asked to the gate of a leg on which nobody holds a place any more."""
    leg = here.leg("PS-1", 1, invite_extra=2)
    holder, invited = here.parties(2)
    here.offer_all({holder: "PS-1"})
    StandbyPlace.objects.create(
        adoption=live(holder).adoption, leg=leg, party_id=invited, position=1, there_at=NOW, home_at=TOMORROW
    )
    invite_standby(leg=leg.id, how_many=1, by=here.officer(), at=NOW)
    answered(here, holder, Answer.DECLINE)
    answered(here, invited, Answer.ACCEPT)
    NewsItem.objects.all().delete()
    return invited


def to(here: Harbour, party: UUID, *accounts: str) -> None:
    """Let the ledger have the people of a party where an officer put them."""
    for person, account in zip(Person.objects.filter(party=party).order_by("id"), accounts, strict=True):
        Person.objects.filter(id=person.id).update(account=account, account_leg="")


def test_who_was_only_invited_to_the_gate_of_a_cancelled_leg_is_told_that_it_does_not_go():
    here = harbour()
    party = invited_to(here)
    here.legs["PS-1"].state = "cancelled"
    here.legs["PS-1"].save()
    assert settled(here) == Settled(cancelled=1)
    assert Offer.objects.get(party=party).end_cause == "leg_cancelled"
    assert not NewsItem.objects.filter(kind="PlaceReleased").exists(), "an invitation held no place"


def test_an_invitation_ends_when_the_leg_has_left_without_them_and_who_is_aboard_keeps_theirs():
    here = harbour()
    party = invited_to(here)
    here.legs["PS-1"].state = "departed"
    here.legs["PS-1"].save()
    to(here, party, "aboard")
    assert settled(here) == Settled()
    to(here, party, "waiting")
    assert settled(here) == Settled(missed=1)
    assert Offer.objects.get(party=party).end_cause == "leg_gone"


def test_a_party_of_which_nobody_travels_any_more_holds_no_place():
    here = harbour()
    here.leg("PS-1", 9)
    gone, family, home, first = here.party(2), here.party(3), here.party(2), here.party(2)
    here.offer_all(dict.fromkeys((gone, family, home, first), "PS-1"))
    to(here, gone, "left_alone", "stays")
    to(here, family, "promised", "promised", "deceased")
    to(here, home, "home", "left_alone")
    to(here, first, "home", "promised")
    assert settled(here) == Settled(changed=1, travelled=1)
    holding = set(Offer.objects.filter(state__in=LIVE).values_list("party", flat=True))
    assert holding == {family, first}, "who is left of a family keeps the place"
    assert promises.leg_promises(here.id)[here.legs["PS-1"].id].held == {"seat": 5}


def test_only_who_may_offer_settles():
    here = harbour()
    with pytest.raises(Refused) as no:
        settle(crisis=here.id, by=cast.officer(here.crisis, Role.FIELD_OFFICER), at=SOON)
    assert no.value.reason is FoundationReason.NOT_PERMITTED
