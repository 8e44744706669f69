"""Printing sheets, and keeping what was ticked on them: results, answers, words and stops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.channels.messages import ChannelError, ChannelKind, Heard, Incoming, Receipt
from dodomu.channels.paper import codes, documents, numbers
from dodomu.channels.paper import receipts as typing
from dodomu.channels.paper.documents import NotSet
from dodomu.channels.paper.receipts import Fault, Typed
from dodomu.channels.paper.sheets import Sheet, SheetKind
from dodomu.contact.models import Delivery, Occurrence
from dodomu.contact.operations import checking_in, receipts, stopping
from dodomu.contact.operations.checking_in import Heard as Answer
from dodomu.contact.queries import sheets
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.check_ins import MEANS
from dodomu.contact.rules.terms import Question, Said
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Reason, Refused
from dodomu.people.models import ContactPoint
from dodomu.people.operations import notes
from dodomu.people.rules.terms import Channel, ContactKind, NoteKind

MOST_WORDS: Final = 1000
SPOKEN: Final = {SheetKind.CALL: Channel.PHONE, SheetKind.WARDEN: Channel.DESK}
STOPS: Final = {
    ContactKind.PHONE: ChannelKind.SMS, ContactKind.EMAIL: ChannelKind.EMAIL, ContactKind.TELEGRAM: ChannelKind.TELEGRAM
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line that is certain: whose row it is and what was ticked."""

    line: int
    sheet: str
    delivery: UUID
    person: UUID | None
    name: str
    answers: tuple[str, ...]  # the words of the boxes, as they stand on the sheet
    outcome: str  # figure of the outcome, or empty
    words: str
    refused: Reason | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, before or after it was kept."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]

    @property
    def kept(self) -> int:
        """How many lines nothing speaks against."""
        return sum(line.refused is None for line in self.lines)


def print_sheets(
    *, crisis: UUID, codes_of: Sequence[str], page: str, printed_at: str, by: Actor, at: datetime
) -> bytes:
    """Close sheets and return them as PDF, or refuse (NO_SUCH_SHEET, SHEET_NOT_PRINTED); who printed is written down.

    `page` is the address under which results are typed in, `printed_at` an hour in words.
    """
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    permissions.check(by, Permission.SEE_PRIVATE, crisis)
    closed = [_closed(crisis, code) for code in codes_of]
    if not closed:
        raise Refused(ContactReason.NO_SUCH_SHEET)
    try:
        made = documents.sheets_pdf(closed, printed_at=printed_at, page=page)
    except NotSet as fault:
        raise Refused(ContactReason.SHEET_NOT_PRINTED) from fault
    trace.leave("sheets-printed", by=by, at=at, crisis=crisis, sheets=list(codes_of))
    return made


