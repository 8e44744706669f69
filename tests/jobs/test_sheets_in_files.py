"""Results of sheets that come as files: they count as if they had been typed in at the desk."""

import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from dodomu.channels.messages import Arrival, ChannelKind, Receipt
from dodomu.contact.models import CheckIn, Conversation, Delivery, Stop
from dodomu.contact.operations import sheets
from dodomu.contact.queries.connections import connections
from dodomu.contact.rules.terms import DeliveryState, Said
from dodomu.foundation.actors import SYSTEM
from dodomu.jobs import sending
from dodomu.people.models import Note
from tests import cast
from tests.contact.told import NOW
from tests.web.desk.broadcasting import on_sheets, people, set_up
from tests.web.desk.test_sheets import asking, code_of, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    set_up(settings, tmp_path / "paper")
    return tmp_path / "paper"


@pytest.fixture
def sheet(folder: Path) -> list[Delivery]:
    """Four people on one warden sheet."""
    crisis = cast.crisis()
    people(crisis, 4)
    return on_sheets(folder, asking(crisis))


def heard(folder: Path, text: str) -> int:
    """Let the sender read a file, and return how much came of it."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.txt").write_text(text, encoding="utf-8")
    it = next(each for each in connections() if each.kind is ChannelKind.PAPER)
    with closing(sending.connect(it)) as channel:
        turns = sending.Turns(it, channel, threading.Event())
        return turns.hear(0.0) + turns.hear(0.0)


def test_a_file_of_results_is_kept_as_if_it_had_been_typed_in(folder: Path, sheet: list[Delivery]):
    safe, help_, told, stop = sheet
    lines = [f"{figures(safe)} 1", f"{figures(help_)} 2 інсулін", f"{figures(told)} 7 їде сам", f"{figures(stop)} 0"]
    text = "\n".join([code_of(safe), *lines])
    assert heard(folder, text) > 4
    assert {row.person_id: row.said for row in CheckIn.objects.all()} == {
        safe.person_id: Said.SAFE, help_.person_id: Said.HELP, told.person_id: Said.WORDS,
    }  # fmt: skip
    assert {each.state for each in Delivery.objects.all()} == {DeliveryState.DELIVERED}
    assert Stop.objects.exists()
    assert not Conversation.objects.filter(person=None).exists(), "nothing of it lies in the tray"
    assert not (folder / "in" / "a.txt").exists()
    kept = CheckIn.objects.count(), Note.objects.count()
    heard(folder, text)
    assert (CheckIn.objects.count(), Note.objects.count()) == kept, "the same file again is the same"
    assert not Conversation.objects.filter(person=None).exists()


def test_a_row_of_nobody_we_know_is_left_to_an_officer(folder: Path, sheet: list[Delivery]):
    row = sheet[0]
    text = f"{code_of(row)}\n{figures(row)} 1"
    Delivery.objects.filter(id=row.id).update(person=None, broadcast=None, message=row.id)
    heard(folder, text)
    assert not CheckIn.objects.exists()
    assert Conversation.objects.filter(person=None).count() == 1


def test_receipts_of_no_sheet_are_no_results(folder: Path, sheet: list[Delivery]):
    odd = [Receipt("1", ref, Arrival.SEEN, code="1") for ref in ("", "x", "00000000-000", f"{code_of(sheet[0])}-9")]
    assert sheets.keep_heard(heard=odd, by=SYSTEM, at=NOW + timedelta(hours=1)) == []
