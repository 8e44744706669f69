"""Sheets at the desk: printed, looked at, and what was ticked on them typed in."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from dodomu.channels import paper
from dodomu.channels.paper import numbers
from dodomu.contact.models import Broadcast, CheckIn, Delivery, Occurrence, Round, Stop
from dodomu.contact.operations import broadcasting, expanding
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Step
from dodomu.contact.rules.terms import DeliveryState, Purpose, Question, RoundState, Rung, Said
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.people.models import Note
from tests import cast
from tests.contact.told import WARDEN, Told
from tests.web.desk.broadcasting import BASE, NOW, PAPER, on_sheets, page, people, set_up


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    set_up(settings, tmp_path / "paper")
    return tmp_path / "paper"


def asking(crisis: Crisis) -> Broadcast:
    """A check-in that goes straight to wardens."""
    town = Told(crisis)
    round_ = Round.objects.create(
        crisis=crisis, name="x", question=Question.SAFE, state=RoundState.RUNNING, made_at=NOW, next_at=NOW
    )
    occurrence = Occurrence.objects.create(round=round_, number=1, at=NOW)
    given = Drafted("Раунд", Purpose.CHECK_IN, Audience(), (WARDEN,), (Words("uk", "Ви в безпеці?"),), of=occurrence.id)
    made = broadcasting.begin_approved(
        crisis=crisis.id, given=given, asked_by=town.asking.officer, approved_by=town.approving.officer, by=SYSTEM,
        at=NOW,
    )  # fmt: skip
    Occurrence.objects.filter(id=occurrence.id).update(broadcast=made)
    expanding.expand(broadcast=made, at=NOW)
    return Broadcast.objects.get(id=made)


@pytest.fixture
def sheet(crisis: Crisis, folder: Path) -> list[Delivery]:
    """Three people on one warden sheet."""
    people(crisis, 3)
    rows = on_sheets(folder, asking(crisis))
    assert len({row.ref[:8] for row in rows}) == 1
    return rows


def code_of(row: Delivery) -> str:
    return row.ref[:8]


def figures(row: Delivery) -> str:
    return row.ref[9:]


def test_the_sheets_of_a_broadcast_are_listed_and_printed(duty: Client, crisis: Crisis, sheet: list[Delivery]) -> None:
    number = Broadcast.objects.get().number
    shown = page(duty, f"{number}/sheets/")
    assert numbers.printed(code_of(sheet[0])) in shown
    assert "not yet" in shown
    answer = duty.post(f"{BASE}{number}/sheets/print", {"code": code_of(sheet[0])})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    assert "not yet" not in page(duty, f"{number}/sheets/")
    trace = TraceEntry.objects.get(act="sheets-printed")
    assert trace.details["sheets"] == [code_of(sheet[0])]
    assert crisis.id == trace.crisis_id


def test_who_may_not_see_telephones_prints_nothing(signed_in, crisis: Crisis, sheet: list[Delivery]) -> None:
    viewer = signed_in(crisis, Role.VIEWER)
    assert viewer.post(f"{BASE}1/sheets/print").status_code == 403
    assert viewer.get(f"{BASE}sheets/{code_of(sheet[0])}").status_code == 403


def test_what_was_ticked_is_shown_before_it_counts_and_kept_then(
    duty: Client, crisis: Crisis, sheet: list[Delivery]
) -> None:
    first, second, third = sheet
    text = f"{figures(first)} 1\n{figures(second)} 2 інсулін на добу\n{figures(third)} 8"
    address = f"{BASE}sheets/{code_of(first)}"
    looked = duty.post(address, {"text": text, "look": "1"}).content.decode()
    assert "nothing is kept yet" in looked
    assert first.person.family_name in looked
    assert not CheckIn.objects.exists()
    kept = duty.post(address, {"text": text, "keep": "1"}).content.decode()
    assert "3 lines are kept" in kept
    said = {row.person_id: row.said for row in CheckIn.objects.all()}
    assert said == {first.person_id: Said.SAFE, second.person_id: Said.HELP}
    states = [Delivery.objects.get(id=row.id).state for row in sheet]
    assert states == [DeliveryState.DELIVERED, DeliveryState.DELIVERED, DeliveryState.FAILED]
    assert "person says they need help" in duty.get("/desk/kazakhstan/").content.decode()
    duty.post(address, {"text": text, "keep": "1"})
    assert CheckIn.objects.count() == 2, "the same lines again are the same answers"


def test_a_line_that_is_not_certain_counts_for_nothing_and_is_given_back(duty: Client, sheet: list[Delivery]) -> None:
    wrong = str((int(figures(sheet[0])[-1]) + 1) % 10)
    text = f"{code_of(sheet[0])}\n{figures(sheet[0])} 1\n{figures(sheet[1])[:2]}x 1\n{figures(sheet[2])[:2]}{wrong}9 1"
    shown = duty.post(f"{BASE}sheets/", {"text": text, "keep": "1"}).content.decode()
    assert "1 line is kept" in shown
    assert "do not count" in shown
    left = shown.split("<textarea")[1].split("</textarea>")[0]
    assert code_of(sheet[0]) in left
    assert f"{figures(sheet[1])[:2]}x 1" in left
    assert f"{figures(sheet[0])} 1" not in left
    assert CheckIn.objects.count() == 1


def test_words_beside_told_wait_to_be_read_and_a_stop_is_obeyed(duty: Client, sheet: list[Delivery]) -> None:
    first, second, third = sheet
    text = f"{figures(first)} 7 поїдемо завтра\n{figures(second)} 0\n{figures(third)} 9 тут ніхто не живе"
    duty.post(f"{BASE}sheets/{code_of(first)}", {"text": text, "keep": "1"})
    assert CheckIn.objects.get(person=first.person).said == Said.WORDS
    assert Stop.objects.filter(address=second.person.contact_points.get().value).exists()
    assert Note.objects.filter(person=third.person).count() == 1


def test_nobody_of_another_crisis_stands_on_a_page_or_is_written_to(duty: Client, crisis: Crisis, folder: Path) -> None:
    elsewhere = cast.crisis(slug="elsewhere")
    people(elsewhere, 1)
    [row] = on_sheets(folder, asking(elsewhere))
    assert duty.get(f"{BASE}sheets/{code_of(row)}").status_code == 404
    shown = duty.post(f"{BASE}sheets/", {"text": f"{code_of(row)}\n{figures(row)} 1", "keep": "1"}).content.decode()
    assert "There is no such sheet in this crisis" in shown
    assert row.person.family_name not in shown
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("code", ["00000000", "4829-1732", "x", "75816469-f1bd-4e75-926b-11c29dc15d9c"])
def test_a_sheet_that_is_none_is_not_found(duty: Client, folder: Path, code: str) -> None:
    assert duty.get(f"{BASE}sheets/{code}").status_code == 404
    assert not paper.connect(f"paper://{folder}").sheets()


def test_bad_text_is_given_back(duty: Client, folder: Path) -> None:
    assert duty.post(f"{BASE}sheets/", {"text": ""}).status_code == 422
    assert duty.post(f"{BASE}sheets/", {"text": "a" * 100_001}).status_code == 422
    shown = duty.post(f"{BASE}sheets/", {"text": "<script>alert(1)</script>\u202e\x07", "keep": "1"}).content.decode()
    assert "<script>alert" not in shown


def test_without_paper_the_page_says_so(duty: Client, crisis: Crisis, settings: LazySettings) -> None:
    settings.DODOMU_CHANNELS = {}
    row = Told(crisis).draft()
    assert "Paper is not set up here" in page(duty, f"{row.number}/sheets/")
    assert duty.post(f"{BASE}{row.number}/sheets/print").status_code == 422


def test_a_call_list_holds_one_broadcast_of_one_crisis(duty: Client, crisis: Crisis, folder: Path) -> None:
    town = Told(crisis)
    olena = town.person()
    elsewhere = Told(cast.crisis(slug="elsewhere"))
    elsewhere.person()
    row, other = (each.begun(ladder=(Step(Rung.CALL, PAPER, 0),)) for each in (town, elsewhere))
    on_sheets(folder, row)
    [mine] = Delivery.objects.filter(broadcast=row)
    [theirs] = Delivery.objects.filter(broadcast=other)
    assert code_of(mine) != code_of(theirs)
    shown = page(duty, f"sheets/{code_of(mine)}")
    assert "Call list" in shown
    assert str(olena.id) in shown
    kept = duty.post(f"{BASE}sheets/{code_of(mine)}", {"text": f"{figures(mine)} 7 у Кордаї", "keep": "1"})
    assert "1 line is kept" in kept.content.decode()
    assert Note.objects.filter(person=olena).count() == 1, "what they said is in their thread"
