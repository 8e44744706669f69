"""Stating, changing, striking: nothing is rewritten, nothing told twice, and the later of two officers is told so."""

import threading
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from dodomu.foundation.actors import PUBLIC, SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.situation.models import Expectation, Report, Restriction, Rumour, Source
from dodomu.situation.operations import telling
from dodomu.situation.queries import known
from dodomu.situation.queries.history import Act, history
from dodomu.situation.reasons import SituationReason as Why
from dodomu.situation.rules.given import SourceGiven
from dodomu.situation.rules.known import Fact
from dodomu.situation.rules.terms import FactKind, Outcome, Stated, Verdict
from tests import cast
from tests.situation.telling import (
    DAY,
    HOUR,
    MINUTE,
    NIGHT,
    NOON,
    almaty,
    consul,
    curfew,
    expected,
    figure,
    outage,
    refused,
    report,
    rumour,
    tell,
)

pytestmark = pytest.mark.django_db
ANSWER: dict[str, Any] = {
    "verdict": Verdict.FALSE, "answered_by": "Waterworks", "answers": {"en": "It is not.", "uk": " "},
    "answered_at": NOON,
}  # fmt: skip


# --- stating --------------------------------------------------------------------------------------------------------


def test_what_is_told_is_kept_with_its_hour_and_who_told_it_and_is_news():
    where = cast.crisis()
    thing = tell(where, curfew(almaty(where)))
    row = Restriction.objects.get()
    assert (row.thing, row.version, row.recorded_at, row.published_at) == (thing, 1, NOON, None)
    assert NewsItem.objects.get().kind == "RestrictionTold"


def test_every_kind_can_be_told_and_is_known_as_it_was_told():
    where = cast.crisis()
    place = almaty(where)
    for given in (report(place=place), figure(), curfew(place), rumour(), expected()):
        tell(where, given)
    facts: list[Fact] = [*known.reports(where.id), *known.figures(where.id), *known.restrictions(where.id),
             *known.rumours(where.id), *known.expectations(where.id)]  # fmt: skip
    assert len(facts) == 5
    assert {each.said_by for each in facts} == {"Commandant"}
    assert known.reports(where.id)[0].place == place and known.reports(where.id)[0].reliability is None
    assert known.restrictions(where.id)[0].daily == NIGHT
    assert set(NewsItem.objects.values_list("kind", flat=True)) == {"SituationTold", "RestrictionTold"}


def test_the_same_submission_again_changes_nothing():
    where, submission = cast.crisis(), uuid4()
    assert tell(where, report(), submission=submission) == submission
    telling.retell(thing=submission, version=1, given=report("Shots."), at=NOON, **consul(where))
    assert tell(where, report(), NOON + HOUR, submission=submission) == submission
    assert [each.texts["en"] for each in known.reports(where.id)] == ["Shots."]
    assert NewsItem.objects.count() == 2


def test_a_submission_that_was_kept_with_other_words_is_refused_and_keeps_nothing():
    where, submission = cast.crisis(), uuid4()
    tell(where, report(), submission=submission)
    page = SourceGiven(ref="S9", publisher="Agency")
    corrected = report("No shots in the square.")
    assert refused(lambda: tell(where, corrected, submission=submission, source=page)) == Why.KEPT_ALREADY
    assert [each.texts["en"] for each in known.reports(where.id)] == ["Shots in the square."]
    assert not Source.objects.exists()


def test_what_is_stated_badly_is_refused_with_every_fault_and_nothing_is_kept():
    where = cast.crisis()
    with pytest.raises(Refused) as caught:
        tell(where, curfew(None, said_by=""))
    assert caught.value.reason == Why.SOURCE_NEEDED
    assert [each.field for each in caught.value.details["faults"]] == ["sources", "place"]
    assert not Restriction.objects.exists() and not NewsItem.objects.exists()


def test_nobody_tells_of_a_place_of_another_crisis_or_into_a_crisis_that_is_closed_or_none():
    where, elsewhere = cast.crisis(), cast.crisis()
    assert refused(lambda: tell(where, report(place=almaty(elsewhere)))) == FoundationReason.UNKNOWN_PLACE
    where.closed_at = NOON
    where.save()
    assert refused(lambda: tell(where, report())) == FoundationReason.CRISIS_CLOSED
    nowhere: dict[str, Any] = {"crisis": uuid4(), "given": report(), "by": SYSTEM, "at": NOON}
    assert refused(lambda: telling.tell(**nowhere)) == FoundationReason.NO_SUCH_CRISIS


