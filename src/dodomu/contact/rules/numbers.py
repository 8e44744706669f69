"""Numbers of advice: a post that works alone counts its own, and its letter stands before them."""

from typing import Final

OF_A_POST: Final = 1_000_000  # numbers of each side
FIRST_LETTER: Final = ord("A")


def letter_of(post: int) -> str:
    """Return the letter of a post, which are counted from 1; headquarters has none."""
    return chr(FIRST_LETTER + post - 1) if post else ""


def post_of(letter: str) -> int:
    """Return which post a letter stands for; 0: headquarters."""
    return ord(letter) - FIRST_LETTER + 1 if letter else 0


def between(letter: str) -> tuple[int, int]:
    """Return the numbers between which a side counts."""
    first = post_of(letter) * OF_A_POST
    return first, first + OF_A_POST - 1


class AdviceNumber(int):
    """A number that is counted and compared like any other, and written as people read it: 7, and A7 of a post."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return 7 for one of headquarters, A7 for one of the first post."""
        return f"{letter_of(int(self) // OF_A_POST)}{int(self) % OF_A_POST}"


def read(written: str) -> AdviceNumber:
    """Return the number that was written so; `written` is digits, with or without a capital before them."""
    letter = written[:1] if written[:1].isalpha() else ""
    return AdviceNumber(post_of(letter) * OF_A_POST + int(written[len(letter) :]))
