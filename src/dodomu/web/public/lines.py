"""What a form shows of one field: its name, what was typed, what is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One line to fill in."""

    id: str
    value: str = ""
    faults: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Everything that is wrong, to be read beside the field."""
        return " ".join(self.faults)


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    words: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """One thing to choose, or several to tick."""

    id: str
    kind: str  # radio or checkbox
    choices: tuple[Choice, ...]


def choices(name: str, kind: str, terms: Mapping[str, Promise] | Mapping[str, str], chosen: Collection[str]) -> Choices:
    """Return the terms to choose from, those chosen marked."""
    return Choices(name, kind, tuple(Choice(code, words, code in chosen) for code, words in terms.items()))
