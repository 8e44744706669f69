"""What must be watched, which networks work, what the public is told and what the map shows at an hour."""

from datetime import time
from typing import Any

import pytest

from dodomu.foundation.models import Place
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.queries.map import marks
from dodomu.situation.queries.networks import channels_that_work, networks
from dodomu.situation.queries.public import public_situation
from dodomu.situation.queries.watch import WatchCounts, counts, overtaken, watch
from dodomu.situation.rules.terms import (
    Category,
    Effect,
    FactKind,
    Network,
    NetworkState,
    Outcome,
    Precision,
    Reach,
    RestrictionKind,
    Stated,
    Verdict,
)
from tests import cast
from tests.situation.telling import (
    DAY,
    HOUR,
    NOON,
    almaty,
    consul,
    curfew,
    expected,
    figure,
    outage,
    report,
    rumour,
    tell,
)

pytestmark = pytest.mark.django_db
ANSWER: dict[str, Any] = {
    "verdict": Verdict.FALSE, "answered_by": "Waterworks", "answers": {"en": "It is not."}, "answered_at": NOON,
}  # fmt: skip


def refs(limits: Any) -> list[str]:
    return [each.fact.ref for each in limits]


# --- watching -------------------------------------------------------------------------------------------------------


def test_what_runs_out_within_a_day_is_listed_the_soonest_first():
    where = cast.crisis()
    tell(where, curfew(almaty(where), ref="late", ends_at=NOON + 25 * HOUR))
    tell(where, curfew(almaty(where), ref="soon", ends_at=NOON + 5 * HOUR))
    tell(where, expected(ref="sooner", due_at=NOON + 2 * HOUR))
    found = watch(where.id, at=NOON)
    assert refs(found.runs_out) == ["sooner", "soon"]
    assert [each.left for each in found.runs_out] == [2 * HOUR, 5 * HOUR]
    assert refs(watch(where.id, at=NOON, within=2 * DAY).runs_out) == ["sooner", "soon", "late"]


def test_what_was_expected_and_is_past_asks_what_became_of_it_until_somebody_says():
    where = cast.crisis()
    thing = tell(where, expected())
    later = NOON + 4 * HOUR
    assert refs(watch(where.id, at=later).ran_out) == [""]
    settled: dict[str, Any] = {"outcome": Outcome.NOT_KNOWN, "words": "", "at": later}
    telling.settle_expectation(thing=thing, version=1, **settled, **consul(where))
    assert watch(where.id, at=later).ran_out == ()


def test_what_is_due_on_a_day_is_not_overdue_before_the_day_is_over():
    where = cast.crisis()
    tell(where, expected(due_at=NOON - 12 * HOUR, due_precision=Precision.DAY))
    assert [len(watch(where.id, at=NOON + each * HOUR).ran_out) for each in (0, 11, 12)] == [0, 0, 1]
    assert [each.left for each in watch(where.id, at=NOON).runs_out] == [12 * HOUR]


def test_a_restriction_that_ended_is_listed_for_a_day_unless_somebody_looked():
    where = cast.crisis()
    ends = NOON + HOUR
    thing = tell(where, curfew(almaty(where), ref="ends", ends_at=ends))
    assert [len(watch(where.id, at=ends + each).ended) for each in (-HOUR, 0 * HOUR, 23 * HOUR, DAY)] == [0, 1, 1, 0]
    telling.publish(kind=FactKind.RESTRICTION, thing=thing, version=1, at=ends + HOUR, **consul(where))
    assert watch(where.id, at=ends + 2 * HOUR).ended == ()


def test_an_end_that_was_not_stated_is_asked_for_of_the_newest_first():
    where = cast.crisis()
    tell(where, outage(almaty(where), ref="net"))
    tell(where, expected(ref="beds", due_at=None, due_is=Stated.NOT_STATED, due_words="a limited period"))
    assert refs(watch(where.id, at=NOON).no_end_stated) == ["beds", "net"]


def test_rumours_without_an_answer_are_listed_the_oldest_first_with_their_age():
    where = cast.crisis()
    tell(where, rumour("New.", first_seen_at=NOON - HOUR))
    old = tell(where, rumour("Old.", first_seen_at=NOON - DAY))
    found = watch(where.id, at=NOON).unanswered
    assert [(each.rumour.claims["en"], each.age) for each in found] == [("Old.", DAY), ("New.", HOUR)]
    telling.answer_rumour(thing=old, version=1, **ANSWER, at=NOON, **consul(where))
    assert len(watch(where.id, at=NOON).unanswered) == 1


def test_what_slipped_is_counted_by_slips():
    where = cast.crisis()
    thing, version = tell(where, expected()), 1
    for day in (1, 2, 3):
        version = telling.settle_expectation(
            thing=thing, version=version, outcome=Outcome.MOVED, words="", moved_to=NOON + (day + 1) * DAY,
            at=NOON + day * DAY, **consul(where),
        )  # fmt: skip
    assert [each.times for each in watch(where.id, at=NOON + 3 * DAY).slipped] == [3]
    assert [each.times for each in watch(where.id, at=NOON + 2 * DAY).slipped] == [2]
    assert watch(where.id, at=NOON).slipped == ()


