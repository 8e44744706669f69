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


def written(number: int) -> str:
    """Return a number as people read it: 7 of headquarters, A7 of the first post."""
    return f"{letter_of(number // OF_A_POST)}{number % OF_A_POST}"
