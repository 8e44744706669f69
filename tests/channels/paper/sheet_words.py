"""Sheets and messages of a few people, one line each."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from dodomu.channels.messages import Choice, Outgoing, Recipient, Result
from dodomu.channels.paper import connect
from dodomu.channels.paper.client import Paper
from dodomu.channels.paper.sheets import Row, Sheet

SAFE, HELP, MOVED = Choice("safe", "У безпеці"), Choice("help", "Потрібна допомога"), Choice("moved", "Переїхали до …")
ANSWERS = (SAFE, HELP, MOVED)
OLENA = Recipient("Олена Ковальчук", "+380000000001", "готель «Қазақстан», кімн. 1204", 3, "візок")
WARDEN = "warden:Алмали"


def message(
    number: int, *, to: str = WARDEN, text: str = "Ви в безпеці?", language: str = "uk", **more: object
) -> Outgoing:
    """Return a message; the number is its name."""
    asked = {"choices": ANSWERS, "recipient": OLENA, **more}
    return Outgoing(UUID(int=number), to, text, language, **asked)  # type: ignore[arg-type]


def paper(folder: Path, rows: int = 30) -> Paper:
    """Return a folder of sheets."""
    return connect(f"paper://{folder}?rows={rows}")


def sent(channel: Paper, messages: Sequence[Outgoing]) -> list[Result]:
    """Put messages on sheets."""
    return list(channel.send(messages, goes_on=lambda: True))


def sheet(rows: int = 3, *, code: str = "48291732", language: str = "uk", who: Recipient | None = OLENA) -> Sheet:
    """Return a sheet that nobody sent."""
    return Sheet(
        code, WARDEN, language, ANSWERS, tuple(Row(UUID(int=each), "Ви в безпеці?", who) for each in range(rows))
    )
