"""How many come of those who were told, and how many more may be asked to a gate at a stated risk."""

from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dodomu.journeys.rules.inviting import (
    ACCEPTED,
    UNANSWERED,
    Guest,
    Invite,
    Learned,
    Seen,
    boarding,
    learn,
    of_told,
    propose,
)
from dodomu.journeys.rules.rates import Belief, below
from dodomu.journeys.rules.terms import InviteLimit

SURE_TO_COME = Belief(1e7, 1.0)
COIN = Belief(1e7, 1e7)  # half of all, known for certain


def guests(*sizes: int, has_accepted: bool = False, first: int = 0) -> list[Guest]:
    return [Guest(UUID(int=first + n), size, {"seat": size}, has_accepted) for n, size in enumerate(sizes)]


def line(*sizes: int) -> list[Guest]:
    return guests(*sizes, first=1000)


# -- what is believed


def test_at_first_55_of_100_are_expected_and_40_to_70_with_95_in_100():
    found = UNANSWERED.range
    assert found.mean == 0.55
    assert (round(found.low, 2), round(found.high, 2)) == (0.4, 0.7)
    assert below(UNANSWERED.did, UNANSWERED.did_not, 0.7) - below(UNANSWERED.did, UNANSWERED.did_not, 0.4) > 0.95


def test_who_said_yes_is_likelier_to_come():
    found = ACCEPTED.range
    assert (found.mean, round(found.low, 2), round(found.high, 2)) == (0.85, 0.7, 0.95)


@pytest.mark.parametrize(
    ("a", "b", "rate", "share"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.3, 0.09),
        (1, 3, 0.5, 0.875),
        (2, 3, 0.5, 11 / 16),
        (0.5, 0.5, 0.5, 0.5),
        (5, 2, 0.0, 0.0),
        (5, 2, 1.0, 1.0),
    ],
)
def test_the_shares_below_a_rate_are_those_worked_out_by_hand(a, b, rate, share):
    assert below(a, b, rate) == pytest.approx(share, abs=1e-12)


@given(some.floats(0.5, 500), some.floats(0.5, 500), some.floats(0.01, 0.99))
def test_a_quantile_is_not_exceeded_with_its_probability(a, b, share):
    assert below(a, b, Belief(a, b).quantile(share)) == pytest.approx(share, abs=1e-6)


def test_a_departure_learns_from_what_it_has_shown_and_a_quarter_from_the_others():
    own, others = Seen(came=6, stayed=4), Seen(came=8, stayed=12)
    found = learn(own, others)
    assert found.accepted == Belief(25.5 + 2 + 6, 4.5 + 3 + 4)
    assert found.unanswered == Belief(22.55 + 2 + 6, 18.45 + 3 + 4)
    assert (found.own, found.others) == (10, 20)


def test_a_thousand_others_count_no_more_than_sixty_parties():
    found = learn(Seen(), Seen(came=500, stayed=500))
    assert found.accepted.weight == pytest.approx(ACCEPTED.weight + 60)


def test_of_whom_nobody_knows_yet_whether_they_boarded_as_many_as_expected_count():
    told = learn(Seen(accepted=20, refused=10), Seen())
    assert told.accepted == ACCEPTED, "a yes says nothing about coming"
    assert told.unanswered.mean == pytest.approx((22.55 + 20 * 0.85) / (41 + 30))


counts = some.builds(Seen, *(some.integers(0, 40) for _ in range(6)))


@given(counts, counts)
def test_what_is_learned_lies_between_what_was_believed_and_what_was_seen(own, others):
    found = learn(own, others)
    yes = [each.came / (each.came + each.stayed) for each in (own, others) if each.came + each.stayed]
    assert min(ACCEPTED.mean, *yes, 1) - 1e-9 <= found.accepted.mean <= max(ACCEPTED.mean, *yes, 0) + 1e-9
    told = [of_told(each, found.accepted.mean) for each in (own, others) if each.parties]
    rates = [came / (came + stayed) for came, stayed in told]
    assert min(UNANSWERED.mean, *rates, 1) - 1e-9 <= found.unanswered.mean <= max(UNANSWERED.mean, *rates, 0) + 1e-9
    assert found.accepted.range.low <= found.accepted.mean <= found.accepted.range.high


def test_how_many_are_expected_aboard_goes_by_what_they_answered():
    found = boarding(Learned(), accepted=20, unanswered=10)
    assert found.persons.mean == pytest.approx(20 * 0.85 + 10 * 0.55)
    assert found.mean == pytest.approx(0.75)
    assert found.low < found.mean < found.high


def test_where_nobody_was_told_the_rate_is_that_of_somebody_who_has_not_answered():
    found = boarding(Learned(), accepted=0, unanswered=0)
    assert (found.mean, found.persons.mean) == (0.55, 0)


# -- how many more to ask


