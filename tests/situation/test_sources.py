"""Sources: kept with the fact that rests on them or not at all; what was struck keeps its note."""

import pytest

from dodomu.situation.models import Report, Source
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.queries import known
from dodomu.situation.queries.sources import sources_of
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


def test_a_source_is_kept_once_and_bettered_in_its_place():
    where = cast.crisis()
    for publisher in ("Agency", "Agency", "News agency"):
        keep_source(ref=" S1 ", publisher=publisher, address="https://example.org/1", at=NOON, **consul(where))
    assert Source.objects.count() == 1
    assert sources_of(where.id)["S1"].publisher == "News agency"


def test_a_source_that_is_kept_keeps_its_name_when_it_is_stated_with_another_fact():
    where = cast.crisis()
    for publisher in ("Ministry", "Somebody in the street"):
        tell(where, report(said_by=publisher), source=SourceGiven(ref="S1", publisher=publisher))
    assert sources_of(where.id)["S1"].publisher == "Ministry"
    assert [each.sources for each in known.reports(where.id)] == [("S1",), ("S1",)]


def test_only_an_address_of_the_web_is_a_link():
    where = cast.crisis()
    for ref, address in (("A", "https://example.org"), ("B", "javascript:alert(1)"), ("C", "000_8f13.txt")):
        keep_source(ref=ref, publisher="Agency", address=address, at=NOON, **consul(where))
    assert [each.link for each in sources_of(where.id).values()] == ["https://example.org", "", ""]


def test_a_source_without_a_name_is_refused():
    where = cast.crisis()
    assert refused(lambda: keep_source(ref="S1", publisher=" ", at=NOON, **consul(where))) == Why.WORDS_NEEDED