def test_a_viewer_and_the_public_tell_nothing_and_a_field_officer_publishes_nothing():
    where = cast.crisis()
    for nobody in (cast.officer(where, Role.VIEWER), PUBLIC, cast.officer(cast.crisis())):
        assert refused(partial(tell, where, report(), by=nobody)) == FoundationReason.NOT_PERMITTED
    field = cast.officer(where, Role.FIELD_OFFICER)
    assert refused(lambda: tell(where, report(), publish=True, by=field)) == FoundationReason.NOT_PERMITTED
    tell(where, report(), by=field)


def test_only_the_system_says_that_something_was_recorded_earlier():
    where = cast.crisis()
    earlier = {"recorded_at": NOON - HOUR / 2}
    assert refused(lambda: tell(where, report(), **earlier)) == FoundationReason.NOT_PERMITTED
    tell(where, report(), by=SYSTEM, **earlier)
    assert Report.objects.get().recorded_at == NOON - HOUR / 2


# --- changing -------------------------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_old_one_stays_known_for_its_hours():
    where = cast.crisis()
    thing = tell(where, report())
    assert telling.retell(thing=thing, version=1, given=report("One shot."), at=NOON + HOUR, **consul(where)) == 2
    assert [each.texts["en"] for each in known.reports(where.id)] == ["One shot."]
    assert [each.texts["en"] for each in known.reports(where.id, known_at=NOON)] == ["Shots in the square."]


def test_a_change_that_changes_nothing_and_one_that_is_sent_twice_write_nothing():
    where = cast.crisis()
    thing = tell(where, report())
    assert telling.retell(thing=thing, version=1, given=report(), at=NOON + HOUR, **consul(where)) == 1
    for _ in range(2):
        assert telling.retell(thing=thing, version=1, given=report("One."), at=NOON + HOUR, **consul(where)) == 2
    assert Report.objects.count() == 2


def test_the_later_of_two_officers_is_told_that_the_fact_has_changed():
    where = cast.crisis()
    thing = tell(where, report())
    telling.retell(thing=thing, version=1, given=report("One."), at=NOON, **consul(where))
    assert refused(
        lambda: telling.retell(thing=thing, version=1, given=report("Two."), at=NOON, **consul(where))
    ) == Why.STALE_FACT  # fmt: skip
    assert [each.texts["en"] for each in known.reports(where.id)] == ["One."]


def test_what_was_published_stays_so_when_it_is_told_anew():
    where = cast.crisis()
    thing = tell(where, curfew(almaty(where)), publish=True)
    telling.retell(thing=thing, version=1, given=curfew(almaty(where), note="longer"), at=NOON + HOUR, **consul(where))
    assert [each.published_at for each in known.restrictions(where.id)] == [NOON]


def test_a_thing_of_another_crisis_or_kind_is_not_found():
    where, elsewhere = cast.crisis(), cast.crisis()
    thing = tell(where, report())
    for act in (
        lambda: telling.retell(thing=thing, version=1, given=report("One."), at=NOON, **consul(elsewhere)),
        lambda: telling.retell(thing=thing, version=1, given=figure(), at=NOON, **consul(where)),
        lambda: telling.strike(kind=FactKind.RUMOUR, thing=thing, version=1, why="no", at=NOON, **consul(where)),
    ):
        assert refused(act) == Why.NO_SUCH_FACT


def test_a_report_that_supersedes_itself_through_another_is_refused():
    where = cast.crisis()
    first = tell(where, report())
    second = tell(where, report("Two.", supersedes=first))
    assert refused(
        lambda: telling.retell(thing=first, version=1, given=report(supersedes=second), at=NOON, **consul(where))
    ) == Why.REPLACES_ITSELF  # fmt: skip
    assert refused(lambda: tell(where, report(supersedes=uuid4()))) == Why.NO_SUCH_FACT


# --- striking -------------------------------------------------------------------------------------------------------


def test_what_is_struck_is_known_no_more_but_was_until_then():
    where = cast.crisis()
    thing = tell(where, report(), publish=True)
    for _ in range(2):
        telling.strike(
            kind=FactKind.REPORT, thing=thing, version=1, why="Another city.", at=NOON + HOUR, **consul(where)
        )
    assert known.reports(where.id) == []
    assert len(known.reports(where.id, known_at=NOON)) == 1
    assert [each.act for each in history(where.id, FactKind.REPORT, thing)] == [Act.TOLD, Act.STRUCK]


