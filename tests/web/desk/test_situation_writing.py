"""Stating a fact at the desk, changing it, deciding about it."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.foundation.models import Crisis, Place
from dodomu.situation.models import Expectation, Figure, Report, Restriction, Rumour, Source
from dodomu.situation.queries import known
from dodomu.situation.rules.terms import FactKind, Outcome, Precision, Stated, Verdict
from tests.situation.telling import NOON as NOW
from tests.situation.telling import almaty, curfew, expected, report, rumour, tell
from tests.web.desk.conftest import SignedIn
from tests.web.desk.situation import HOUR, PAGES, TYPED

TABLES: dict[str, Any] = {
    "report": Report, "figure": Figure, "restriction": Restriction, "rumour": Rumour, "expectation": Expectation
}  # fmt: skip


@pytest.fixture
def crisis(crisis: Crisis) -> Crisis:
    """An exercise that stands still at noon."""
    Crisis.objects.filter(id=crisis.id).update(exercise="kazakhstan-2022/ua", exercise_now=NOW)
    crisis.refresh_from_db()
    return crisis


def typed(kind: str, crisis: Crisis, **changes: str) -> dict[str, str]:
    return {**TYPED[kind], "submission": str(uuid4()), "place": str(almaty(crisis)), **changes}


def as_shown(page: str) -> dict[str, str]:
    """Read the fields of a page as a browser would send them back."""
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not ("radio" in tag and "checked" not in tag):
            sent[name.group(1)] = value.group(1) if value else ""
    for name, choices in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', choices)
        sent[name] = chosen.group(1) if chosen else ""
    for name, words in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL):
        sent[name] = words
    return sent


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_is_stated_is_kept_once_however_often_it_is_sent(crisis: Crisis, duty: Client, kind: str) -> None:
    form = typed(kind, crisis)
    for _ in range(2):
        answer = duty.post(f"{PAGES}{kind}/new", form)
        assert answer.status_code == 302, answer.content.decode()
    kept = TABLES[kind].objects.get()
    assert answer["Location"] == f"{PAGES}{kind}/{kept.thing}/?done=told"
    assert str(kept.thing) == form["submission"]
    assert kept.place_id == almaty(crisis)
    assert kept.announced_at == NOW - HOUR  # 11:00 in Almaty
    assert "It is kept." in duty.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_a_change_without_a_change_keeps_every_column(crisis: Crisis, duty: Client, kind: str) -> None:
    form = typed(kind, crisis)
    duty.post(f"{PAGES}{kind}/new", form)
    page = f"{PAGES}{kind}/{form['submission']}/change"
    first = known.fact(crisis.id, FactKind(kind), UUID(form["submission"]))
    sent = as_shown(duty.get(page).content.decode())
    assert duty.post(page, sent | {"note": "looked at again"}).status_code == 302
    second = known.fact(crisis.id, FactKind(kind), UUID(form["submission"]))
    assert first and second
    differs = {name for name in type(first).__dataclass_fields__ if getattr(first, name) != getattr(second, name)}
    assert differs == {"version", "note"}


def test_hours_are_those_of_the_place(crisis: Crisis, duty: Client) -> None:
    west = Place.objects.create(
        crisis=crisis, ref="aqtau", kind="city", names={"en": "Aktau"}, country="KZ", latitude=43.6, longitude=51.2,
        zone="Asia/Aqtau",
    )  # fmt: skip
    duty.post(f"{PAGES}report/new", typed("report", crisis, place=str(west.id)))
    kept = Report.objects.get()
    assert kept.zone == "Asia/Aqtau"
    assert kept.occurred_at == NOW - HOUR  # 10:00 there is 11:00 in Almaty
    duty.post(f"{PAGES}report/new", typed("report", crisis, place=str(west.id), zone="Asia/Almaty"))
    assert Report.objects.latest("recorded_at", "id").zone == "Asia/Almaty"
    shown = duty.get(f"{PAGES}report/{kept.thing}/").content.decode()
    assert "8 January 2022, 10:00 Aqtau" in shown


@pytest.mark.parametrize(
    ("kind", "changes", "field", "said"),
    [
        ("report", {"category": "moon"}, "category", "Select a valid choice"),
        ("report", {"texts_uk": "", "texts_en": "  "}, "texts_uk", ""),
        ("report", {"severity": "9"}, "severity", "Select a valid choice"),
        ("report", {"occurred_at": "yesterday"}, "occurred_at", "This is not an hour"),
        ("report", {"occurred_at": "0001-01-01T00:00"}, "occurred_at", "This is not an hour"),
        ("report", {"occurred_at": "2022-01-09T10:00"}, "occurred_at", ""),
        ("report", {"announced_at": "2022-01-09T10:00"}, "announced_at", ""),
        ("report", {"announced_at": ""}, "announced_at", "required"),
        ("report", {"said_by": ""}, "sources", ""),
        ("report", {"texts_en": "x\x00"}, "texts_en", "Null characters"),
        ("report", {"texts_en": "x" * 4001}, "texts_en", "at most 4000"),
        ("report", {"place": "4c6278eb-e4be-4b10-96f9-9d5ff57f8a54"}, "place", "Select a valid choice"),
        ("report", {"zone": "Mars/Olympus"}, "zone", "Select a valid choice"),
        ("report", {"source_address": "javascript:alert(1)"}, "source_address", "valid URL"),
        ("figure", {"number": "-1"}, "number", "greater than or equal to 0"),
        ("figure", {"number": "many"}, "number", "whole number"),
        ("figure", {"of_whom": " "}, "of_whom", "required"),
        ("restriction", {"ends_is": ""}, "ends_is", "required"),
        ("restriction", {"ends_is": "stated"}, "ends_at", "Write the hour, or say that nobody stated it."),
        ("restriction", {"ends_at": "2022-01-19T00:00"}, "ends_at", "it says that none was stated"),
        ("restriction", {"ends_is": "stated", "ends_at": "2022-01-01T00:00"}, "ends_at", ""),
        ("restriction", {"daily_to": ""}, "daily_to", "Write both hours of the day"),
        ("restriction", {"daily_from": "", "daily_to": ""}, "daily_from", ""),
        ("restriction", {"daily_from": "25:00"}, "daily_from", "valid time"),
        ("restriction", {"reach": "way"}, "way", "code of the departure or link"),
        ("restriction", {"place": ""}, "place", "Choose the place"),
        ("restriction", {"slow_minutes": "-5"}, "slow_minutes", "greater than or equal to 0"),
        ("rumour", {"claims_uk": ""}, "claims_uk", ""),
        ("rumour", {"first_seen_at": ""}, "first_seen_at", "required"),
        ("expectation", {"due_at": ""}, "due_at", "Write the hour, or say that nobody stated it."),
        ("expectation", {"due_is": "open"}, "due_at", "it says that none was stated"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    crisis: Crisis, duty: Client, kind: str, changes: dict[str, str], field: str, said: str
) -> None:
    form = typed(kind, crisis, note="my own words", **changes)
    answer = duty.post(f"{PAGES}{kind}/new", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert said in page
    assert "my own words" in page
    assert form["submission"] in page
    assert not TABLES[kind].objects.exists()


def test_a_wall_time_that_does_not_come_or_comes_twice_is_asked_again(crisis: Crisis, duty: Client) -> None:
    Crisis.objects.filter(id=crisis.id).update(zone="Europe/Kyiv")
    for hour in ("2021-03-28T03:30", "2021-10-31T03:30"):
        form = typed("report", crisis, zone="Europe/Kyiv", occurred_at=hour)
        answer = duty.post(f"{PAGES}report/new", form)
        assert answer.status_code == 422
        assert "clocks were changed" in answer.content.decode()


def test_a_new_address_becomes_a_source_once(crisis: Crisis, duty: Client) -> None:
    Source.objects.create(crisis=crisis, ref="S03", publisher="Agency")
    for _ in range(2):
        form = typed("report", crisis, source_address="https://www.example.org/a?b=1", sources="S03")
        assert duty.post(f"{PAGES}report/new", form).status_code == 302
    kept = Source.objects.exclude(ref="S03").get()
    assert (kept.publisher, kept.address) == ("commandant", "https://www.example.org/a?b=1")
    assert kept.ref.startswith("example.org-")
    assert Report.objects.first().sources == ["S03", kept.ref]


def test_a_code_of_no_source_is_a_fault_beside_its_field_and_keeps_nothing(crisis: Crisis, duty: Client) -> None:
    form = typed("report", crisis, source_address="https://example.org/a", sources="S04")
    answer = duty.post(f"{PAGES}report/new", form)
    assert answer.status_code == 422
    assert "There is no source of this code." in answer.content.decode()
    assert list(answer.context["form"].errors) == ["sources"]
    assert not Source.objects.exists()
    assert not Report.objects.exists()


def test_two_officers_at_once_the_second_sees_what_changed_and_keeps_what_was_typed(
    crisis: Crisis, duty: Client, signed_in: SignedIn
) -> None:
    form = typed("restriction", crisis)
    duty.post(f"{PAGES}restriction/new", form)
    page = f"{PAGES}restriction/{form['submission']}/change"
    mine, theirs = (as_shown(duty.get(page).content.decode()) for _ in range(2))
    other = signed_in(crisis)
    assert other.post(page, theirs | {"scope": "the whole city"}).status_code == 302
    answer = duty.post(page, mine | {"scope": "the centre only"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Somebody changed this while you were writing" in shown
    assert "<ins>the whole city</ins>" in shown
    assert 'value="the centre only"' in shown
    assert Restriction.objects.count() == 2
    assert duty.post(page, as_shown(shown)).status_code == 302  # knowing it, once more
    assert Restriction.objects.latest("version").scope == "the centre only"


def test_a_form_that_was_kept_and_is_sent_again_with_other_words_is_not_dropped_unseen(
    crisis: Crisis, duty: Client
) -> None:
    form = typed("report", crisis)
    duty.post(f"{PAGES}report/new", form)
    answer = duty.post(f"{PAGES}report/new", form | {"texts_en": "The airport is open."})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "This form was kept before, with other words." in shown
    assert "The airport is open." in shown
    assert f'href="{PAGES}report/{form["submission"]}/"' in shown


@pytest.mark.parametrize("kind", ["rumour", "expectation", "report"])
def test_who_decides_about_what_was_changed_meanwhile_keeps_what_was_typed(
    crisis: Crisis, duty: Client, kind: str
) -> None:
    form = typed(kind, crisis)
    duty.post(f"{PAGES}{kind}/new", form)
    here = f"{PAGES}{kind}/{form['submission']}/"
    act, words = {
        "rumour": ("answer", {"verdict": "false", "answered_by": "Waterworks", "answers_en": "Tested hourly."}),
        "expectation": ("settle", {"outcome": "did_not", "words": "Tested hourly."}),
        "report": ("strike", {"why": "Tested hourly."}),
    }[kind]
    address = f"{here}strike" if act == "strike" else f"{PAGES}{kind}s/{form['submission']}/{act}"
    sent = as_shown(duty.get(address).content.decode()) | words
    other = as_shown(duty.get(f"{here}change").content.decode()) | {"note": "quicker"}
    assert duty.post(f"{here}change", other).status_code == 302
    answer = duty.post(address, sent)
    assert answer.status_code == 409
    assert "Somebody changed this in the meantime." in answer.content.decode()
    assert "Tested hourly." in answer.content.decode()
    assert duty.post(address, as_shown(answer.content.decode())).status_code == 302


def test_what_is_expected_is_told_to_no_public_that_has_no_page_for_it(crisis: Crisis, duty: Client) -> None:
    page = f"{PAGES}expectation/{tell(crisis, expected())}/publish"
    assert duty.get(page).status_code == duty.post(page, {"version": "1"}).status_code == 404
    assert Expectation.objects.get().published_at is None


def test_a_report_that_replaces_another_says_so_before_and_after(crisis: Crisis, duty: Client) -> None:
    first = tell(crisis, report("Old words."))
    page = f"{PAGES}report/new?supersedes={first}"
    shown = duty.get(page).content.decode()
    assert "Old words." in shown
    sent = as_shown(shown) | {name: value for name, value in typed("report", crisis).items() if name != "supersedes"}
    duty.post(page, sent)
    assert Report.objects.exclude(thing=first).get().supersedes == first
    assert duty.get(f"{PAGES}report/new?supersedes=nonsense").status_code == 200


def test_what_is_expected_about_a_restriction_is_found_from_both(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, curfew(almaty(crisis)))
    page = f"{PAGES}expectation/new?about={thing}"
    sent = as_shown(duty.get(page).content.decode())
    form = sent | {name: value for name, value in typed("expectation", crisis).items() if name != "about"}
    assert duty.post(page, form).status_code == 302
    made = Expectation.objects.get()
    assert made.about == thing
    assert f"{PAGES}expectation/{made.thing}/" in duty.get(f"{PAGES}restriction/{thing}/").content.decode()
    assert f"{PAGES}restriction/{thing}/" in duty.get(f"{PAGES}expectation/{made.thing}/").content.decode()


def test_nothing_is_written_into_a_closed_crisis(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, report())
    Crisis.objects.filter(id=crisis.id).update(closed_at=NOW)
    page = f"{PAGES}report/{thing}/"
    sent = as_shown(duty.get(f"{page}change").content.decode())
    assert duty.post(f"{page}change", sent | {"note": "late"}).status_code == 422
    assert duty.post(f"{PAGES}report/new", typed("report", crisis)).status_code == 422
    assert duty.post(f"{page}strike", {"version": "1", "why": "late"}).status_code == 422
    assert duty.post(f"{page}publish", {"version": "1"}).status_code == 409
    assert Report.objects.count() == 1


def test_striking_asks_why_and_keeps_the_words_in_the_history(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, report("A slip."))
    page = f"{PAGES}report/{thing}/"
    assert duty.post(f"{page}strike", {"version": "1", "why": " "}).status_code == 422
    assert duty.post(f"{page}strike", {"version": "1", "why": "another city"}).status_code == 302
    shown = duty.get(page).content.decode()
    assert "This was struck" in shown
    assert "another city" in shown
    assert "A slip." in shown
    assert "A slip." not in duty.get(f"{PAGES}timeline/").content.decode()
    assert duty.get(f"{page}change").status_code == 404


def test_the_public_is_told_with_two_clicks_and_told_no_longer_with_two(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, report("The airport is shut.", note="between us"))
    page = f"{PAGES}report/{thing}/"
    asked = duty.get(f"{page}publish").content.decode()
    assert "This is what the public will read" in asked
    assert "The airport is shut." in asked
    assert "between us" not in asked
    assert "There are no words in: Українська" in asked
    assert Report.objects.latest("version").published_at is None
    assert duty.post(f"{page}publish", {"version": "1"}).status_code == 302
    assert Report.objects.latest("version").published_at == NOW
    assert duty.get(f"{page}withhold").status_code == 200
    assert duty.post(f"{page}withhold", {"version": "2"}).status_code == 302
    assert Report.objects.latest("version").published_at is None
    assert Report.objects.count() == 3


def test_what_was_changed_since_it_was_read_is_not_told_to_the_public(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, report())
    page = f"{PAGES}report/{thing}/"
    sent = as_shown(duty.get(f"{page}change").content.decode())
    duty.post(f"{page}change", sent | {"texts_en": "Other words."})
    for version in ("1", "", "x", "9" * 30):
        assert duty.post(f"{page}publish", {"version": version}).status_code == 409
    assert Report.objects.latest("version").published_at is None


def test_a_rumour_is_answered_and_only_then_told(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, rumour())
    page = f"{PAGES}rumour/{thing}/"
    assert "A rumour is told to the public with its answer, never alone." in duty.get(page).content.decode()
    assert duty.post(f"{page}publish", {"version": "1"}).status_code == 409
    form = {
        "version": "1", "verdict": "false", "answered_by": "Waterworks", "answered_at": "2022-01-08T11:30",
        "answered_precision": "hour", "answers_en": "It is tested every hour.", "answers_uk": "", "answers_ru": "",
        "answers_kk": "",
    }  # fmt: skip
    answer = duty.post(f"{PAGES}rumours/{thing}/answer", form)
    assert answer.status_code == 302
    kept = known.rumours(crisis.id)[0]
    assert (kept.verdict, kept.answered_by, kept.answered_at) == (Verdict.FALSE, "Waterworks", NOW - HOUR / 2)
    shown = duty.get(page).content.decode()
    assert "4 h 30 min" in shown
    assert duty.post(f"{page}publish", {"version": "2"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"verdict": ""}, "verdict"),
        ({"answered_by": " "}, "answered_by"),
        ({"answers_en": " "}, "answers_uk"),
        ({"answered_at": "2022-01-08T01:00"}, "answered_at"),  # before it was seen
        ({"answered_at": "2022-01-09T01:00"}, "answered_at"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(crisis: Crisis, duty: Client, changes: dict[str, str], field: str) -> None:
    thing = tell(crisis, rumour())
    form = {
        "version": "1", "verdict": "false", "answered_by": "Waterworks", "answered_at": "2022-01-08T11:30",
        "answered_precision": "hour", "answers_en": "Tested.", **changes,
    }  # fmt: skip
    answer = duty.post(f"{PAGES}rumours/{thing}/answer", form)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not known.rumours(crisis.id)[0].is_answered


def test_correcting_an_answer_keeps_that_only_its_day_is_known(crisis: Crisis, duty: Client) -> None:
    given = rumour(
        verdict=Verdict.FALSE, answered_by="Waterworks", answers={"en": "Tested."}, answered_at=NOW - HOUR,
        answered_precision=Precision.DAY,
    )  # fmt: skip
    thing = tell(crisis, given)
    page = f"{PAGES}rumours/{thing}/answer"
    sent = as_shown(duty.get(page).content.decode())
    assert duty.post(page, sent | {"answers_uk": "Перевірено."}).status_code == 302
    kept = known.rumours(crisis.id)[0]
    assert (kept.answered_precision, kept.answered_at) == (Precision.DAY, NOW - HOUR)
    assert kept.answers == {"en": "Tested.", "uk": "Перевірено."}


def test_what_became_of_it_is_said_and_a_slip_is_counted(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, expected(due_at=NOW - HOUR, announced_at=NOW - 6 * HOUR))
    page = f"{PAGES}expectations/{thing}/settle"
    assert 'value="moved" selected' in duty.get(f"{page}?outcome=moved").content.decode()
    form = {"version": "1", "outcome": "moved", "words": "", "moved_is": "stated", "moved_to": "2022-01-13T08:00"}
    assert duty.post(page, form).status_code == 302
    kept = known.expectations(crisis.id)[0]
    assert (kept.outcome, kept.due_is) == (Outcome.OPEN, Stated.STATED)
    assert "2022-01-13 02:00" in str(kept.due_at)
    form = {"version": str(kept.version), "outcome": "moved", "words": "", "moved_is": "not_stated", "moved_to": ""}
    assert duty.post(page, form).status_code == 302
    assert known.expectations(crisis.id)[0].due_is is Stated.NOT_STATED
    version = known.expectations(crisis.id)[0].version
    done = {"version": str(version), "outcome": "happened", "words": "at last", "moved_is": "", "moved_to": ""}
    assert duty.post(page, done).status_code == 302
    assert known.expectations(crisis.id)[0].outcome is Outcome.HAPPENED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "open"}, "outcome"),
        ({"outcome": "moved"}, "moved_is"),
        ({"outcome": "extended", "moved_is": "stated"}, "moved_to"),
        ({"outcome": "happened", "moved_is": "stated", "moved_to": "2022-01-13T08:00"}, "moved_is"),
        ({"outcome": "moved", "moved_is": "not_stated", "moved_to": "2022-01-13T08:00"}, "moved_to"),
        ({"happened_at": "2022-01-13T08:00"}, "happened_at"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    crisis: Crisis, duty: Client, changes: dict[str, str], field: str
) -> None:
    thing = tell(crisis, expected(due_at=NOW - HOUR, announced_at=NOW - 6 * HOUR))
    form = {"version": "1", "outcome": "happened", "words": "", "moved_is": "", "moved_to": "", **changes}
    answer = duty.post(f"{PAGES}expectations/{thing}/settle", form)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert known.expectations(crisis.id)[0].outcome is Outcome.OPEN


def test_the_history_says_who_put_which_words_in_the_place_of_which(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, curfew(almaty(crisis), scope="the centre"))
    page = f"{PAGES}restriction/{thing}/"
    sent = as_shown(duty.get(f"{page}change").content.decode())
    duty.post(f"{page}change", sent | {"scope": "the whole city", "ends_is": "not_stated", "ends_at": ""})
    shown = duty.get(page).content.decode()
    assert "<del>the centre</del>" in shown
    assert "<ins>the whole city</ins>" in shown
    assert "<ins>not stated</ins>" in shown
    assert "Officer 0" in shown
