"""A signed text as a page shows it: cut where its lines end, not a letter changed, so that it is known when pasted."""

from collections.abc import Iterable
from dataclasses import dataclass

from dodomu.contact.queries.advice import StatementLine
from dodomu.contact.rules.advice import LANGUAGES


@dataclass(frozen=True, slots=True)
class Blocks:
    """The parts of a text. Put after one another they are the text again, blanks apart."""

    above: tuple[str, ...]  # the mark of an exercise, its number and what it asks for
    headline: str
    body: tuple[str, ...]
    foot: tuple[str, ...]  # where and when it is valid, the code, the address


def blocks(text: str) -> Blocks:
    """Cut the text of a page, an email or a poster; any other text is all body."""
    parts = text.split("\n\n")
    if len(parts) < 3:  # noqa: PLR2004  (a head, a body and a foot)
        return Blocks((), "", tuple(text.split("\n")), ())
    *above, headline = parts[0].split("\n")
    return Blocks(tuple(above), headline, tuple(parts[1:-1]), tuple(parts[-1].split("\n")))


def in_order(said: Iterable[StatementLine], language: str) -> list[StatementLine]:
    """Return statements with that of a language first, the others as languages always stand."""
    return sorted(said, key=lambda each: (each.language != language, LANGUAGES.index(each.language)))
