"""The facts that decide who can come home how, read from the database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.problem import Party
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Charter, Eligibility, Leg, Offer, Override, PartnerSeats
from dodomu.journeys.queries.planning import facts_for, problem_for
from dodomu.journeys.rules.eligibility import Relatives, Rule
from dodomu.journeys.rules.terms import OfferState
from dodomu.journeys.rules.variants import Options
from dodomu.people.models import Person
from dodomu.people.operations import identity, whereabouts
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence, PartyKind
from dodomu.situation.operations import telling
from dodomu.situation.rules.terms import Reach
from tests import cast
from tests.situation.telling import curfew

pytestmark = pytest.mark.django_db
NOON = cast.NOON
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def crisis() -> Crisis:
    """A crisis with two cities, an airport and home."""
    where = cast.crisis()
    for ref, country, zone in (("ala", "KZ", "Asia/Almaty"), ("kbp", "UA", "Europe/Kyiv")):
        Place.objects.create(
            crisis=where, ref=ref, kind="airport", names={"en": ref}, country=country, latitude=43, longitude=77,
            zone=zone,
        )  # fmt: skip
    return where


def place(crisis: Crisis, ref: str) -> Place:
    return Place.objects.get(crisis=crisis, ref=ref)


def flight(crisis: Crisis, ref: str = "flight", **fields: object) -> Leg:
    given = {
        "mode": "air", "origin": place(crisis, "ala"), "target": place(crisis, "kbp"), "departs_at": NOON + DAY,
        "arrives_at": NOON + DAY + 6 * HOUR, "block": {"seat": 20, "infant": 2}, "known_from": NOON - DAY,
        "recorded_at": NOON - DAY, **fields,
    }  # fmt: skip
    return Leg.objects.create(crisis=crisis, ref=ref, **given)


def road(crisis: Crisis) -> Leg:
    return flight(
        crisis, "road", mode="transfer", schedule="on_demand", origin=place(crisis, "almaty"),
        target=place(crisis, "ala"), departs_at=None, arrives_at=None, minutes=60, block={},
    )  # fmt: skip


def family(crisis: Crisis) -> UUID:
    return cast.register(crisis, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY, at=NOON - HOUR).party


def offer(crisis: Crisis, party: UUID, *legs: Leg, **fields: object) -> Offer:
    """Write an offer that is told, with places on these legs."""
    persons = list(Person.objects.filter(party=party).values_list("id", flat=True))
    given = {
        "persons": persons, "state": "sent", "meet_at": NOON, "leave_by": NOON, "made_at": NOON,
        "answer_by": NOON + HOUR, **fields,
    }  # fmt: skip
    made = Offer.objects.create(crisis=crisis, party_id=party, **given)
    for position, leg in enumerate(legs):
        made.steps.create(
            position=position, leg=leg, origin=leg.origin, target=leg.target, leaves_at=NOON, arrives_at=NOON
        )
        if leg.schedule == "dated":
            takes, live = {"seat": len(persons)}, made.state in {"sent", "held", "accepted"}
            made.rides.create(leg=leg, takes=takes, seats=len(persons), persons=len(persons), is_live=live)
    return made


def of(crisis: Crisis, party: UUID, **options: object) -> Party | None:
    """Return the party of the problem as of noon."""
    built = problem_for(crisis.id, Options(**options), at=NOON)  # type: ignore[arg-type]
    assert built.problem.faults() == ()
    return next((each for each in built.problem.parties if each.id == str(party)), None)


def test_an_empty_crisis_is_a_problem_without_fault(crisis: Crisis):
    built = problem_for(crisis.id, Options(), at=NOON)

    assert built.problem.faults() == () and built.problem.parties == ()


def test_a_crisis_that_there_is_not_is_refused():
    with pytest.raises(Refused) as refused:
        facts_for(uuid4(), at=NOON)
    assert refused.value.reason is FoundationReason.NO_SUCH_CRISIS


def test_a_family_that_registered_is_planned_and_comes_home(crisis: Crisis):
    party = family(crisis)
    road(crisis), flight(crisis)
    built = problem_for(crisis.id, Options(), at=NOON)
    plan = solve(built.problem, seconds=10).plan

    found = of(crisis, party)
    assert (found.place, found.persons, found.priority) == ("almaty", 2, "children")
    assert found.waiting_since == NOON - HOUR
    assert [(each.party, each.persons) for each in plan.itineraries] == [(str(party), 2)]
    assert check.faults_of(built.problem, plan) == ()


def test_papers_and_needs_are_read(crisis: Crisis):
    words = {**cast.OLENA, "needs": "wheelchair, passport lost"}
    party = cast.register(crisis, words, at=NOON - HOUR).party

    found = of(crisis, party)
    assert found.needs == {"seat": 1, "wheelchair": 1}
    assert found.papers == {"covid_paper", "pcr_test"}
    ((person,),) = [each.persons for each in facts_for(crisis.id, at=NOON).parties]
    assert person.papers == (("passport", None),)


def test_who_was_joined_forgotten_or_is_not_of_this_crisis_is_not_counted(crisis: Crisis):
    one, two = family(crisis), cast.register(crisis, cast.AIGERIM, cast.PETRO, kind=PartyKind.GROUP, at=NOON - HOUR)
    kept = Person.objects.get(party=one, leads_party=True)
    identity.join_persons(kept=kept.id, joined=two.persons[0].id, grounds=[], by=cast.officer(crisis), at=NOON)
    Person.objects.filter(id=two.persons[1].id).update(forgotten_at=NOON)

    assert {each.id: len(each.persons) for each in facts_for(crisis.id, at=NOON).parties} == {one: 2}


def test_another_crisis_is_another(crisis: Crisis):
    other = cast.crisis()
    family(other)
    flight(crisis)

    assert facts_for(crisis.id, at=NOON).parties == ()
    assert facts_for(other.id, at=NOON).ways.legs == ()


def test_who_boarded_sets_out_from_where_the_leg_ends(crisis: Crisis):
    party = family(crisis)
    flight(crisis, "domestic", origin=place(crisis, "almaty"), target=place(crisis, "nursultan"),
           departs_at=NOON - HOUR, arrives_at=NOON + HOUR)  # fmt: skip
    move(crisis, party, Standing(Account.ABOARD, None, "domestic"))

    found = of(crisis, party)
    assert (found.place, found.available_from) == ("nursultan", NOON + HOUR)


def move(crisis: Crisis, party: UUID, to: Standing) -> None:
    for row in Person.objects.filter(party=party):
        origin = Standing(Account(row.account), row.account_place_id, row.account_leg)
        whereabouts.move_person(
            entry_id=uuid4(), person=row.id, origin=origin, to=to, evidence=Evidence.SEEN, said_by="officer",
            happened_at=NOON, by=cast.officer(crisis), at=NOON,
        )  # fmt: skip


def test_who_holds_a_promise_is_where_they_last_said_they_are(crisis: Crisis):
    party = family(crisis)
    move(crisis, party, Standing(Account.PROMISED, None, "flight"))

    assert of(crisis, party).place == "almaty"


def test_a_live_offer_is_a_promise_and_an_ended_one_is_none(crisis: Crisis):
    told, ended = family(crisis), cast.register(crisis, cast.PETRO, at=NOON - HOUR).party
    way, home = road(crisis), flight(crisis)
    offer(crisis, told, way, home, state="accepted")
    offer(crisis, ended, way, home, state="withdrawn", ended_at=NOON, end_cause="officer")
    facts = facts_for(crisis.id, at=NOON)

    assert {party: (each.legs, each.state) for party, each in facts.told.items()} == {told: (("flight",), "accepted")}
    assert {ref: (each.persons, each.takes) for ref, each in facts.held.items()} == {"flight": (2, {"seat": 2})}
    assert of(crisis, told).promise.leg == "flight"


def test_of_what_is_left_only_the_others_are_planned_on_the_seats_that_are_free(crisis: Crisis):
    told = family(crisis)
    waits = cast.register(crisis, {**cast.PETRO, "wish": "leave_now"}, at=NOON - HOUR).party
    offer(crisis, told, flight(crisis))
    built = problem_for(crisis.id, Options(residual=True), at=NOON)

    assert [each.id for each in built.problem.parties] == [str(waits)]
    assert built.problem.legs[0].held_back == {"seat": 2}


def test_what_was_declined_is_not_planned_for_them_again(crisis: Crisis):
    party = family(crisis)
    offer(crisis, party, flight(crisis), state=OfferState.DECLINED, ended_at=NOON, end_cause="declined")

    assert of(crisis, party).refuses == {"flight"}


def test_decisions_of_officers_hold_until_they_are_ended(crisis: Crisis):
    one, two = family(crisis), cast.register(crisis, cast.AIGERIM, at=NOON - HOUR).party
    more = {"crisis": crisis, "reason": "a word", "officer_name": "duty", "kind": "priority", "priority": "medical"}
    Override.objects.create(party_id=one, at=NOON - HOUR, **more)
    Override.objects.create(party_id=two, at=NOON - HOUR, ended_at=NOON, **more)
    Eligibility.objects.create(
        crisis=crisis, from_at=NOON - DAY, recorded_at=NOON, rule=Rule(countries=frozenset({"KZ"})).as_json()
    )  # fmt: skip

    assert of(crisis, one).priority == "medical"
    assert of(crisis, two).priority == "other"


def test_the_newest_rule_that_has_begun_says_who_may_travel(crisis: Crisis):
    couple = cast.register(crisis, cast.OLENA, cast.AIGERIM, kind=PartyKind.FAMILY, at=NOON - HOUR).party
    assert of(crisis, couple) is not None
    strict = Rule(relatives=Relatives.NOBODY).as_json()
    Eligibility.objects.create(crisis=crisis, from_at=NOON + HOUR, recorded_at=NOON, rule=strict)
    assert of(crisis, couple) is not None, "it has not begun"
    Eligibility.objects.create(crisis=crisis, from_at=NOON, recorded_at=NOON, rule=strict)

    built = problem_for(crisis.id, Options(), at=NOON)
    assert [(each.party, each.why.value) for each in built.unplannable] == [(couple, "not-eligible")]


def test_restrictions_are_closures(crisis: Crisis):
    road(crisis), flight(crisis)
    given = curfew(place(crisis, "almaty").id, reach=Reach.PLACE)
    telling.tell(crisis=crisis.id, given=given, by=cast.officer(crisis), at=NOON)

    (closure,) = problem_for(crisis.id, Options(), at=NOON).problem.closures
    assert (closure.at, closure.road_only, closure.daily) == ("almaty", True, (given.daily_from, given.daily_to))


def test_charters_and_seats_of_partners_are_read(crisis: Crisis):
    charter = Charter.objects.create(crisis=crisis, ref="hired", price=74000, order_by=NOON + HOUR)
    hired = flight(crisis, charter=charter)
    PartnerSeats.objects.create(
        leg=hired, partner="PL", given_by_us=False, seats=5, confirmed_at=NOON, recorded_at=NOON
    )
    PartnerSeats.objects.create(leg=hired, partner="DE", given_by_us=True, seats=3, confirmed_at=NOON, recorded_at=NOON)
    PartnerSeats.objects.create(leg=hired, partner="FR", given_by_us=False, seats=9, recorded_at=NOON)
    problem = problem_for(crisis.id, Options(), at=NOON).problem

    assert [(each.id, each.price) for each in problem.charters] == [("hired", 74000)]
    assert (problem.legs[0].seats["seat"], problem.legs[0].held_back["seat"]) == (25, 3)


def test_as_known_at_an_hour_nothing_of_later_is_known(crisis: Crisis):
    early = family(crisis)
    late = cast.register(crisis, cast.AIGERIM, at=NOON + 2 * HOUR).party
    telling.tell(
        crisis=crisis.id, given=curfew(place(crisis, "almaty").id, announced_at=NOON + HOUR),
        by=cast.officer(crisis), at=NOON + 2 * HOUR,
    )  # fmt: skip
    flight(crisis)
    Person.objects.filter(party=early).update(account=Account.HOME)  # what stands there now is not asked

    then = facts_for(crisis.id, at=NOON, known_at=NOON)
    now = facts_for(crisis.id, at=NOON + 2 * HOUR)
    assert [each.id for each in then.parties] == [early] and then.restrictions == ()
    assert {person.account for each in then.parties for person in each.persons} == {Account.WAITING}
    assert {each.id for each in now.parties} == {early, late} and len(now.restrictions) == 1


def test_everything_is_read_in_a_few_statements_however_many_there_are(
    crisis: Crisis, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(5):
        words = {**cast.OLENA, "document_number": f"XX 00000{number}", "phones": f"+380 00 111 22 3{number}"}
        party = cast.register(crisis, words, at=NOON - HOUR).party
        offer(crisis, party, flight(crisis, f"flight-{number}"))

    with django_assert_max_num_queries(22):
        assert len(facts_for(crisis.id, at=NOON).parties) == 5


def test_leaving_later_is_midnight_at_their_place(crisis: Crisis):
    words = {**cast.PETRO, "wish": "leave_later"}
    party = cast.register(crisis, words, at=NOON - HOUR).party
    Person.objects.filter(party=party).update(wish_from=date(2022, 1, 12))

    assert of(crisis, party).available_from == datetime(2022, 1, 11, 18, tzinfo=UTC)
