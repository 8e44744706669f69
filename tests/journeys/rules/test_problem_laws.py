"""Laws of the making of a problem: it has no fault, nobody is lost or doubled, and order changes nothing."""

from datetime import date, time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.journeys.rules.parties import PartyKnown, PersonKnown
from dodomu.journeys.rules.problem import build
from dodomu.journeys.rules.problem.facts import Facts
from dodomu.journeys.rules.terms import LegState, Mode, OverrideKind, Schedule
from dodomu.journeys.rules.variants import Options
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind
from tests.journeys.rules.harbour import (
    BEYOND,
    BORDER,
    CITY,
    HOME,
    PORT,
    SHELTER,
    VILLAGE,
    at,
    facts,
    leg,
    override,
    party,
    person,
    restriction,
    the,
    told,
)

PLACES = st.sampled_from((CITY, SHELTER, VILLAGE, PORT, BORDER, BEYOND, HOME, "nowhere"))
REFS = ("a", "b", "c", "d")
DAYS = st.dates(date(1940, 1, 1), date(2031, 5, 1))
HOURS = st.integers(-48, 200)
TO_LEAVE = {Wish.LEAVE_NOW, Wish.LEAVE_LATER}
IS_HERE = {
    Account.REGISTERED, Account.WAITING, Account.PROMISED, Account.ASSEMBLED, Account.UNREACHABLE,
}  # fmt: skip


@st.composite
def persons(draw: st.DrawFn, name: str) -> PersonKnown:
    return person(
        name, birth_date=draw(st.none() | DAYS), wish=draw(st.sampled_from(Wish)).value,
        wish_from=draw(st.none() | st.dates(date(2031, 5, 1), date(2031, 6, 1))),
        account=draw(st.sampled_from([each for each in Account if each is not Account.NOT_OURS])),
        place=draw(st.none() | PLACES), leg=draw(st.sampled_from(("", *REFS))),
        needs=tuple(draw(st.sets(st.sampled_from(Need), max_size=3))), is_citizen=draw(st.booleans()),
        papers=tuple(draw(st.lists(st.tuples(st.sampled_from(("passport", "none", "id_card")), st.none() | DAYS)))),
    )  # fmt: skip


@st.composite
def parties(draw: st.DrawFn, name: str) -> PartyKnown:
    people = [draw(persons(f"{name}{number}")) for number in range(draw(st.integers(1, 4)))]
    return party(name, *people, said=draw(st.integers(1, 40)))


@st.composite
def legs(draw: st.DrawFn, ref: str) -> LegKnown:
    origin, target = draw(st.lists(PLACES, min_size=2, max_size=2, unique=True))
    schedule, departs = draw(st.sampled_from(Schedule)), draw(HOURS)
    is_dated = schedule is not Schedule.ON_DEMAND
    hours: dict[str, Any] = {"departs_at": at(departs), "arrives_at": at(departs + draw(st.integers(1, 30)))}
    return leg(
        ref, origin=origin, target=target, schedule=schedule, mode=draw(st.sampled_from(Mode)),
        state=draw(st.sampled_from(LegState)), via=tuple(draw(st.lists(PLACES, max_size=2))),
        minutes=None if is_dated else draw(st.integers(1, 3000)), known_from=at(draw(HOURS)),
        book_by=draw(st.none() | HOURS.map(at)),
        expected_at=at(departs + 3) if is_dated and draw(st.booleans()) else None,
        block=draw(st.dictionaries(st.sampled_from(("seat", "infant", "pet")), st.integers(0, 30))),
        held_back=draw(st.dictionaries(st.sampled_from(("seat", "infant")), st.integers(0, 9))),
        **(hours if is_dated else dict.fromkeys(hours)),
    )  # fmt: skip


@st.composite
def restrictions(draw: st.DrawFn, ref: str) -> RestrictionKnown:
    begins, reach = draw(st.none() | HOURS), draw(st.sampled_from(Reach))
    ends = draw(st.none() | st.integers((begins or 0) + 1, 300))
    hours = st.tuples(st.integers(0, 23).map(time), st.integers(0, 23).map(time))
    return restriction(
        draw(st.sampled_from(RestrictionKind)), draw(st.sampled_from(Effect)),
        None if reach is Reach.WAY else draw(PLACES), ref=ref, reach=reach,
        way=draw(st.sampled_from(REFS)) if reach is Reach.WAY else "", daily=draw(st.none() | hours),
        begins_at=None if begins is None else at(begins), ends_at=None if ends is None else at(ends),
        applies_to=draw(st.sampled_from(AppliesTo)), zone=draw(st.sampled_from(("UTC", "Asia/Almaty"))),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    people = tuple(draw(parties(name)) for name in ("k", "l", "m", "n")[: draw(st.integers(0, 4))])
    some = st.lists(st.sampled_from(REFS), max_size=2, unique=True)
    return facts(
        *people,
        legs=tuple(draw(legs(ref)) for ref in REFS),
        restrictions=tuple(draw(restrictions(f"z{number}")) for number in range(draw(st.integers(0, 4)))),
        told=tuple(told(name, *draw(some), state=draw(st.sampled_from(("held", "sent", "accepted")))) for name in "kl"),
        overrides=tuple(
            override("k", kind.value, leg=draw(st.sampled_from((*REFS, "gone")))) for kind in draw(st.sets(OVERRIDES))
        ),
        refused={the("m"): frozenset(draw(some))},
    )


OVERRIDES = st.sampled_from((OverrideKind.NOT_BY, OverrideKind.ONLY_BY))
OPTIONS = st.builds(
    Options, without_legs=st.sets(st.sampled_from(REFS)).map(frozenset), without_third_countries=st.booleans(),
    slips=st.dictionaries(st.sampled_from(REFS), st.integers(0, 600)), residual=st.booleans(),
    from_at=st.none() | HOURS.map(at),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(worlds(), OPTIONS)
def test_whatever_is_known_the_problem_has_no_fault(world: Facts, options: Options):
    assert build(world, options).problem.faults() == ()


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_every_party_is_planned_or_listed_once_or_wants_nothing_or_is_nearly_home(world: Facts):
    built = build(world, Options())
    planned = [each.id for each in built.problem.parties]
    listed = [str(each.party) for each in built.unplannable]

    assert len(planned) == len(set(planned)) and len(listed) == len(set(listed))
    assert not set(planned) & set(listed)
    for known in world.parties:
        waits = [each for each in known.persons if each.account in IS_HERE]
        wants = any(
            each.wish in TO_LEAVE and each.account not in (Account.ABOARD, Account.ON_THE_WAY) for each in waits
        )
        assert not wants or str(known.id) in {*planned, *listed}


@settings(max_examples=60, deadline=None)
@given(worlds(), OPTIONS)
def test_every_way_is_in_the_problem_or_says_why_it_is_not(world: Facts, options: Options):
    built = build(world, options)
    there = [leg.id for leg in built.problem.legs] + [link.id for link in built.problem.links]

    assert sorted([*there, *(each.ref for each in built.legs_out)]) == sorted(REFS)


@settings(max_examples=40, deadline=None)
@given(worlds(), OPTIONS, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(world: Facts, options: Options, random: Any):
    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(items, len(items)))

    other = Facts(**{name: getattr(world, name) for name in Facts.__dataclass_fields__} | {
        "parties": mixed(world.parties), "restrictions": mixed(world.restrictions),
    })  # fmt: skip
    one, two = build(world, options).problem, build(other, options).problem
    for name in ("parties", "closures", "places", "legs", "links"):
        assert sorted(map(repr, getattr(one, name))) == sorted(map(repr, getattr(two, name)))
