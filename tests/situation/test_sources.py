"""Sources: kept with the fact that rests on them or not at all; what was struck keeps its note."""

import pytest

from dodomu.situation.models import Report, Source
from dodomu.situation.operations import telling
from dodomu.situation.reasons import SituationReason as Why
from dodomu.situation.rules.given import SourceGiven
from dodomu.situation.rules.terms import FactKind
from tests import cast
from tests.situation.telling import HOUR, NOON, consul, refused, report, tell

pytestmark = pytest.mark.django_db


def test_striking_says_why_and_leaves_the_note_as_it_was():
    where = cast.crisis()
    thing = tell(where, report(note="heard twice"))
    telling.strike(kind=FactKind.REPORT, thing=thing, version=1, why="another town", at=NOON + HOUR, **consul(where))
    struck = Report.objects.get(thing=thing, version=2)
    assert (struck.note, struck.struck_why) == ("heard twice", "another town")


def test_a_fact_and_its_new_source_are_kept_together_or_not_at_all():
    where = cast.crisis()
    source = SourceGiven(ref="new", publisher="Agency", address="https://example.org/1")
    thing = tell(where, report(said_by=""), source=source)
    assert Report.objects.get(thing=thing).sources == ["new"]
    other = SourceGiven(ref="other", publisher="Agency")
    assert refused(lambda: tell(where, report(sources=("none",)), source=other)) is Why.UNKNOWN_SOURCE
    assert refused(lambda: tell(where, report(" "), source=other)) is Why.WORDS_NEEDED
    given = report(sources=("nowhere",))
    act = {"thing": thing, "version": 1, "given": given, "at": NOON + HOUR, **consul(where)}
    assert refused(lambda: telling.retell(source=other, **act)) is Why.UNKNOWN_SOURCE
    assert set(Source.objects.values_list("ref", flat=True)) == {"new"}
