"""How many to invite: against binomial tables, and against every way in which parties may come."""

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.engines.planner.simulate import how_many_to_invite, invitations
from tests.engines.planner.cast import a_leg, a_party, a_plan, a_problem, an_itinerary, ride
from tests.engines.planner.effort import tried


def more_than(seats: int, many: int, acceptance: float) -> float:
    """Return the chance that of so many singles more come than there are seats."""
    return sum(comb(many, k) * acceptance**k * (1 - acceptance) ** (many - k) for k in range(seats + 1, many + 1))


def averaged(seats: int, many: int, least: float, most: float) -> float:
    """Return the same with an unknown rate, by a fine midpoint rule."""
    parts = 20_000
    return sum(more_than(seats, many, least + (most - least) * (k + 0.5) / parts) for k in range(parts)) / parts


def by_every_way(seats: int, sizes: list[int], acceptance: float) -> tuple[float, float, float]:
    """Return the risk, and expected persons turned away and seats empty, over all ways in which parties come."""
    risk = away = empty = 0.0
    for comes in product((False, True), repeat=len(sizes)):
        chance, left, lost = 1.0, seats, 0
        for size, here in zip(sizes, comes, strict=True):
            chance *= acceptance if here else 1 - acceptance
            if here and size <= left:
                left -= size
            elif here:
                lost += size
        risk, away, empty = risk + chance * (lost > 0), away + chance * lost, empty + chance * left
    return risk, away, empty


@pytest.mark.parametrize(("seats", "acceptance"), [(1, 0.5), (2, 0.5), (10, 0.4), (10, 0.7), (50, 0.6), (180, 0.55)])
@pytest.mark.parametrize("risk", [0.01, 0.05, 0.2])
def test_singles_are_invited_by_the_binomial_table(seats: int, acceptance: float, risk: float):
    told = how_many_to_invite(seats, acceptance, risk)
    assert told.risk == pytest.approx(more_than(seats, told.persons, acceptance), abs=1e-12)
    assert told.risk <= risk + 1e-12
    assert more_than(seats, told.persons + 1, acceptance) > risk
    assert told.parties == told.persons


def test_by_hand_two_seats_and_a_half_chance_each():
    # Three come all with 1/8; of four, three or four come with 5/16.
    assert how_many_to_invite(2, 0.5, 0.125).persons == 3
    assert how_many_to_invite(2, 0.5, 0.124).persons == 2
    told = how_many_to_invite(2, 0.5, 0.3125)
    assert (told.persons, told.risk) == (4, 0.3125)
    assert told.turned_away == pytest.approx((4 * 1 + 1 * 2) / 16)
    assert told.empty == pytest.approx((1 * 2 + 4 * 1) / 16)


def test_without_risk_or_doubt_as_many_are_invited_as_there_are_seats():
    assert how_many_to_invite(7, 1.0, 0.5).persons == 7
    assert how_many_to_invite(7, 0.3, 0.0).persons == 7
    assert how_many_to_invite(0, 0.3, 0.1).persons == 0


@given(
    seats=st.integers(0, 12),
    sizes=st.lists(st.integers(1, 5), max_size=8),
    acceptance=st.sampled_from((0.0, 0.3, 0.5, 0.9, 1.0)),
    risk=st.sampled_from((0.0, 0.05, 0.3, 1.0)),
)
@tried(80)
def test_parties_are_reckoned_as_wholes_in_their_order(seats: int, sizes: list[int], acceptance: float, risk: float):
    told = how_many_to_invite(seats, acceptance, risk, sizes)
    called = sizes[: told.parties]
    found = by_every_way(seats, called, acceptance)
    assert (told.risk, told.turned_away, told.empty) == pytest.approx(found, abs=1e-9)
    assert told.persons == sum(called)
    assert told.risk <= risk + 1e-9
    if told.parties < len(sizes):
        assert by_every_way(seats, sizes[: told.parties + 1], acceptance)[0] > risk


def test_an_unknown_rate_that_is_the_same_for_all_is_averaged_exactly():
    told = how_many_to_invite(20, (0.4, 0.7), 0.05)
    assert told.risk == pytest.approx(averaged(20, told.persons, 0.4, 0.7), abs=1e-8)
    assert averaged(20, told.persons + 1, 0.4, 0.7) > 0.05


def test_not_knowing_the_rate_calls_for_more_care_than_the_rate_in_the_middle():
    assert how_many_to_invite(100, (0.4, 0.7), 0.05).persons < how_many_to_invite(100, 0.55, 0.05).persons


@pytest.mark.parametrize(("seats", "many"), [(0, 1), (3, 8), (50, 300), (400, 900)])
def test_of_a_rate_of_which_nothing_is_known_every_count_is_equally_likely(seats: int, many: int):
    # Bayes' own table: between 0 and all, each number of comers has the same chance.
    told = how_many_to_invite(seats, (0.0, 1.0), 1.0, [1] * many)
    assert told.risk == pytest.approx((many - seats) / (many + 1), abs=1e-9)
    assert told.turned_away == pytest.approx(sum(range(1, many - seats + 1)) / (many + 1), abs=1e-6)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ((5, 1.5, 0.1), "Acceptance must be a probability from 0 to 1, not 1.5."),
        ((5, 0.5, float("nan")), "Risk must be a probability"),
        ((-1, 0.5, 0.1), "Seats must be 0"),
        ((5, (0.7, 0.4), 0.1), "The least rate of acceptance, 0.7, is more than the most, 0.4."),
        ((5, 0.0, 0.1), "no end to inviting"),
        ((5, 0.5, 1.0), "no end to inviting"),
        ((5, 0.5, 0.1, [2, 0]), "Every party has 1"),
    ],
)
def test_nonsense_is_refused_in_plain_words(given_: tuple, words: str):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        how_many_to_invite(*given_)


def test_a_leg_is_offered_to_who_is_planned_and_then_to_standby():
    parties = [a_party("ann", persons=2), *(a_party(name, waiting_since=None) for name in ("ben", "cai", "dee"))]
    problem = a_problem(parties, [a_leg(seats=2)])
    plan = a_plan(an_itinerary(parties[0], ride()))
    told = invitations(problem, plan, acceptance=0.5, risk=0.25)["flight"]
    # Ann's two come with 1/2 and fill it: one more is turned away with 1/4, two with 3/8.
    assert told.planned == ("ann",)
    assert told.standby == ("ben",)
    assert (told.invitation.parties, told.invitation.persons, told.invitation.risk) == (2, 3, 0.25)
    assert told.invitation.empty == pytest.approx(0.25 * 2 + 0.25 * 1)


def test_the_scarcer_of_two_kinds_decides_how_many_are_invited():
    needs = {"seat": 1, "wheelchair": 1}
    parties = [a_party("ann", needs=needs), a_party("ben", needs=needs), a_party("cai", needs=needs)]
    problem = a_problem(parties, [a_leg(seats={"seat": 10, "wheelchair": 1})])
    plan = a_plan(an_itinerary(parties[0], ride()))
    assert invitations(problem, plan, acceptance=0.5, risk=0.2)["flight"].standby == ()
    told = invitations(problem, plan, acceptance=0.5, risk=0.25)["flight"]
    assert told.standby == ("ben",)
    assert told.invitation.risk == 0.25