def test_the_counts_are_those_of_the_lists():
    where = cast.crisis()
    tell(where, curfew(almaty(where), ends_at=NOON + 5 * HOUR))
    tell(where, outage(almaty(where)))
    tell(where, rumour())
    tell(where, report("Shut.", supersedes=tell(where, report("Open."), publish=True)))
    assert counts(where.id, at=NOON) == WatchCounts(
        runs_out=1, ran_out=0, ended=0, no_end_stated=1, unanswered=1, overtaken=1
    )
    assert counts(cast.crisis().id, at=NOON).unanswered == 0


# --- networks -------------------------------------------------------------------------------------------------------


def test_without_internet_neither_does_mobile_data_work_and_telephone_and_sms_do():
    where = cast.crisis()
    thing = tell(where, outage(almaty(where), begins_at=NOON - HOUR))
    here = networks(where.id, at=NOON)[almaty(where)]
    assert (here[Network.INTERNET].state, here[Network.INTERNET].because) == (NetworkState.OUT, (thing,))
    assert (here[Network.INTERNET].since, here[Network.INTERNET].until) == (NOON - HOUR, None)
    assert channels_that_work(where.id, almaty(where), at=NOON) == {Network.VOICE, Network.SMS, Network.POWER}


def test_an_outage_reaches_its_place_only_and_a_degraded_network_is_worth_a_try():
    where = cast.crisis()
    tell(where, outage(almaty(where), RestrictionKind.VOICE_OUTAGE, effect=Effect.DEGRADE))
    here = networks(where.id, at=NOON)
    elsewhere = Place.objects.get(crisis=where, ref="nursultan").id
    assert here[almaty(where)][Network.VOICE].state is NetworkState.DEGRADED
    assert here[elsewhere][Network.VOICE].state is NetworkState.WORKS
    assert channels_that_work(where.id, almaty(where), at=NOON) == set(Network)


def test_an_outage_of_the_whole_country_reaches_all_its_places():
    where = cast.crisis()
    tell(where, outage(almaty(where), reach=Reach.COUNTRY))
    assert {each[Network.INTERNET].state for each in networks(where.id, at=NOON).values()} == {NetworkState.OUT}


def test_internet_that_serves_in_the_morning_only_is_out_afterwards_and_says_until_when():
    where = cast.crisis()
    daily: dict[str, Any] = {"daily_from": time(13), "daily_to": time(9)}
    tell(where, outage(almaty(where), begins_at=NOON - DAY, **daily))
    before, after = (networks(where.id, at=hour)[almaty(where)][Network.INTERNET] for hour in (NOON, NOON + 2 * HOUR))
    assert (before.state, before.until) == (NetworkState.WORKS, NOON + HOUR)
    assert (after.state, after.since, after.until) == (NetworkState.OUT, NOON + HOUR, NOON + 21 * HOUR)


def test_service_in_daily_hours_only_is_the_same_said_the_other_way_round():
    where = cast.crisis()
    tell(
        where,
        outage(almaty(where), effect=Effect.OPEN_ONLY, begins_at=NOON - DAY, daily_from=time(9), daily_to=time(13)),
    )
    states = [networks(where.id, at=NOON + each * HOUR)[almaty(where)][Network.INTERNET].state for each in (0, 2)]
    assert states == [NetworkState.WORKS, NetworkState.OUT]


def test_what_was_recorded_later_does_not_decide_which_channels_work_at_an_hour():
    where = cast.crisis()
    tell(where, outage(almaty(where), begins_at=NOON - DAY), NOON + HOUR)
    assert Network.INTERNET in channels_that_work(where.id, almaty(where), at=NOON)
    assert networks(where.id, at=NOON)[almaty(where)][Network.INTERNET].state is NetworkState.OUT
    assert networks(where.id, at=NOON, known_at=NOON)[almaty(where)][Network.INTERNET].state is NetworkState.WORKS


# --- the public -----------------------------------------------------------------------------------------------------


def test_the_public_reads_nothing_that_is_not_published_by_the_hour():
    where = cast.crisis()
    for given in (report(), figure(), curfew(almaty(where)), rumour(**{**ANSWER, "answered_at": NOON - HOUR})):
        tell(where, given)
        tell(where, given, NOON + HOUR, publish=True)
    before, after = (public_situation(where.id, at=hour) for hour in (NOON, NOON + HOUR))
    assert (before.known, before.figures, before.in_force, before.rumours, before.newest_at) == ((), (), (), (), None)
    assert [len(each) for each in (after.known, after.figures, after.in_force, after.rumours)] == [1, 1, 1, 1]
    assert after.newest_at == NOON + HOUR


