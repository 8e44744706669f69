"""Who is in the planner's problem, from where, with which needs and papers."""

from datetime import UTC, date, datetime

import pytest

from dodomu.journeys.rules.eligibility import Relatives, Rule
from dodomu.journeys.rules.terms import Unplannable
from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from tests.journeys.rules.harbour import (
    BEYOND,
    CITY,
    HOME,
    PORT,
    SHELTER,
    VILLAGE,
    at,
    built,
    left_out,
    leg,
    link,
    notes_of,
    override,
    party,
    party_of,
    person,
    the,
    told,
)

CHILD, BABY, OLD = date(2025, 3, 1), date(2030, 9, 1), date(1955, 2, 2)


def test_whoever_waits_and_wants_to_leave_is_planned_whole_with_their_oldest_wish():
    made = built(party("family", person("mother", asked_at=at(-48)), person("child", birth_date=CHILD)))

    found = party_of(made, "family")
    assert (found.place, found.persons, found.priority) == (CITY, 2, "children")
    assert found.needs == {"seat": 2} and found.waiting_since == at(-48) and not found.may_split


@pytest.mark.parametrize("wish", ["stay", "undecided", "left_already"])
def test_who_does_not_want_to_leave_is_not_planned_and_not_listed(wish: str):
    made = built(party("anna", person("anna", wish=wish)))

    assert made.problem.parties == () and made.unplannable == ()


def test_who_has_not_said_a_wish_goes_with_those_who_have():
    made = built(party("family", person("mother"), person("a", wish="undecided"), person("b", wish="undecided")))

    assert party_of(made, "family").persons == 3


def test_a_party_of_which_as_many_stay_as_leave_is_listed():
    stays = person("father", wish="stay", account=Account.STAYS)
    made = built(party("couple", person("mother"), stays))

    assert left_out(made) == {the("couple"): Unplannable.WISHES_DIFFER.value}


def test_who_stays_takes_no_seat_when_most_of_the_party_leave():
    stays = person("father", wish="stay", account=Account.STAYS)
    made = built(party("family", person("mother"), person("child", birth_date=CHILD), stays))

    assert party_of(made, "family").persons == 2
    assert notes_of(made, str(the("family"))) == ["only-a-part"]


@pytest.mark.parametrize("account", [Account.HOME, Account.LEFT_ALONE, Account.STAYS, Account.DECEASED])
def test_who_is_home_or_gone_is_not_planned(account: Account):
    made = built(party("anna", person("anna", account=account)))

    assert made.problem.parties == () and made.unplannable == ()


@pytest.mark.parametrize(
    "account", [Account.WAITING, Account.REGISTERED, Account.PROMISED, Account.ASSEMBLED, Account.UNREACHABLE]
)
def test_whoever_is_there_is_planned_also_if_nobody_reaches_them(account: Account):
    assert party_of(built(party("anna", person("anna", account=account))), "anna").place == CITY


def test_leaving_later_is_from_that_day_on_at_their_place_and_holds_for_the_whole_party():
    later = person("father", wish="leave_later", wish_from=date(2031, 5, 14))
    made = built(party("couple", person("mother"), later))

    assert party_of(made, "couple").available_from == datetime(2031, 5, 14, tzinfo=UTC)


def test_leaving_later_without_a_day_is_listed():
    made = built(party("anna", person("anna", wish="leave_later")))

    assert left_out(made) == {the("anna"): "no-day"}


def test_a_day_that_somebody_named_who_wants_no_more_to_leave_is_no_day():
    mind_changed = person("father", wish="undecided", wish_from=date(2031, 5, 20))
    made = built(party("couple", person("mother", wish="leave_later"), mind_changed))

    assert left_out(made) == {the("couple"): Unplannable.NO_DAY.value}


def test_a_party_whose_place_nobody_knows_is_listed():
    made = built(party("anna", person("anna", account=Account.REGISTERED, place=None)))

    assert left_out(made) == {the("anna"): "no-place"}


def test_who_named_no_place_is_with_the_others():
    made = built(party("couple", person("anna"), person("ivan", account=Account.REGISTERED, place=None)))

    assert party_of(made, "couple").place == CITY


def test_a_party_at_two_places_is_listed_unless_one_lies_in_the_other():
    apart = party("apart", person("anna"), person("ivan", place=VILLAGE))
    near = party("near", person("olha"), person("petro", place=SHELTER))
    made = built(apart, near)

    assert left_out(made) == {the("apart"): "two-places"}
    assert party_of(made, "near").place == CITY


def test_from_a_place_from_which_nothing_goes_they_set_out_from_the_one_around_it():
    made = built(party("anna", person("anna", place=SHELTER)))

    assert party_of(made, "anna").place == CITY
    assert notes_of(made, str(the("anna"))) == ["nearest-way"]