def test_striking_needs_a_word_why_and_what_was_struck_is_not_changed():
    where = cast.crisis()
    thing = tell(where, report())
    strike: dict[str, Any] = {"kind": FactKind.REPORT, "thing": thing, "version": 1, "at": NOON, **consul(where)}
    assert refused(lambda: telling.strike(why=" ", **strike)) == Why.WORDS_NEEDED
    telling.strike(why="wrong", **strike)
    assert refused(
        lambda: telling.retell(thing=thing, version=2, given=report("One."), at=NOON, **consul(where))
    ) == Why.FACT_STRUCK  # fmt: skip
    assert refused(lambda: telling.publish(**{**strike, "version": 2})) == Why.FACT_STRUCK


def test_the_application_cannot_rewrite_what_was_told():
    tell(cast.crisis(), report())
    with pytest.raises(ProgrammingError, match="permission denied"):
        Report.objects.update(severity=1)


# --- telling the public ---------------------------------------------------------------------------------------------


def test_publishing_and_withholding_are_versions_and_twice_is_once():
    where = cast.crisis()
    thing = tell(where, report())
    public: dict[str, Any] = {"kind": FactKind.REPORT, "thing": thing, **consul(where)}
    assert [telling.publish(version=1, at=NOON + HOUR, **public) for _ in range(2)] == [2, 2]
    assert [telling.withhold(version=2, at=NOON + DAY, **public) for _ in range(2)] == [3, 3]
    acts = [each.act for each in history(where.id, FactKind.REPORT, thing)]
    assert acts == [Act.TOLD, Act.PUBLISHED, Act.WITHHELD]


def test_what_changed_since_it_was_read_is_not_published():
    where = cast.crisis()
    thing = tell(where, report())
    telling.retell(thing=thing, version=1, given=report("Worse."), at=NOON, **consul(where))
    assert refused(
        lambda: telling.publish(kind=FactKind.REPORT, thing=thing, version=1, at=NOON, **consul(where))
    ) == Why.STALE_FACT  # fmt: skip


def test_who_may_not_publish_changes_nothing_that_the_public_reads():
    where = cast.crisis()
    field: dict[str, Any] = {"crisis": where.id, "by": cast.officer(where, Role.FIELD_OFFICER), "at": NOON}
    public, own = tell(where, report(), publish=True), tell(where, report())
    for act in (
        lambda: telling.retell(thing=public, version=1, given=report("All is well."), **field),
        lambda: telling.strike(kind=FactKind.REPORT, thing=public, version=1, why="no", **field),
    ):
        assert refused(act) == FoundationReason.NOT_PERMITTED
    assert telling.retell(thing=own, version=1, given=report("All is well."), **field) == 2


# --- rumours --------------------------------------------------------------------------------------------------------


def test_a_rumour_is_published_with_its_answer_and_never_alone():
    where = cast.crisis()
    assert refused(lambda: tell(where, rumour(), publish=True)) == Why.NOT_ANSWERED
    thing = tell(where, rumour())
    public: dict[str, Any] = {"kind": FactKind.RUMOUR, "thing": thing, **consul(where)}
    assert refused(lambda: telling.publish(version=1, at=NOON, **public)) == Why.NOT_ANSWERED
    for minutes in range(2):
        at = NOON + HOUR + minutes * MINUTE
        telling.answer_rumour(thing=thing, version=1, **ANSWER, publish=True, at=at, **consul(where))
    answered = known.rumours(where.id)[0]
    assert (answered.verdict, answered.answers, answered.published_at) == (
        Verdict.FALSE, {"en": "It is not."}, NOON + HOUR,
    )  # fmt: skip
    assert (answered.version, answered.time_to_answer) == (2, 5 * HOUR)
    assert known.rumours(where.id, known_at=NOON)[0].verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verdict": Verdict.OPEN}, Why.ANSWER_NEEDED),
        ({"answered_by": ""}, Why.ANSWER_NEEDED),
        ({"answers": {"en": " "}}, Why.ANSWER_NEEDED),
        ({"answered_at": NOON - DAY}, Why.ANSWERED_BEFORE_SEEN),
        ({"answered_at": NOON + DAY}, Why.TOLD_IN_FUTURE),
    ],
)
def test_an_answer_without_words_name_or_a_possible_hour_is_refused(changes: dict[str, Any], why: Why):
    where = cast.crisis()
    thing = tell(where, rumour())
    answer = {**ANSWER, **changes}
    assert refused(
        lambda: telling.answer_rumour(thing=thing, version=1, **answer, at=NOON + HOUR, **consul(where))
    ) == why  # fmt: skip
    assert Rumour.objects.count() == 1


