"""Legs are kept as officers state them: every fault at once, every change with its reason."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.engines.planner.plan import Itinerary, Plan, Ride
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Leg, LegChange, Proposal
from dodomu.journeys.operations import ways
from dodomu.journeys.queries import changes
from dodomu.journeys.queries.checks import leg_line, leg_lines
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.proposals import pack_plan
from dodomu.journeys.rules.terms import Check, LegState, Mode, Schedule
from tests import cast
from tests.journeys import keeping_ways as keeping
from tests.journeys.keeping_ways import NOW, almaty

pytestmark = pytest.mark.django_db


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def crisis() -> Crisis:
    return keeping.crisis()


@pytest.fixture
def officer(crisis):
    return cast.officer(crisis, Role.CONSUL)


def reason(no: pytest.ExceptionInfo[Refused]) -> object:
    return no.value.reason


def test_wall_times_are_of_the_origin_and_of_the_target(crisis, officer):
    leg = keeping.add(crisis, officer)
    assert leg.departs_at == datetime(2022, 1, 13, 13, 50, tzinfo=UTC)
    assert leg.arrives_at == datetime(2022, 1, 13, 18, 40, tzinfo=UTC)
    assert leg.known_from == NOW, "nothing said since when: from now on"
    line = leg_line(crisis.id, leg.id, at=NOW)
    assert (str(line.departs_local)[:16], str(line.arrives_local)[:16]) == ("2022-01-13 19:50", "2022-01-13 20:40")


def test_a_leg_is_refused_with_every_fault_at_once_and_nothing_is_kept(crisis, officer):
    given = keeping.flight(
        crisis, ref="", target=keeping.place(crisis, "nursultan"), arrives=wall("2022-01-13T19:40"), chance=1.2,
        block={"seat": 200}, seats={"seat": 148, "sofa": 1}, price=-1, book_by=wall("2022-01-14T12:00"), via=(uuid4(),),
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        ways.add_leg(crisis=crisis.id, given=given, by=officer, at=NOW)
    assert reason(no) is JourneysReason.LEG_FIELDS_AT_FAULT
    assert {(fault.field, fault.code.value) for fault in no.value.details["faults"]} == {
        ("ref", "needed"), ("target", "same-place"), ("arrives", "arrives-before-it-leaves"),
        ("chance", "not-a-chance"), ("block", "block-above-seats"), ("seats", "unknown-word"), ("price", "below-zero"),
        ("book_by", "booking-after-departure"), ("via", "unknown-place"),
    }  # fmt: skip
    assert not Leg.objects.exists()
    assert not LegChange.objects.exists()


def test_an_hour_that_the_clocks_skipped_or_showed_twice_is_refused(crisis, officer):
    home: dict[str, Any] = {
        "origin": keeping.place(crisis, "kyiv"),
        "target": keeping.place(crisis, "nursultan"),
        "book_by": None,
    }
    skipped = keeping.flight(crisis, departs=wall("2022-03-27T03:30"), arrives=wall("2022-03-27T12:00"), **home)
    twice = replace(skipped, departs=wall("2022-10-30T03:30"), arrives=wall("2022-10-30T12:00"))
    for given, code in ((skipped, "no-such-hour"), (twice, "two-such-hours")):
        with pytest.raises(Refused) as no:
            ways.add_leg(crisis=crisis.id, given=given, by=officer, at=NOW)
        (fault,) = [fault for fault in no.value.details["faults"] if fault.field == "departs"]
        assert fault.code.value == code
    exact = replace(twice, departs=datetime(2022, 10, 30, 1, 30, tzinfo=UTC))
    made = ways.add_leg(crisis=crisis.id, given=exact, by=officer, at=NOW)
    assert Leg.objects.get(id=made).departs_at == exact.departs


def test_a_departure_in_the_past_is_kept_and_said_to_be_gone(crisis, officer):
    leg = keeping.add(crisis, officer, departs=wall("2022-01-09T20:19"), arrives=wall("2022-01-09T21:05"), book_by=None,
                      known_from=wall("2022-01-09T10:00"))  # fmt: skip
    assert Check.GONE in {found.check for found in leg_line(crisis.id, leg.id, at=NOW).checks}


def test_a_link_needs_its_minutes(crisis, officer):
    link = keeping.flight(crisis, schedule=Schedule.ON_DEMAND, mode=Mode.CAR, departs=None, arrives=None, book_by=None)
    with pytest.raises(Refused) as no:
        ways.add_leg(crisis=crisis.id, given=link, by=officer, at=NOW)
    assert [fault.field for fault in no.value.details["faults"]] == ["minutes"]
    ways.add_leg(crisis=crisis.id, given=replace(link, minutes=300), by=officer, at=NOW)


def test_the_same_leg_again_is_one_leg_and_another_under_its_ref_is_refused(crisis, officer):
    first = keeping.add(crisis, officer)
    assert keeping.add(crisis, officer).id == first.id
    assert LegChange.objects.count() == 1
    with pytest.raises(Refused) as no:
        keeping.add(crisis, officer, chance=0.7)
    assert reason(no) is JourneysReason.LEG_REF_TAKEN


def test_a_change_keeps_what_was_before_who_says_so_and_why(crisis, officer):
    leg = keeping.add(crisis, officer)
    NewsItem.objects.all().delete()
    version = ways.change_leg(
        leg=leg.id, version=1, given={"block": {"seat": 30}}, why="the airline cut it", by=officer, at=NOW
    )
    assert version == 2
    change = changes.history(crisis.id, leg.id)[-1]
    assert (change.fields, change.before, change.after) == (
        ("block",),
        {"block": {"seat": 55}},
        {"block": {"seat": 30}},
    )
    assert change.why == "the airline cut it"
    assert [item.content["leg"] for item in NewsItem.objects.filter(kind="WaysChanged")] == ["F1"]
    found = leg_line(crisis.id, leg.id, at=NOW).checks
    assert Check.BLOCK_SHRANK in {each.check for each in found}


def test_a_change_without_a_reason_or_without_any_change_is_none(crisis, officer):
    leg = keeping.add(crisis, officer)
    with pytest.raises(Refused) as no:
        ways.change_leg(leg=leg.id, version=1, given={"chance": 0.5}, why=" ", by=officer, at=NOW)
    assert reason(no) is JourneysReason.REASON_NEEDED
    assert ways.change_leg(leg=leg.id, version=1, given={"chance": 0.8}, why="same", by=officer, at=NOW) == 1
    assert LegChange.objects.count() == 1


def test_two_officers_who_read_the_same_page_do_not_overwrite_one_another(crisis, officer):
    leg = keeping.add(crisis, officer)
    ways.change_leg(leg=leg.id, version=1, given={"chance": 0.5}, why="fog", by=officer, at=NOW)
    with pytest.raises(Refused) as no:
        ways.change_leg(leg=leg.id, version=1, given={"chance": 0.9}, why="sun", by=officer, at=NOW)
    assert reason(no) is JourneysReason.STALE_LEG
    assert no.value.details["version"] == 2
    with pytest.raises(Refused):
        ways.cancel_leg(leg=leg.id, version=1, why="fog", by=officer, at=NOW)


def test_a_cancelled_leg_is_not_changed_and_may_be_put_back(crisis, officer):
    leg = keeping.add(crisis, officer)
    assert ways.cancel_leg(leg=leg.id, version=1, why="no crew", said_by="the airline", by=officer, at=NOW) == 2
    assert ways.cancel_leg(leg=leg.id, version=1, why="again", by=officer, at=NOW) == 2, "twice is once"
    with pytest.raises(Refused) as no:
        ways.change_leg(leg=leg.id, version=2, given={"chance": 0.5}, why="x", by=officer, at=NOW)
    assert reason(no) is JourneysReason.LEG_GONE
    assert ways.reinstate_leg(leg=leg.id, version=2, why="a crew was found", by=officer, at=NOW) == 3
    assert Leg.objects.get().state == LegState.PLANNED
    assert [change.said_by for change in changes.history(crisis.id, leg.id)] == ["", "the airline", ""]


def test_a_late_leg_arrives_later_too(crisis, officer):
    leg = keeping.add(crisis, officer)
    with pytest.raises(Refused) as no:
        ways.late_leg(leg=leg.id, version=1, expected_at=leg.departs_at, why="x", by=officer, at=NOW)
    assert reason(no) is JourneysReason.NOT_LATE
    later = keeping.leaves(leg) + timedelta(hours=2)
    ways.late_leg(leg=leg.id, version=1, expected_at=later, why="de-icing", by=officer, at=NOW)
    (known,) = ways_known(crisis.id).legs
    assert (known.leaves_at, known.comes_at) == (later, datetime(2022, 1, 13, 20, 40, tzinfo=UTC))
    ways.late_leg(leg=leg.id, version=2, expected_at=None, why="on time after all", by=officer, at=NOW)
    assert Leg.objects.get().expected_at is None


def test_a_leg_leaves_and_arrives_once_and_not_the_other_way_round(crisis, officer):
    leg = keeping.add(crisis, officer)
    left, came = almaty("2022-01-13T19:58"), almaty("2022-01-14T00:30")
    with pytest.raises(Refused) as no:
        ways.mark_arrived(leg=leg.id, version=1, happened_at=came, by=officer, at=came)
    assert reason(no) is JourneysReason.NOT_DEPARTED
    assert ways.mark_departed(leg=leg.id, version=1, happened_at=left, by=officer, at=left) == 2
    assert ways.mark_departed(leg=leg.id, version=1, happened_at=left, by=officer, at=left) == 2
    assert ways.mark_arrived(leg=leg.id, version=2, happened_at=came, by=officer, at=came) == 3
    with pytest.raises(Refused) as no:
        ways.cancel_leg(leg=leg.id, version=3, why="too late", by=officer, at=came)
    assert reason(no) is JourneysReason.LEG_GONE
    assert [change.after.get("happened_at") for change in changes.history(crisis.id, leg.id)][1:] == [
        left.isoformat(), came.isoformat()
    ]  # fmt: skip


def test_a_leg_that_nobody_was_offered_is_removed_and_its_history_stays(crisis, officer):
    leg = keeping.add(crisis, officer)
    with pytest.raises(Refused):
        ways.remove_leg(leg=leg.id, version=1, why="", by=officer, at=NOW)
    ways.remove_leg(leg=leg.id, version=1, why="typed twice", by=officer, at=NOW)
    assert not Leg.objects.exists()
    last = changes.history(crisis.id, leg.id)[-1]
    assert (last.is_removal, last.ref, last.why) == (True, "F1", "typed twice")
    keeping.add(crisis, officer)


def test_a_leg_of_an_adopted_plan_is_cancelled_and_not_removed(crisis, officer):
    ridden, other = keeping.add(crisis, officer), keeping.add(crisis, officer, "F2")
    plan = Plan((Itinerary("p", 1, {"seat": 1}, (Ride("F1"),)),))
    proposal = Proposal.objects.create(crisis=crisis, number=1, asked_at=NOW, state="done", plan=pack_plan(plan))
    assert ways.remove_leg(leg=other.id, version=1, why="a proposal binds nobody", by=officer, at=NOW) is None
    Adoption.objects.create(crisis=crisis, proposal=proposal, adopted_at=NOW, ended_at=NOW)
    with pytest.raises(Refused) as no:
        ways.remove_leg(leg=ridden.id, version=1, why="x", by=officer, at=NOW)
    assert reason(no) is JourneysReason.LEG_IN_USE
    assert Leg.objects.filter(id=ridden.id).exists()


def test_who_may_only_look_changes_nothing(crisis, officer):
    leg = keeping.add(crisis, officer)
    viewer = cast.officer(crisis, Role.VIEWER)
    for attempt in (
        lambda: keeping.add(crisis, viewer, "F2"),
        lambda: ways.cancel_leg(leg=leg.id, version=1, why="x", by=viewer, at=NOW),
        lambda: ways.remove_leg(leg=leg.id, version=1, why="x", by=viewer, at=NOW),
        lambda: ways.allow_extra(leg=leg.id, version=1, invite_extra=5, why="x", by=viewer, at=NOW),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert reason(no) is FoundationReason.NOT_PERMITTED


def test_an_officer_of_another_crisis_changes_nothing(crisis, officer):
    leg = keeping.add(crisis, officer)
    stranger = cast.officer(cast.crisis())
    with pytest.raises(Refused) as no:
        ways.change_leg(leg=leg.id, version=1, given={"chance": 0.5}, why="x", by=stranger, at=NOW)
    assert reason(no) is FoundationReason.NOT_PERMITTED


def test_how_many_more_are_invited_is_allowed_by_name(crisis, officer):
    leg = keeping.add(crisis, officer)
    ways.allow_extra(leg=leg.id, version=1, invite_extra=6, why="four in ten do not come", by=officer, at=NOW)
    assert Leg.objects.get().invite_extra == 6
    with pytest.raises(Refused):
        ways.allow_extra(leg=leg.id, version=2, invite_extra=-1, why="x", by=officer, at=NOW)


def test_a_leg_in_a_closed_crisis_stays_as_it_is(crisis, officer):
    leg = keeping.add(crisis, officer)
    Crisis.objects.filter(id=crisis.id).update(closed_at=NOW)
    with pytest.raises(Refused) as no:
        ways.cancel_leg(leg=leg.id, version=1, why="x", by=officer, at=NOW)
    assert reason(no) is FoundationReason.CRISIS_CLOSED


def test_the_role_of_the_application_cannot_rewrite_the_history_of_a_leg(crisis, officer):
    keeping.add(crisis, officer)
    with pytest.raises(Exception, match="permission denied"):
        LegChange.objects.update(why="never happened")


def test_legs_are_listed_links_first_then_by_departure_and_not_before_they_are_known(crisis, officer):
    keeping.add(crisis, officer, "LATE", departs=wall("2022-01-16T19:50"), arrives=wall("2022-01-16T20:40"))
    keeping.add(crisis, officer, "EARLY")
    keeping.add(crisis, officer, "SOON", known_from=wall("2022-01-11T09:00"))
    ways.add_leg(
        crisis=crisis.id,
        given=keeping.flight(crisis, "LINK", schedule=Schedule.ON_DEMAND, minutes=60, departs=None, arrives=None,
                             book_by=None, mode=Mode.CAR),
        by=officer, at=NOW,
    )  # fmt: skip
    assert [line.leg.ref for line in leg_lines(crisis.id, at=NOW)] == ["LINK", "EARLY", "LATE"]
    assert [line.leg.ref for line in leg_lines(crisis.id, at=almaty("2022-01-11T09:00"))][1:] == [
        "EARLY",
        "SOON",
        "LATE",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_add_the_same_ref_at_once_make_one_leg():
    crisis = keeping.crisis()
    officer = cast.officer(crisis)
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def add(chance: float) -> None:
        try:
            start.wait()
            outcomes.append(keeping.add(crisis, officer, chance=chance).chance)
        except Refused as no:
            outcomes.append(no.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(chance,)) for chance in (0.5, 0.6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Leg.objects.count() == 1
    # The second is told so by the fault beside the field, where the first was done before it looked at all fields.
    assert {JourneysReason.LEG_REF_TAKEN, JourneysReason.LEG_FIELDS_AT_FAULT} & set(outcomes)
    assert Leg.objects.get().chance in outcomes


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_cut_the_same_block_at_once_are_heard_one_after_the_other():
    crisis = keeping.crisis()
    officer = cast.officer(crisis)
    leg = keeping.add(crisis, officer)
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def cut(block: int) -> None:
        try:
            start.wait()
            given = {"block": {"seat": block}}
            outcomes.append(ways.change_leg(leg=leg.id, version=1, given=given, why="cut", by=officer, at=NOW))
        except Refused as no:
            outcomes.append(no.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=cut, args=(block,)) for block in (30, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [2, JourneysReason.STALE_LEG]
