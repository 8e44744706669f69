"""Sheets in a folder: `sheets/` holds them, `placed/` says on which one a message stands.

A sheet's file is the truth. `placed/` only points there, is written first, and is believed only when the sheet names
the message too; so whoever is killed between the two leaves nobody on two sheets.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from dodomu.channels import files
from dodomu.channels.messages import Choice, Outgoing, Recipient
from dodomu.channels.paper import numbers
from dodomu.channels.paper.sheets import Row, Sheet


class Folder:
    """Where sheets are kept; several processes may use it at a time."""

    def __init__(self, folder: Path, rows: int) -> None:
        """Make the folders, or raise `ChannelError`."""
        self.folder, self.rows = folder, rows
        self.sheets, self.placed, self.open = (folder / name for name in ("sheets", "placed", "open"))
        files.make_folders(folder, self.sheets, self.placed, self.open)

    def sheet(self, code: str) -> Sheet | None:
        """Return a sheet by its eight figures."""
        kept = files.read_json(self.sheets / f"{code}.json") if numbers.is_sheet_code(code) else None
        return None if kept is None else _sheet(kept)

    def all(self) -> Iterator[Sheet]:
        """Return every sheet, in the order of their codes."""
        for file in sorted(self.sheets.glob("[0-9]*.json")):
            if sheet := self.sheet(file.stem):
                yield sheet

    def close(self, code: str) -> Sheet | None:
        """Close a sheet, so that what is printed is all of it."""
        with files.locked(self.folder):
            sheet = self.sheet(code)
            if sheet is not None and not sheet.closed:
                sheet = replace(sheet, closed=True)
                self._keep(sheet)
            return sheet

    def place(self, messages: Sequence[Outgoing]) -> dict[UUID, str]:
        """Put messages on sheets and return each one's row; a message that stands on one stays there."""
        with files.locked(self.folder):
            changed: dict[str, Sheet] = {}
            rows: dict[UUID, str] = {}
            for message in messages:
                rows[message.id] = rows.get(message.id) or self._standing(message.id) or self._added(message, changed)
            for sheet in changed.values():
                self._keep(sheet)
            return rows

    def _standing(self, message: UUID) -> str:
        try:
            code = (self.placed / str(message)).read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""
        sheet = self.sheet(code)
        places = [place for place, row in enumerate(sheet.rows, 1) if row.message == message] if sheet else []
        return sheet.ref(places[0]) if sheet and places else ""

    def _added(self, message: Outgoing, changed: dict[str, Sheet]) -> str:
        pointer = self.open / _key(message)
        sheet = self._open(pointer, changed)
        if sheet is None:
            sheet = Sheet(self._new_code(changed), message.to, message.language, message.choices)
            files.write(pointer, sheet.code)
        row = Row(message.id, message.text, message.recipient, message.subject)
        sheet = replace(sheet, rows=(*sheet.rows, row))
        (self.placed / str(message.id)).write_text(sheet.code, encoding="ascii")
        changed[sheet.code] = sheet
        return sheet.ref(len(sheet.rows))

    def _open(self, pointer: Path, changed: Mapping[str, Sheet]) -> Sheet | None:
        try:
            code = pointer.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        sheet = changed.get(code) or self.sheet(code)
        return None if sheet is None or sheet.closed or len(sheet.rows) >= self.rows else sheet

    def _new_code(self, changed: Mapping[str, Sheet]) -> str:
        while True:
            code = numbers.sheet_code(secrets.randbelow(numbers.MOST_SHEETS))
            if code not in changed and not (self.sheets / f"{code}.json").exists():
                return code

    def _keep(self, sheet: Sheet) -> None:
        kept = asdict(sheet)
        for row in kept["rows"]:
            row["message"] = str(row["message"])
        files.write_json(self.sheets / f"{sheet.code}.json", kept)


def _key(message: Outgoing) -> str:
    """Return what messages on one sheet have in common."""
    same = [message.to, message.language, [[each.code, each.words] for each in message.choices]]
    return hashlib.blake2b(json.dumps(same).encode(), digest_size=16).hexdigest()


def _sheet(kept: Mapping[str, Any]) -> Sheet:
    rows = tuple(
        Row(
            UUID(row["message"]),
            row["text"],
            Recipient(**row["recipient"]) if row["recipient"] else None,
            row["subject"],
        )
        for row in kept["rows"]
    )
    choices = tuple(Choice(**each) for each in kept["choices"])
    return Sheet(kept["code"], kept["to"], kept["language"], choices, rows, kept["closed"])
