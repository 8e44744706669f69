"""Paper as a channel: a message is taken when it stands on a sheet, and results come back when somebody typed them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from dodomu.channels import files
from dodomu.channels.inbox import Inbox
from dodomu.channels.messages import (
    ChannelKind,
    Failure,
    Heard,
    Outgoing,
    Parts,
    Recipient,
    Result,
    Verdict,
)
from dodomu.channels.paper import codes, receipts
from dodomu.channels.paper.folder import Folder
from dodomu.channels.paper.link import Settings
from dodomu.channels.paper.sheets import Row, Sheet, SheetKind

AT_ONCE = 100  # messages for which the folder is locked
LARGEST = 1_000_000
MOST_TEXT = 2_000
MOST_NAME = 160
KINDS = frozenset(SheetKind)
NOBODY: Mapping[UUID, Recipient] = {}


class Paper:
    """A folder of sheets. Files with typed results are heard from its `in/`."""

    kind = ChannelKind.PAPER

    def __init__(self, settings: Settings) -> None:
        """Make the folders, or raise `ChannelError`."""
        self._folder = Folder(settings.folder, settings.rows)
        self.into = settings.folder / "in"
        self._inbox = Inbox(self.into, ".txt", self._said)
        self._looked: dict[Path, tuple[int, int]] = {}  # a file that changes is still being copied

    def parts(self, text: str) -> Parts:
        """A text is printed once, however long."""
        return Parts(1, units=len(text), left=max(0, MOST_TEXT - len(text)))

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Put messages on the sheets of those who will bring them."""
        for start in range(0, len(messages), AT_ONCE):
            some = messages[start : start + AT_ONCE]
            if not goes_on():
                yield from (Result(each.id, Verdict.LATER) for each in messages[start:])
                return
            faults = {each.id: fault for each in some if (fault := _fault(each))}
            try:
                rows = self._folder.place([each for each in some if each.id not in faults])
            except OSError as error:
                yield from (_later(each.id, error) for each in messages[start:])
                return
            for each in some:
                if each.id in faults:
                    why, code = faults[each.id]
                    yield Result(each.id, Verdict.REFUSED, why=why, code=code)
                else:
                    yield Result(each.id, Verdict.TAKEN, refs=(rows[each.id],))

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what files in `in/` say and was not acknowledged. A file is read at the second look at it."""
        return self._inbox.hear(seconds)

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Put the files of these into `in/done/`."""
        self._inbox.acknowledge(heard)
        self._looked = {file: seen for file, seen in self._looked.items() if file.exists()}

    def close(self) -> None:
        """Forget what was heard and is not acknowledged: it comes again."""
        self._inbox.forget()

    def sheet(self, code: str) -> Sheet | None:
        """Return a sheet by its eight figures."""
        return self._folder.sheet(code)

    def sheets(self) -> list[Sheet]:
        """Return every sheet, in the order of their codes."""
        return list(self._folder.all())

    def closed(self, code: str, *, whom: Mapping[UUID, Recipient] = NOBODY) -> Sheet | None:
        """Close a sheet for printing; `whom` names recipients that the messages did not."""
        sheet = self._folder.close(code)
        return None if sheet is None else replace(sheet, rows=tuple(_named(row, whom) for row in sheet.rows))

    def _said(self, file: Path) -> list[Heard]:
        """Read a file that has not changed since it was last looked at."""
        if not self._is_still(file):
            return []
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except FileNotFoundError:
            return []
        text = data[:LARGEST].decode("utf-8-sig", errors="replace")
        results = receipts.parse_results(text, find=self._folder.sheet)
        said = [each for typed in results.typed for each in receipts.heard_of(typed)]
        if results.faults:
            lines = [f"{fault.line}: {fault.why}: {fault.text}" for fault in results.faults]
            aside = self.into / "faults"
            files.make_folders(aside)
            files.write(aside / f"{file.name[:60]}.faults.txt", "\n".join(lines) + "\n")
        if not said:
            files.put_away(file, self.into / "done")
        return said

    def _is_still(self, file: Path) -> bool:
        try:
            state = file.stat()
        except FileNotFoundError:
            return False
        seen = (state.st_size, state.st_mtime_ns)
        before, self._looked[file] = self._looked.get(file), seen
        return before == seen


def _later(message: UUID, error: OSError) -> Result:
    return Result(message, Verdict.LATER, why=Failure.PROVIDER_DOWN, code=str(error)[:60], wait=60.0)


def _fault(message: Outgoing) -> tuple[Failure, str] | None:
    kind, _, name = message.to.partition(":")
    if kind not in KINDS or not name.strip() or len(name) > MOST_NAME:
        return Failure.NO_SUCH_ADDRESS, "a sheet is called call:… or warden:…"
    if len(message.text) > MOST_TEXT:
        return Failure.TOO_LONG, f"more than {MOST_TEXT} letters"
    if len(message.choices) > len(codes.CHOICES):
        return Failure.NOT_ALLOWED, f"more than {len(codes.CHOICES)} choices"
    return None


def _named(row: Row, whom: Mapping[UUID, Recipient]) -> Row:
    return row if row.message not in whom else replace(row, recipient=whom[row.message])
