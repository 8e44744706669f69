"""Words that stop our messages, or let them come again: obeyed where they stand alone, never taken for an answer."""

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Wanted(StrEnum):
    """What somebody wants of our messages."""

    STOP = "stop"
    START = "start"


# Nobody answers a question with these.
_STOP: Final = frozenset((
    "stop", "stopall", "stop all", "opt out", "unsubscribe", "стоп", "відписатися", "відписатись", "відпишіть",
    "відписка", "не пишіть", "не пишіть мені", "отписаться", "отпишите", "отписка", "не пишите", "не пишите мне",
    "тоқта", "тоқтат", "тоқтату", "жазылма", "маған жазбаңыз",
))  # fmt: skip
# These may answer a question that we asked ("shall we cancel your place?"): obeyed only where none is open.
_STOP_OR_ANSWER: Final = frozenset((
    "cancel", "end", "quit", "скасувати", "скасуйте", "досить", "кінець", "отмена", "отменить", "хватит", "конец",
    "болды", "жетеді",
))  # fmt: skip
_START: Final = frozenset(("start", "unstop", "старт", "підписатися", "підписатись", "подписаться", "жазылу"))
_SIGNATURE: Final = re.compile(
    r"^\s*(?:--+|__+|sent from\b|надіслано з\b|відправлено з\b|отправлено с\b|get outlook\b)", re.IGNORECASE
)
MOST_LETTERS: Final = 40


def wanted(text: str, *, was_asked: bool) -> Wanted | None:
    """Say whether a message wants ours to stop or to come again; `was_asked`: a question of ours is still open.

    "Yes" is no word of either kind: whoever said stop and answers a question has answered it, and still said stop.
    """
    word = alone(text)
    if word in _STOP or (word in _STOP_OR_ANSWER and not was_asked):
        return Wanted.STOP
    return Wanted.START if word in _START else None


def alone(text: str) -> str:
    """Return the words of a message that says nothing else, in small letters without signs; "" where it says more."""
    lines = [line for line in _before_signature(text.splitlines()) if line.strip()]
    if len(lines) != 1:
        return ""
    folded = unicodedata.normalize("NFKC", lines[0]).casefold()
    letters = "".join(mark if mark.isalnum() or mark.isspace() else " " for mark in folded)
    word = " ".join(letters.split())
    return word if len(word) <= MOST_LETTERS else ""


def _before_signature(lines: list[str]) -> list[str]:
    signs = (place for place, line in enumerate(lines) if _SIGNATURE.match(line))
    return lines[: next(signs, len(lines))]