def test_who_stands_assembled_for_nothing_goes_back_into_the_town():
    ferry = leg("ferry", origin=SHELTER, target=PORT, departs_at=at(1), arrives_at=at(2))
    waits = party("anna", person("anna", place=SHELTER, account=Account.ASSEMBLED))
    legs = (link(), link("walk", target=SHELTER, minutes=10), ferry, leg())

    assert party_of(built(waits, legs=legs), "anna").place == CITY
    held = built(waits, legs=legs, told=(told("anna", "ferry", "flight", state="accepted"),))
    assert party_of(held, "anna").place == SHELTER, "for whoever holds a place it leaves from there"
    assert party_of(built(waits, legs=(ferry, leg())), "anna").place == SHELTER, "nothing goes from the city"


def test_who_is_aboard_sets_out_from_the_end_of_the_leg_when_it_arrives():
    ferry = leg("ferry", origin=PORT, target=BEYOND, departs_at=at(-1), arrives_at=at(2))
    onward = leg("onward", origin=BEYOND)
    made = built(party("anna", person("anna", account=Account.ABOARD, leg="ferry", place=None)), legs=(ferry, onward))

    found = party_of(made, "anna")
    assert (found.place, found.available_from) == (BEYOND, at(2))


def test_who_is_aboard_a_late_leg_sets_out_later():
    ferry = leg("ferry", target=BEYOND, departs_at=at(-2), arrives_at=at(1), expected_at=at(0))
    made = built(party("anna", person("anna", account=Account.ABOARD, leg="ferry")), legs=(ferry,))

    assert party_of(made, "anna").available_from == at(3)


def test_who_is_aboard_a_leg_home_or_has_come_home_on_the_way_needs_no_plan():
    homeward = leg("homeward", departs_at=at(-1), arrives_at=at(2))
    aboard = party("anna", person("anna", account=Account.ABOARD, leg="homeward"))
    there = party("ivan", person("ivan", account=Account.ON_THE_WAY, place=HOME))
    made = built(aboard, there, legs=(homeward, leg()))

    assert made.problem.parties == () and made.unplannable == ()


def test_who_is_on_the_way_goes_on_from_there_whatever_they_said_before():
    made = built(party("anna", person("anna", account=Account.ON_THE_WAY, place=BEYOND, wish="undecided")))

    assert party_of(made, "anna").place == BEYOND


def test_a_party_of_which_one_is_aboard_and_another_waits_is_listed():
    made = built(party("couple", person("anna", account=Account.ABOARD, leg="flight"), person("ivan")))

    assert left_out(made) == {the("couple"): "partly-gone"}


def test_who_waits_at_home_by_their_place_is_listed():
    assert left_out(built(party("anna", person("anna", place=HOME)))) == {the("anna"): "at-home"}


def test_places_are_kept_for_those_who_are_said_and_not_registered():
    made = built(party("family", person("mother"), said=3))

    assert party_of(made, "family").needs == {"seat": 3}
    assert notes_of(made, str(the("family"))) == ["size-said"]


def test_nobody_gets_a_train_full_of_places_on_their_word():
    assert left_out(built(party("tour", said=60))) == {the("tour"): "not-reached"}


def test_a_party_of_sixty_is_planned_and_one_of_two_hundred_and_one_is_listed():
    sixty = party("sixty", *(person(f"a{n}") for n in range(60)))
    many = party("many", *(person(f"b{n}") for n in range(201)))
    made = built(sixty, many)

    assert party_of(made, "sixty").persons == 60
    assert left_out(made) == {the("many"): "too-large"}


def test_who_may_not_travel_in_our_places_is_listed_with_every_reason():
    foreign = person("aigul", is_citizen=False, citizenships=("QX",))
    made = built(party("aigul", foreign), party("couple", person("ivan"), foreign), eligibility=Rule())
    alone = built(party("couple", person("ivan"), foreign), eligibility=Rule(relatives=Relatives.NOBODY))

    assert left_out(made) == {the("aigul"): "not-eligible"}
    assert made.unplannable[0].facts == {"why": "nobody-counts"}
    assert party_of(made, "couple").persons == 2
    assert alone.unplannable[0].facts == {"why": "relative"}


def test_whom_an_officer_keeps_out_is_listed():
    made = built(party("anna"), overrides=(override("anna", "stays_out"),))

    assert left_out(made) == {the("anna"): "stays-out"}


def test_needs_are_counted_by_what_a_vehicle_must_provide():
    family = party(
        "family",
        person("mother", needs=(Need.PET,)),
        person("baby", birth_date=BABY),
        person("grandfather", needs=(Need.WHEELCHAIR,)),
        person("uncle", needs=(Need.STRETCHER,)),
    )

    assert party_of(built(family), "family").needs == {
        "seat": 2, "infant": 1, "wheelchair": 1, "stretcher": 1, "pet": 1,
    }  # fmt: skip