def test_stating_a_claim_anew_does_not_unsay_its_answer():
    where = cast.crisis()
    thing = tell(where, rumour())
    telling.answer_rumour(thing=thing, version=1, **ANSWER, publish=True, at=NOON, **consul(where))
    telling.retell(thing=thing, version=2, given=rumour("The tap water is poisoned."), at=NOON, **consul(where))
    told = known.rumours(where.id)[0]
    assert (told.claims["en"], told.answered_by, told.published_at) == (
        "The tap water is poisoned.",
        "Waterworks",
        NOON,
    )


def test_an_answer_without_a_verdict_is_refused_and_not_taken_for_none():
    where = cast.crisis()
    thing = tell(where, rumour())
    half = rumour(answers={"en": "It is not."})
    assert refused(
        lambda: telling.retell(thing=thing, version=1, given=half, at=NOON, **consul(where))
    ) == Why.ANSWER_NEEDED  # fmt: skip


# --- expectations ---------------------------------------------------------------------------------------------------


def settle(where: Any, thing: Any, version: int, outcome: Outcome, **more: Any) -> int:
    at = more.pop("at", NOON + DAY)
    return telling.settle_expectation(
        thing=thing, version=version, outcome=outcome, words="said on television", at=at, **more, **consul(where)
    )


def test_what_happened_is_settled_once():
    where = cast.crisis()
    thing = tell(where, expected())
    assert [settle(where, thing, 1, Outcome.HAPPENED, at=NOON + DAY + each * MINUTE) for each in range(2)] == [2, 2]
    settled = known.expectations(where.id)[0]
    assert (settled.is_open, settled.outcome_at) == (False, NOON + DAY)


def test_a_reopening_that_slips_is_open_again_with_its_new_hour_and_every_slip_is_kept():
    where = cast.crisis()
    thing = tell(where, expected())
    for minutes in range(2):
        at = NOON + DAY + minutes * MINUTE
        assert settle(where, thing, 1, Outcome.MOVED, moved_to=NOON + 2 * DAY, at=at) == 3
    settle(where, thing, 3, Outcome.MOVED, moved_is=Stated.NOT_STATED, moved_words="not known", at=NOON + 2 * DAY)
    now = known.expectations(where.id)[0]
    assert (now.version, now.is_open, now.due_at, now.due_words) == (5, True, None, "not known")
    assert Expectation.objects.filter(outcome=Outcome.MOVED).count() == 2
    assert known.expectations(where.id, known_at=NOON + DAY)[0].due_at == NOON + 2 * DAY


def test_what_moved_needs_its_new_hour_and_what_is_settled_an_outcome():
    where = cast.crisis()
    thing = tell(where, expected())
    assert refused(lambda: settle(where, thing, 1, Outcome.EXTENDED)) == Why.NEW_HOUR_NEEDED
    assert refused(lambda: settle(where, thing, 1, Outcome.OPEN)) == Why.OUTCOME_NEEDED
    assert refused(lambda: settle(where, thing, 7, Outcome.HAPPENED)) == Why.STALE_FACT
    assert refused(
        lambda: settle(where, thing, 1, Outcome.HAPPENED, happened_at=NOON + 2 * DAY)
    ) == Why.TOLD_IN_FUTURE  # fmt: skip
    assert Expectation.objects.count() == 1


# --- two officers at once -------------------------------------------------------------------------------------------


def at_once(*acts: Any) -> list[object]:
    """Return what came of acts that begin at the same moment, each on a connection of its own."""
    came: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            start.wait()
            came[number] = acts[number]()
        except Refused as no:
            came[number] = no.reason
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return came


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_change_a_fact_at_once_one_is_told_to_look_again():
    where = cast.crisis()
    thing = tell(where, report())
    acts = [
        lambda words=words: telling.retell(
            thing=thing, version=1, given=report(words), at=NOON + HOUR, **consul(where)
        )
        for words in ("One.", "Two.", "Three.")
    ]  # fmt: skip
    came = at_once(*acts)
    assert sorted(map(str, came)) == ["2", Why.STALE_FACT, Why.STALE_FACT]
    assert Report.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_four_times_at_once_is_one_fact_and_one_piece_of_news():
    where, submission = cast.crisis(), uuid4()
    came = at_once(*[lambda: tell(where, outage(almaty(where)), submission=submission)] * 4)
    assert came == [submission] * 4
    assert Restriction.objects.count() == NewsItem.objects.count() == 1
    assert connection.is_usable()