def test_the_public_sees_sources_open_questions_and_what_was_replaced():
    where = cast.crisis()
    keep_source(ref="S1", publisher="Agency", address="https://example.org/1", at=NOON, **consul(where))
    old = tell(where, report("Closed until the 9th.", sources=("S1",)), publish=True)
    new = tell(where, report("Closed until the 13th.", supersedes=old), NOON + HOUR, publish=True)
    question = tell(where, report("Who pays for new tickets?", category=Category.OPEN_QUESTION), publish=True)
    told = public_situation(where.id, at=NOON + HOUR)
    assert {each.fact.thing: each.superseded_by for each in told.known} == {old: new, new: None}
    assert [each.fact.thing for each in told.open_questions] == [question]
    assert [source.publisher for each in told.known for source in each.sources] == ["Agency"]
    tell(where, report("The airlines do.", supersedes=question), NOON + 2 * HOUR, publish=True)
    assert public_situation(where.id, at=NOON + 2 * HOUR).open_questions == ()


def test_what_is_told_anew_is_the_newest_word():
    where = cast.crisis()
    thing = tell(where, curfew(almaty(where)), publish=True)
    longer = curfew(almaty(where), ends_at=NOON + 20 * DAY)
    telling.retell(thing=thing, version=1, given=longer, at=NOON + 3 * DAY, **consul(where))
    assert public_situation(where.id, at=NOON + 4 * DAY).newest_at == NOON + 3 * DAY
    assert public_situation(where.id, at=NOON + DAY).newest_at == NOON, "without hindsight"


def test_a_replacement_that_is_not_published_replaces_nothing_for_the_public():
    where = cast.crisis()
    old = tell(where, report(), publish=True)
    tell(where, report("Secret.", supersedes=old))
    assert [each.superseded_by for each in public_situation(where.id, at=NOON).known] == [None]


def test_what_is_over_is_not_in_force_and_what_is_announced_is_to_come():
    where = cast.crisis()
    place = almaty(where)
    tell(where, curfew(place, ref="over", ends_at=NOON), publish=True)
    tell(where, curfew(place, ref="now"), publish=True)
    tell(where, curfew(place, ref="next", begins_at=NOON + DAY), publish=True)
    told = public_situation(where.id, at=NOON)
    assert [each.fact.ref for each in told.in_force] == ["now"]
    assert [each.fact.ref for each in told.to_come] == ["next"]


# --- the map --------------------------------------------------------------------------------------------------------


def test_the_map_shows_of_each_place_the_gravest_report_of_the_day_and_what_holds():
    where = cast.crisis()
    place = almaty(where)
    elsewhere = Place.objects.get(crisis=where, ref="nursultan").id
    tell(where, report(place=place, severity=2, occurred_at=NOON - HOUR))
    tell(where, report(place=place, severity=5, occurred_at=NOON - 2 * HOUR))
    tell(where, report(place=place, severity=5, occurred_at=NOON - 30 * HOUR))
    tell(where, curfew(elsewhere, daily_from=time(6), daily_to=time(20)))
    first, second = marks(where.id, at=NOON)
    assert (first.place, first.severity, first.restrictions, first.reports_last_24h) == (place, 5, (), 2)
    assert (second.place, second.severity, len(second.restrictions)) == (elsewhere, None, 1)


def test_a_report_that_was_replaced_marks_no_place():
    where = cast.crisis()
    old = tell(where, report(place=almaty(where), severity=5))
    tell(where, report("Calm.", supersedes=old, place=almaty(where), severity=1), NOON)
    assert [each.severity for each in marks(where.id, at=NOON)] == [1]


# --- what the public still reads ------------------------------------------------------------------------------------


def test_a_published_report_that_an_unpublished_one_replaces_is_watched_until_the_newer_is_told():
    where = cast.crisis()
    old = tell(where, report("Open."), publish=True)
    assert watch(where.id, at=NOON).overtaken == ()
    newer = tell(where, report("Shut.", supersedes=old))
    (found,) = watch(where.id, at=NOON).overtaken
    assert (found.report.thing, found.newer.thing) == (old, newer)
    assert overtaken(where.id, report=newer) == ()
    telling.publish(kind=FactKind.REPORT, thing=newer, version=1, at=NOON + HOUR, **consul(where))
    assert overtaken(where.id, report=old) == watch(where.id, at=NOON + HOUR).overtaken == ()
    assert len(watch(where.id, at=NOON).overtaken) == 1, "without hindsight it still was so then"


def test_what_is_struck_or_withheld_overtakes_nothing():
    where = cast.crisis()
    for act in (telling.withhold, telling.strike):
        old = tell(where, report("Open."), publish=True)
        newer = tell(where, report("Shut.", supersedes=old))
        struck = {"thing": newer, "why": "a slip"} if act is telling.strike else {"thing": old}
        act(kind=FactKind.REPORT, version=1, at=NOON + HOUR, **struck, **consul(where))
        assert overtaken(where.id, report=old) == ()