def read_results(*, crisis: UUID, text: str, sheet: str, by: Actor) -> Read:
    """Return what typed lines would mean, before any of it counts."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    return _read(_Sheets(crisis), text, sheet)


def keep_results(*, crisis: UUID, text: str, sheet: str, by: Actor, at: datetime) -> Read:
    """Keep the lines that are certain; the same line again changes nothing. What is refused is told with its line."""
    permissions.check(by, Permission.CHANGE_PEOPLE, crisis)
    known = _Sheets(crisis)
    results = typing.parse_results(text, find=known.find, sheet=sheet)
    lines = tuple(_keep(known, each, by, at) for each in results.typed)
    kept = sum(line.refused is None for line in lines)
    trace.leave("sheet-results-kept", by=by, at=at, crisis=crisis, lines=kept, sheets=sorted(known.found))
    return Read(lines, results.faults)


def keep_heard(*, heard: Sequence[Heard], by: Actor, at: datetime) -> list[Heard]:
    """Keep what a file of results says as if it had been typed in at the desk, and return what that was.

    What is of nobody's row, or is refused, is left to whoever keeps everything else that comes in: an officer reads it.
    """
    known = _Sheets(None)
    kept: list[Heard] = []
    for each in heard:
        if not isinstance(each, Receipt):
            continue
        beside = [word for word in heard if isinstance(word, Incoming) and word.answers == each.ref]
        typed = _typed(known, each, beside)
        if typed is not None and _keep(known, typed, by, at).refused is None:
            kept += [each, *beside]
    return kept


def names_sheet(line: str) -> bool:
    """Say whether a typed line names a sheet."""
    return bool(numbers.SHEET.fullmatch(numbers.plain_figures(line).strip().lstrip("\ufeff")))


class _Sheets:
    """The sheets of a crisis, or of any, that were named while lines were read."""

    def __init__(self, crisis: UUID | None) -> None:
        self.crisis = crisis
        self.found: dict[str, sheets.Found] = {}
        self.rows: dict[UUID, Delivery] = {}

    def find(self, code: str) -> Sheet | None:
        """Return a sheet on which somebody of the crisis stands."""
        if code not in self.found:
            found = sheets.find(code)
            rows = sheets.rows_of(found.sheet, crisis=self.crisis) if found else {}
            if found is None or not rows:
                return None
            self.found[code] = sheets.Found(sheets.only_of(found.sheet, rows), found.connection)
            self.rows |= rows
        return self.found[code].sheet


def _typed(known: _Sheets, receipt: Receipt, beside: Sequence[Incoming]) -> Typed | None:
    """Return a line as it was typed, from what the channel made of it."""
    code, _, figures = receipt.ref.partition("-")
    sheet = known.find(code)
    number = numbers.read_row(code, figures) if sheet else None
    if sheet is None or number is None:
        return None
    return Typed(0, sheet, number, receipt.code, beside[0].text if beside else "")


def _closed(crisis: UUID, code: str) -> Sheet:
    try:
        found = sheets.close(code) if sheets.sheet_page(crisis, code, sees_private=False) else None
    except (ChannelError, OSError) as fault:
        raise Refused(ContactReason.SHEET_NOT_PRINTED) from fault
    if found is None:
        raise Refused(ContactReason.NO_SUCH_SHEET)
    return sheets.named(sheets.only_of(found.sheet, sheets.rows_of(found.sheet, crisis=crisis)), crisis)


def _read(known: _Sheets, text: str, sheet: str) -> Read:
    results = typing.parse_results(text, find=known.find, sheet=sheet)
    return Read(tuple(_line(known, each) for each in results.typed), results.faults)


def _line(known: _Sheets, typed: Typed, refused: Reason | None = None) -> Line:
    row = known.rows.get(typed.row.message)
    outcome = typed.ticked if typed.ticked in codes.OUTCOMES else ""
    answers = () if outcome else tuple(typed.sheet.choices[int(tick) - 1].words for tick in typed.ticked)
    name = typed.row.recipient.name if typed.row.recipient else ""
    if row is None:
        refused = ContactReason.NO_SUCH_SHEET
    return Line(
        typed.line, typed.sheet.code, typed.row.message, row.person_id if row else None, name, answers, outcome,
        typed.words[:MOST_WORDS], refused,
    )  # fmt: skip


def _keep(known: _Sheets, typed: Typed, by: Actor, at: datetime) -> Line:
    row = known.rows.get(typed.row.message)
    if row is None or row.person_id is None:
        return _line(known, typed, ContactReason.NO_SUCH_SHEET)
    connection = known.found[typed.sheet.code].connection
    said = [each for each in typing.heard_of(typed, at=at) if isinstance(each, Receipt)]
    try:
        with transaction.atomic():
            receipts.keep_receipts(channel=ChannelKind.PAPER, receipts=said, at=at, connection_name=connection)
            _keep_words(row, row.person_id, typed, by, at)
    except Refused as refused:
        return _line(known, typed, refused.reason)
    return _line(known, typed)


def _keep_words(row: Delivery, person: UUID, typed: Typed, by: Actor, at: datetime) -> None:
    """Keep what was answered or said beside the outcome, and obey a stop."""
    words = typed.words[:MOST_WORDS].strip()
    outcome = codes.OUTCOMES.get(typed.ticked)
    question = _question(row)
    key = f"{typed.ticked} {words}"
    if outcome and outcome.is_stop:
        _stop(person, at)
    for number, said in enumerate(_said(typed, question, words)):
        heard = Answer(said, words=words, channel=SPOKEN[typed.sheet.kind])
        checking_in.record(
            check_in=uuid5(row.id, f"{key} {number}"), person=person, heard=heard, said_at=at, by=by, at=at
        )
        words = ""
    if words:
        notes.write_note(
            note=uuid5(row.id, f"note {key}"), person=person, kind=NoteKind.REMARK, words=words, happened_at=at, by=by,
            at=at,
        )  # fmt: skip


def _said(typed: Typed, question: Question | None, words: str) -> Iterator[Said]:
    """Give the answers of a row; that somebody needs help comes before that they moved."""
    if typed.ticked in codes.OUTCOMES:
        if words and question and typed.ticked == "7":  # told, and said something that no box has
            yield Said.WORDS
        return
    means = MEANS[question] if question else {}
    chosen = [typed.sheet.choices[int(tick) - 1].code for tick in typed.ticked]
    found = [means[code] for code in chosen if code in means]
    yield from sorted(found, key=lambda said: said is not Said.HELP)


def _question(row: Delivery) -> Question | None:
    found = Occurrence.objects.filter(broadcast=row.broadcast_id).values_list("round__question", flat=True).first()
    return Question(found) if found else None


def _stop(person: UUID, at: datetime) -> None:
    for kind, address in ContactPoint.objects.filter(person=person).values_list("kind", "value"):
        if channel := STOPS.get(ContactKind(kind)):
            stopping.say_stop(channel=channel, address=address, at=at)