def test_by_hand_two_seats_and_a_coin_for_everybody():
    """Three asked: all come with 1/8. Four: three or four come with 5/16."""
    certain = Learned(COIN, COIN)
    three = propose({"seat": 2}, [], line(1, 1, 1, 1), certain, allowed=9, risk=0.13)
    assert (three.persons, three.bound_by) == (3, InviteLimit.RISK)
    assert three.risk == pytest.approx(1 / 8, abs=1e-3)
    assert three.turned_away == pytest.approx(1 / 8, abs=1e-3)
    assert three.empty == pytest.approx(5 / 8, abs=1e-3)
    four = propose({"seat": 2}, [], line(1, 1, 1, 1), certain, allowed=9, risk=0.32)
    assert (four.persons, four.risk) == (4, pytest.approx(5 / 16, abs=1e-3))


def test_who_holds_a_place_and_is_sure_to_come_leaves_no_room_to_ask_for():
    found = propose({"seat": 5}, guests(2, 3, has_accepted=True), line(1, 1), Learned(SURE_TO_COME), allowed=9)
    assert (found.parties, found.risk_now, found.bound_by) == ((), 0, InviteLimit.RISK)


def test_never_more_are_asked_than_the_officer_allows():
    told = guests(*[2] * 20)
    found = propose({"seat": 40}, told, line(2, 2, 2, 2, 2, 2), Learned(), allowed=5)
    assert (found.persons, found.bound_by) == (4, InviteLimit.ALLOWED)
    assert found.within_risk > 4
    for allowed in (0, -3):
        assert propose({"seat": 40}, told, line(2), Learned(), allowed=allowed).parties == ()


def test_a_party_is_asked_whole_and_nobody_is_passed_over_for_a_smaller_one():
    found = propose({"seat": 40}, guests(*[2] * 20), line(1, 4, 1), Learned(), allowed=2)
    assert found.parties == (UUID(int=1000),)


def test_when_everybody_in_the_line_may_be_asked_that_is_said():
    found = propose({"seat": 40}, guests(2), line(1, 1), Learned(), allowed=9)
    assert (found.persons, found.bound_by, found.risk) == (2, InviteLimit.LINE, 0)


def test_what_is_over_promised_already_is_at_risk_without_asking_anybody():
    found = propose({"seat": 4}, guests(2, 2, 2, has_accepted=True), line(1), Learned(), allowed=9)
    assert (found.persons, found.risk, found.risk > 0.05) == (0, found.risk_now, True)


def test_a_wheelchair_that_there_is_no_space_for_is_not_asked():
    chair = Guest(UUID(int=1), 1, {"seat": 1, "wheelchair": 1})
    found = propose({"seat": 40}, guests(2), [chair, *line(1)], Learned(), allowed=9)
    assert (found.parties, found.bound_by) == ((), InviteLimit.RISK)
    room = {"seat": 40, "wheelchair": 1}
    assert propose(room, guests(2), [chair, *line(1)], Learned(), allowed=9).persons == 2


def test_a_leg_without_anybody_and_without_a_line_asks_nobody():
    found = propose({}, [], [], Learned(), allowed=9)
    assert found == Invite((), 0, 0, 0.0, 0.0, 0.0, 0.0, InviteLimit.LINE)


def test_the_stated_risk_is_that_of_ten_thousand_departures_played():
    rng = np.random.default_rng(5)
    sizes = Random(3).choices((1, 1, 2, 3, 4), k=30)
    told = guests(*sizes[:15], has_accepted=True) + guests(*sizes[15:], first=500)
    seats = sum(sizes) - 8
    asked = line(2, 1, 3, 2, 1)
    found = propose({"seat": seats}, told, asked, Learned(), allowed=99, risk=0.2)
    everybody = [*told, *asked[: len(found.parties)]]
    shares = rng.random(10_000)
    marks = np.linspace(0.0005, 0.9995, 1000)
    yes = np.interp(shares, marks, [ACCEPTED.quantile(float(mark)) for mark in marks])
    silent = np.interp(shares, marks, [UNANSWERED.quantile(float(mark)) for mark in marks])
    come = np.zeros(len(shares))
    for each in everybody:
        come += each.persons * (rng.random(len(shares)) < (yes if each.has_accepted else silent))
    assert found.risk == pytest.approx(float((come > seats).mean()), abs=0.01)


sizes = some.lists(some.integers(1, 4), max_size=6)
seen = some.builds(Seen, *(some.integers(0, 9) for _ in range(6)))


@settings(max_examples=40, deadline=None)
@given(some.integers(0, 14), sizes, sizes, sizes, seen, some.integers(0, 9), some.sampled_from([0.01, 0.05, 0.2]))
def test_more_seats_never_ask_fewer_and_the_risk_is_within_what_was_said(
    seats, accepted, silent, listed, own, allowed, risk
):
    told = guests(*accepted, has_accepted=True) + guests(*silent, first=500)
    learned = learn(own, Seen())
    found = propose({"seat": seats}, told, line(*listed), learned, allowed=allowed, risk=risk)
    more = propose({"seat": seats + 1}, told, line(*listed), learned, allowed=allowed, risk=risk)
    assert more.persons >= found.persons
    assert more.within_risk >= found.within_risk
    assert found.persons <= min(allowed, found.within_risk)
    assert not found.parties or found.risk <= risk
    assert found.risk >= found.risk_now - 1e-12
    assert found.turned_away >= 0 and found.empty >= 0
