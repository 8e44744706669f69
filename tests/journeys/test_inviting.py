"""What is learned of who comes, from the answers and boardings of a crisis, and how many more are asked to a gate."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.journeys.models import Leg, Offer, StandbyPlace
from dodomu.journeys.operations.answering import lapse_due
from dodomu.journeys.operations.passing_on import invite_standby
from dodomu.journeys.queries.inviting import expected, expected_on_legs, proposal_to_invite
from dodomu.journeys.rules.inviting import ACCEPTED, UNANSWERED, Boarding, Invite
from dodomu.journeys.rules.terms import Answer, InviteLimit, LegState, OfferState
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.operations import whereabouts
from dodomu.people.operations.whereabouts import Move
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
NEXT_DAY = TOMORROW + timedelta(days=1)
AFTER = TOMORROW + timedelta(hours=2)


def aboard(here: Harbour, parties: Sequence[UUID], ref: str = "PS-1") -> None:
    """Somebody saw these parties board; the leg left."""
    people = Person.objects.filter(party__in=parties)
    promised = Standing(Account.PROMISED, leg=ref)
    whereabouts.move_party(
        moves=[Move(uuid4(), person, promised) for person in people.values_list("id", flat=True)],
        to=Standing(Account.ABOARD, leg=ref), evidence=Evidence.SEEN, said_by="gate", happened_at=TOMORROW,
        by=here.officer(), at=TOMORROW,
    )  # fmt: skip
    Leg.objects.filter(ref=ref).update(state=LegState.DEPARTED)


def boarding(here: Harbour, ref: str, at=NOW) -> Boarding:
    found = expected(here.legs[ref].id, at=at)
    assert found is not None
    return found


def stand_in_line(here: Harbour, ref: str, parties: Sequence[UUID]) -> None:
    adoption = Offer.objects.filter(adoption__ended_at=None).latest("made_at").adoption_id
    StandbyPlace.objects.bulk_create(
        StandbyPlace(
            adoption_id=adoption, leg=here.legs[ref], party_id=party, position=position, there_at=NOW,
            home_at=TOMORROW + timedelta(hours=6),
        )
        for position, party in enumerate(parties, start=1)
    )  # fmt: skip


def proposal(here: Harbour, ref: str = "PS-1", at=NOW, **how: float) -> Invite:
    found = proposal_to_invite(here.legs[ref].id, at=at, **how)
    assert found is not None
    return found


# -- what is learned


def test_before_anything_is_known_the_rates_are_what_was_said_beforehand():
    here = harbour()
    here.leg("PS-1", 9)
    couple, family = here.party(2), here.party(3)
    here.offer_all({couple: "PS-1", family: "PS-1"})
    answered(here, couple, Answer.ACCEPT)
    found = boarding(here, "PS-1")
    assert (found.learned_from.accepted, found.learned_from.unanswered) == (ACCEPTED, UNANSWERED)
    assert (found.accepted_persons, found.unanswered_persons) == (2, 3)
    assert found.persons.mean == pytest.approx(2 * 0.85 + 3 * 0.55)


def test_answers_teach_once_the_time_to_answer_is_over_and_not_before():
    here = harbour()
    here.leg("PS-1", 9)
    yes, no, silent = here.parties(3)
    here.offer_all(dict.fromkeys((yes, no, silent), "PS-1"))
    deadline = live(yes).answer_by
    answered(here, yes, Answer.ACCEPT)
    answered(here, no, Answer.DECLINE)
    assert boarding(here, "PS-1", deadline - timedelta(minutes=1)).learned_from.own == 0
    late = deadline + timedelta(minutes=1)
    assert lapse_due(crisis=here.id, at=late) == 1
    learned = boarding(here, "PS-1", late).learned_from
    assert learned.own == 3
    assert learned.unanswered.mean == pytest.approx((22.55 + 0.85) / 44)
    assert learned.accepted == ACCEPTED


def left_with(here: Harbour, boards: int, stays: int) -> None:
    """A first flight, of which so many parties said yes and boarded, and so many said yes and did not."""
    here.leg("PS-1", boards + stays)
    parties = here.parties(boards + stays)
    here.offer_all(dict.fromkeys(parties, "PS-1"))
    for party in parties:
        answered(here, party, Answer.ACCEPT)
    aboard(here, parties[:boards])


def test_a_departure_learns_a_quarter_of_what_others_of_its_mode_have_shown():
    here = harbour()
    here.leg("PS-2", 9, departs=NEXT_DAY)
    here.leg("TRAIN", 9, departs=NEXT_DAY, mode="rail")
    left_with(here, boards=3, stays=5)
    found = expected_on_legs(here.id, at=AFTER)
    learned = found[here.legs["PS-2"].id].learned_from
    assert (learned.own, learned.others) == (0, 8)
    assert learned.accepted.mean == pytest.approx((25.5 + 3 / 4) / 32)
    assert learned.unanswered.mean == pytest.approx((22.55 + 3 / 4) / 43)
    assert found[here.legs["TRAIN"].id].learned_from.accepted == ACCEPTED
    assert found[here.legs["PS-1"].id].learned_from.accepted.mean == pytest.approx(28.5 / 38), "its own count in full"


def test_what_was_recorded_later_than_the_hour_teaches_nothing():
    here = harbour()
    here.leg("PS-2", 9, departs=NEXT_DAY)
    left_with(here, boards=3, stays=5)
    found = expected_on_legs(here.id, at=TOMORROW - timedelta(minutes=1))[here.legs["PS-2"].id]
    assert found.learned_from.accepted == ACCEPTED


def test_a_boarding_that_was_taken_back_did_not_happen():
    here = harbour()
    here.leg("PS-2", 9, departs=NEXT_DAY)
    left_with(here, boards=2, stays=2)
    entry = LedgerEntry.objects.filter(account="aboard").first()
    whereabouts.take_back_entry(
        entry_id=uuid4(), person=entry.person_id, corrects=entry.id, said_by="gate", by=here.officer(), at=AFTER
    )
    learned = expected_on_legs(here.id, at=AFTER)[here.legs["PS-2"].id].learned_from
    assert learned.accepted.mean == pytest.approx((25.5 + 1 / 4) / 31)


def test_a_flight_of_which_no_boarding_was_recorded_says_nothing_about_who_came():
    here = harbour()
    here.leg("PS-2", 9, departs=NEXT_DAY)
    left_with(here, boards=0, stays=4)
    learned = expected_on_legs(here.id, at=AFTER)[here.legs["PS-2"].id].learned_from
    assert learned.accepted == ACCEPTED
    assert learned.unanswered.mean > UNANSWERED.mean, "four of four said yes"


def test_there_is_nothing_to_expect_of_a_leg_that_is_not_there():
    assert expected(uuid4(), at=NOW) is None
    assert proposal_to_invite(uuid4(), at=NOW) is None


# -- how many more to ask


def full_flight(here: Harbour, parties: int = 10, extra: int = 4) -> list[UUID]:
    """A flight whose every seat is promised, and a line of six parties of one."""
    here.leg("PS-1", parties, invite_extra=extra)
    holders, line = here.parties(parties), here.parties(6)
    here.offer_all(dict.fromkeys(holders, "PS-1"))
    stand_in_line(here, "PS-1", line)
    return line


def test_next_in_line_are_proposed_up_to_the_risk_and_to_what_the_officer_allows():
    here = harbour()
    line = full_flight(here)
    found = proposal(here, risk=0.3)
    assert found.parties == tuple(line[: found.persons])
    assert 0 < found.persons <= 4
    assert found.risk <= 0.3
    assert found.risk_now == 0
    Leg.objects.update(invite_extra=1)
    allowed = proposal(here, risk=0.3)
    assert (allowed.persons, allowed.bound_by, allowed.within_risk) == (1, InviteLimit.ALLOWED, found.within_risk)
    Leg.objects.update(invite_extra=0)
    assert proposal(here, risk=0.3).parties == ()


def test_what_is_proposed_is_who_is_invited_and_what_was_invited_counts_the_next_time():
    here = harbour()
    full_flight(here)
    found = proposal(here, risk=0.3)
    invited = invite_standby(leg=here.legs["PS-1"].id, how_many=found.persons, by=here.officer(), at=NOW)
    assert set(Offer.objects.filter(id__in=invited).values_list("party_id", flat=True)) == set(found.parties)
    again = proposal(here, risk=0.3)
    assert again.persons <= 4 - found.persons
    assert again.risk_now == pytest.approx(found.risk)
    assert not set(again.parties) & set(found.parties)


def test_the_more_said_yes_the_fewer_are_proposed():
    here = harbour()
    full_flight(here)
    before = proposal(here, risk=0.3).within_risk
    for offer in Offer.objects.filter(state=OfferState.SENT):
        answered(here, offer.party_id, Answer.ACCEPT)
    assert proposal(here, risk=0.3).within_risk < before


def test_a_wheelchair_needs_its_space():
    here = harbour()
    here.leg("PS-1", 4, invite_extra=4)
    holder, chair, other = here.party(), here.party(needs="wheelchair"), here.party()
    here.offer_all({holder: "PS-1"})
    stand_in_line(here, "PS-1", [chair, other])
    assert proposal(here).parties == ()
    Leg.objects.update(block={"seat": 4, "wheelchair": 1})
    assert proposal(here).parties == (chair, other)


def test_who_holds_a_place_or_said_no_stands_in_no_line():
    here = harbour()
    here.leg("PS-1", 5, invite_extra=9)
    holder, refuser, waits = here.parties(3)
    here.offer_all({holder: "PS-1", refuser: "PS-1"})
    answered(here, refuser, Answer.DECLINE)
    stand_in_line(here, "PS-1", [holder, refuser, waits])
    assert proposal(here).parties == (waits,)


def test_to_a_leg_that_has_gone_nobody_is_asked():
    here = harbour()
    full_flight(here)
    assert proposal_to_invite(here.legs["PS-1"].id, at=TOMORROW) is None
    Leg.objects.update(state=LegState.CANCELLED)
    assert proposal_to_invite(here.legs["PS-1"].id, at=NOW) is None