def test_a_lap_holds_one_baby_and_that_of_a_child_none():
    twins = person("one", birth_date=BABY), person("two", birth_date=BABY)

    assert party_of(built(party("three", person("mother"), *twins)), "three").needs == {"seat": 2, "infant": 1}
    family = party("five", person("mother"), person("father"), person("child", birth_date=CHILD), *twins)
    assert party_of(built(family), "five").needs == {"seat": 3, "infant": 2}
    alone = party("two", person("child", birth_date=CHILD), twins[0])
    assert party_of(built(alone), "two").needs == {"seat": 2}


def test_a_baby_without_anybody_to_sit_on_takes_a_seat():
    assert party_of(built(party("baby", person("baby", birth_date=BABY))), "baby").needs == {"seat": 1}


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ("medical", {"needs": (Need.MEDICINE,), "birth_date": CHILD}),
        ("medical", {"needs": (Need.DIALYSIS,)}),
        ("children", {"birth_date": CHILD}),
        ("children", {"needs": (Need.PREGNANCY,)}),
        ("frail", {"birth_date": OLD}),
        ("frail", {"needs": (Need.WHEELCHAIR,)}),
        ("other", {"needs": (Need.PET, Need.NO_CASH)}),
        ("other", {"birth_date": None}),
    ],
)
def test_a_party_is_as_urgent_as_the_member_who_needs_it_most(expected: str, fields: dict[str, object]):
    assert party_of(built(party("anna", person("anna", **fields))), "anna").priority == expected


def test_two_without_anything_else_are_a_family():
    assert party_of(built(party("couple", person("anna"), person("ivan"))), "couple").priority == "family"


def test_an_officer_may_say_how_urgent_a_party_is_and_a_class_that_there_is_not_is_noted():
    overrides = (override("anna", "priority", priority="medical"), override("ivan", "priority", priority="vip"))
    made = built(party("anna"), party("ivan"), overrides=overrides)

    assert party_of(made, "anna").priority == "medical"
    assert party_of(made, "ivan").priority == "other"
    assert notes_of(made, str(the("ivan"))) == ["priority-not-known"]


ALL = frozenset({"passport", "covid_paper", "pcr_test"})


@pytest.mark.parametrize(
    ("held", "fields"),
    [
        (ALL, {}),  # nobody asked
        (ALL, {"papers": (("passport", None),)}),
        (ALL, {"papers": (("passport", date(2031, 5, 12)),)}),  # its last day
        (ALL - {"passport"}, {"papers": (("passport", date(2031, 5, 11)),)}),
        (ALL, {"papers": (("passport", date(2020, 1, 1)), ("return_certificate", None))}),
        (ALL, {"papers": (("id_card", date(2020, 1, 1)),)}),  # says nothing of a passport
        (ALL - {"passport"}, {"papers": (("none", None),)}),
        (ALL - {"passport"}, {"needs": (Need.PAPERS_LOST,), "papers": (("passport", None),)}),
        (ALL, {"needs": (Need.PAPERS_LOST,), "papers": (("return_certificate", None),)}),
        (frozenset({"passport"}), {"needs": (Need.ISOLATION,)}),
    ],
)
def test_papers_are_those_that_are_valid_today(held: frozenset[str], fields: dict[str, object]):
    assert party_of(built(party("anna", person("anna", **fields))), "anna").papers == held


def test_a_party_has_only_the_papers_that_each_of_it_has():
    made = built(party("couple", person("anna"), person("ivan", needs=(Need.PAPERS_EXPIRED,))))

    assert party_of(made, "couple").papers == ALL - {"passport"}


def test_up_to_five_thousand_persons_the_steps_are_short():
    few = built(*(party(f"p{n}", *(person(f"p{n} {m}") for m in range(100))) for n in range(50)))
    many = built(*(party(f"p{n}", *(person(f"p{n} {m}") for m in range(100))) for n in range(51)))

    assert (few.problem.step, many.problem.step) == (15, 60)


def test_an_empty_crisis_is_a_problem_without_fault():
    made = built(legs=(), places={})

    assert (made.problem.parties, made.problem.legs, made.unplannable) == ((), (), ())


def test_parties_without_any_way_are_in_the_problem_and_home_is_still_there():
    made = built(party("anna"), legs=())

    assert party_of(made, "anna").place == CITY
    assert [place.id for place in made.problem.places if place.kind == "home"] == [HOME]


def test_somebody_beside_a_link_is_planned_from_where_it_begins():
    made = built(party("anna", person("anna", place=VILLAGE)), legs=(link(origin=VILLAGE), leg()))

    assert party_of(made, "anna").place == VILLAGE
