"""A sheet and its rows, as they are printed and as results come back."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dodomu.channels.messages import Choice, Recipient
from dodomu.channels.paper import numbers


class SheetKind(StrEnum):
    """What is done with a sheet; `Outgoing.to` begins with it, as in `call:Olena Kovalenko` or `warden:Almaly`."""

    CALL = "call"  # an officer telephones
    WARDEN = "warden"  # somebody goes from door to door


@dataclass(frozen=True, slots=True)
class Row:
    """One message to one recipient."""

    message: UUID
    text: str  # what is said to them
    recipient: Recipient | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person is handed. Its rows are numbered from 1 and never change places."""

    code: str
    to: str
    language: str
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    closed: bool = False  # printed: nobody is added any more

    @property
    def kind(self) -> SheetKind:
        """Return what is done with it."""
        return SheetKind(self.to.partition(":")[0])

    @property
    def name(self) -> str:
        """Return whose it is: an officer, a neighbourhood."""
        return self.to.partition(":")[2]

    def ref(self, number: int) -> str:
        """Return under which name a row is known outside."""
        return numbers.ref(self.code, number)


@dataclass(frozen=True, slots=True)
class PosterText:
    """What a poster says in one language."""

    language: str
    heading: str
    text: str
    valid: str = ""  # until when, in words


@dataclass(frozen=True, slots=True)
class Poster:
    """Advice on a wall."""

    texts: tuple[PosterText, ...]
    link: str  # where the QR code leads, and what is printed under it
    number: str = ""
    from_whom: str = ""
    paper: str = "a4"  # or a3
