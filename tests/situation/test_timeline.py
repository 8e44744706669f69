"""The timeline, figures and versions, as they were known at any hour and never with hindsight."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.actors import SYSTEM
from dodomu.situation.models import Report
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.queries import known
from dodomu.situation.queries.figures import side_by_side
from dodomu.situation.queries.history import Act, history
from dodomu.situation.queries.timeline import timeline
from dodomu.situation.rules.terms import (
    Category,
    FactKind,
    KnownBy,
    Moment,
    Outcome,
    Precision,
    Qualifier,
    Stated,
    Verdict,
)
from tests import cast
from tests.situation.telling import DAY, HOUR, NOON, almaty, consul, curfew, expected, figure, report, rumour, tell

pytestmark = pytest.mark.django_db


def refs(where: Any, **more: Any) -> list[str]:
    return [line.ref for line in timeline(where.id, **more)]


def told_all(where: Any) -> UUID:
    """Tell one thing of each kind; return the place."""
    place = almaty(where)
    keep_source(ref="S1", publisher="Agency", at=NOON, **consul(where))
    tell(where, report(ref="N1", occurred_at=NOON - 3 * HOUR, sources=("S1",), place=place))
    tell(where, figure(ref="F1", as_of=NOON - 2 * HOUR))
    tell(where, curfew(place, ref="Z1", begins_at=NOON - DAY, ends_at=NOON + DAY))
    tell(where, rumour(ref="M1", first_seen_at=NOON - 5 * HOUR))
    tell(where, expected(ref="E1", due_at=NOON + 3 * HOUR))
    return place


def test_every_hour_of_every_fact_has_its_line_the_newest_first():
    where = cast.crisis()
    told_all(where)
    assert [(line.ref, line.moment) for line in timeline(where.id)] == [
        ("Z1", Moment.ENDS), ("E1", Moment.DUE), ("F1", Moment.AS_OF), ("N1", Moment.HAPPENED), ("M1", Moment.SEEN),
        ("Z1", Moment.BEGINS),
    ]  # fmt: skip


def test_an_answer_is_a_line_of_its_own_with_its_own_words():
    where = cast.crisis()
    answer: dict[str, Any] = {
        "verdict": Verdict.FALSE,
        "answered_at": NOON,
        "answered_by": "Waterworks",
        "answers": {"en": "No."},
    }
    tell(where, rumour(**answer))
    answered, seen = timeline(where.id)
    assert (answered.moment, answered.texts) == (Moment.ANSWERED, {"en": "No."})
    assert (seen.moment, seen.texts) == (Moment.SEEN, {"en": "The water is poisoned."})


def test_what_was_not_stated_has_no_line_of_its_own():
    where = cast.crisis()
    place = almaty(where)
    tell(where, curfew(place, begins_at=None, begins_is=Stated.NOT_STATED, ends_at=None, ends_is=Stated.OPEN))
    tell(where, expected(due_at=None, due_is=Stated.NOT_STATED))
    tell(where, report(published_precision=Precision.DAY))
    assert {(line.moment, line.at) for line in timeline(where.id)} == {
        (Moment.BEGINS, NOON - HOUR), (Moment.PUBLISHED, NOON - HOUR),
    }  # fmt: skip


def test_words_about_one_limit_of_a_restriction_are_not_said_of_the_other():
    where = cast.crisis()
    for words in ("start:evening", "end:invented", "about"):
        tell(where, curfew(almaty(where), precision_words=words))
    found = {(line.moment, line.words) for line in timeline(where.id)}
    assert found == {
        (Moment.BEGINS, "start:evening"), (Moment.ENDS, ""), (Moment.BEGINS, ""), (Moment.ENDS, "end:invented"),
        (Moment.BEGINS, "about"), (Moment.ENDS, "about"),
    }  # fmt: skip


def test_a_slip_is_settled_and_told_anew_in_the_history():
    where = cast.crisis()
    thing = tell(where, expected())
    telling.settle_expectation(
        thing=thing, version=1, outcome=Outcome.MOVED, moved_to=NOON + DAY, at=NOON + HOUR, **consul(where)
    )
    assert [each.act for each in history(where.id, FactKind.EXPECTATION, thing)] == [Act.TOLD, Act.SETTLED, Act.RETOLD]


def test_lines_are_filtered_by_place_kind_category_source_and_hour():
    where = cast.crisis()
    place = told_all(where)
    assert refs(where, places=[place]) == ["Z1", "N1", "Z1"]
    assert refs(where, kinds=[FactKind.RUMOUR, FactKind.FIGURE]) == ["F1", "M1"]
    assert refs(where, categories=[Category.CLASHES]) == ["N1"]
    assert refs(where, sources=["S1", "S2"]) == ["N1"]
    assert refs(where, since=NOON - 3 * HOUR, until=NOON) == ["F1", "N1"]
    assert refs(where, places=[uuid4()]) == []


def test_a_report_that_was_replaced_says_by_which_also_where_only_the_old_one_passes_the_filter():
    where = cast.crisis()
    old = tell(where, report(ref="old"))
    new = tell(where, report(ref="new", supersedes=old, category=Category.SECURITY), NOON + HOUR)
    assert {line.ref: line.superseded_by for line in timeline(where.id)} == {"old": new, "new": None}
    assert [line.superseded_by for line in timeline(where.id, categories=[Category.CLASHES])] == [new]
    assert [line.superseded_by for line in timeline(where.id, known_at=NOON)] == [None]


def test_a_report_whose_replacement_was_struck_holds_again():
    where = cast.crisis()
    old = tell(where, report())
    new = tell(where, report("New.", supersedes=old))
    telling.strike(kind=FactKind.REPORT, thing=new, version=1, why="wrong", at=NOON + HOUR, **consul(where))
    assert [line.superseded_by for line in timeline(where.id)] == [None]


def test_what_anyone_could_know_is_asked_by_the_hour_of_announcing():
    where = cast.crisis()
    tell(where, report(announced_at=NOON - HOUR), NOON + HOUR)
    assert refs(where, known_at=NOON) == []
    assert len(refs(where, known_at=NOON, known_by=KnownBy.ANYONE)) == 1
    assert refs(where, known_at=NOON - 2 * HOUR, known_by=KnownBy.ANYONE) == []


def test_what_was_struck_was_known_to_us_until_then_and_could_never_be_known():
    where = cast.crisis()
    thing = tell(where, report())
    telling.strike(kind=FactKind.REPORT, thing=thing, version=1, why="no", at=NOON + HOUR, **consul(where))
    assert len(refs(where, known_at=NOON)) == 1
    assert refs(where, known_at=NOON, known_by=KnownBy.ANYONE) == []


def test_of_two_reports_that_replace_a_third_the_later_is_named():
    where = cast.crisis()
    old = tell(where, report("Open."))
    later = tell(where, report("Shut.", supersedes=old, announced_at=NOON - HOUR / 2))
    first = tell(where, report("Perhaps shut.", supersedes=old))
    assert known.replaced_by(where.id, [old, first, later]) == {old: later}


def test_figures_stand_side_by_side_and_disagreement_is_said():
    where = cast.crisis()
    tell(where, figure(116, said_by="Embassy"))
    tell(where, figure(150, said_by="Agency", qualifier=Qualifier.ABOUT))
    tell(where, figure(33, measure="returned to Kyiv"))
    groups = {each.measure: each for each in side_by_side(where.id)}
    stranded = groups["stranded in Almaty"]
    assert sorted(each.number for each in stranded.claims) == [116, 150] and stranded.disagree
    assert not groups["returned to Kyiv"].disagree


def test_the_history_says_who_changed_what_field_by_field():
    where = cast.crisis()
    thing = tell(where, report())
    telling.retell(thing=thing, version=1, given=report(severity=2, note="less"), at=NOON + HOUR, **consul(where))
    first, second = history(where.id, FactKind.REPORT, thing)
    assert (first.act, first.changes, first.recorded_at) == (Act.TOLD, (), NOON)
    assert {(each.field, each.before, each.after) for each in second.changes} == {
        ("severity", 4, 2), ("note", "", "less"),
    }  # fmt: skip
    assert (second.act, second.columns["texts"]) == (Act.RETOLD, {"en": "Shots in the square."})


def test_there_is_no_history_of_nothing_or_of_another_crisis():
    where = cast.crisis()
    thing = tell(where, report())
    assert history(where.id, FactKind.REPORT, uuid4()) == ()
    assert history(cast.crisis().id, FactKind.REPORT, thing) == ()


def test_one_fact_is_found_as_it_was_known_at_an_hour():
    where = cast.crisis()
    thing = tell(where, report())
    found = known.fact(where.id, FactKind.REPORT, thing)
    assert found is not None and found.thing == thing
    assert known.fact(where.id, FactKind.REPORT, thing, known_at=NOON - HOUR) is None
    assert known.fact(where.id, FactKind.FIGURE, thing) is None


def test_each_kind_is_read_by_one_statement(django_assert_num_queries: Any):
    where = cast.crisis()
    told_all(where)
    for read in (known.reports, known.figures, known.restrictions, known.rumours, known.expectations):
        with django_assert_num_queries(1):
            read(where.id, known_at=NOON)
    with django_assert_num_queries(1 + 5 + 1):  # where the lines stand, the facts, what was replaced
        timeline(where.id, known_at=NOON)


# --- laws -----------------------------------------------------------------------------------------------------------

versions = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.booleans()), min_size=1, max_size=10)


def rows(where: Any, drawn: list[tuple[int, int, bool]]) -> list[Report]:
    """Return versions of up to four things: each later than the one before, by some hours, some of them struck."""
    things = [UUID(int=where.id.int ^ number) for number in range(4)]
    hours: dict[int, datetime] = {}
    made = []
    for number, (which, later, is_struck) in enumerate(drawn):
        hours[which] = hours.get(which, NOON) + later * HOUR
        version = sum(each[0] == which for each in drawn[: number + 1])
        made.append(
            Report(crisis=where, thing=things[which], version=version, category="other", texts={"en": str(number)},
                   zone="UTC", announced_at=NOON, recorded_at=hours[which], is_struck=is_struck)
        )  # fmt: skip
    return made


@given(versions, st.randoms(use_true_random=False), st.integers(-1, 50))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_order_of_writing_the_newest_version_by_an_hour_is_known(
    drawn: list[tuple[int, int, bool]], shuffle: Any, hour: int
):
    where = cast.crisis()
    made = rows(where, drawn)
    known_at = NOON + hour * HOUR
    newest: dict[UUID, Report] = {}
    for row in made:
        if row.recorded_at <= known_at:
            newest[row.thing] = row
    shuffle.shuffle(made)
    for row in made:
        row.save()
    found = known.reports(where.id, known_at=known_at)
    assert {each.thing: each.texts["en"] for each in found} == {
        thing: row.texts["en"] for thing, row in newest.items() if not row.is_struck
    }
    assert all(each.recorded_at <= known_at for each in found)


@given(st.integers(-2, 8))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_that_is_recorded_later_changes_what_was_known(hour: int):
    where = cast.crisis()
    known_at = NOON + hour * HOUR
    things = [tell(where, report(str(number)), NOON + number * HOUR, by=SYSTEM) for number in range(4)]
    before = timeline(where.id, known_at=known_at)
    later = max(known_at, NOON + 4 * HOUR) + HOUR
    telling.strike(kind=FactKind.REPORT, thing=things[0], version=1, why="no", at=later, **consul(where))
    telling.retell(thing=things[1], version=1, given=report("Otherwise."), at=later, **consul(where))
    tell(where, report("Late.", supersedes=things[2]), later)
    assert timeline(where.id, known_at=known_at) == before
