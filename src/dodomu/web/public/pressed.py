"""How much fits on a page that is sent pressed: the same words again take hardly any room there."""

import zlib
from collections.abc import Iterable


def number_of_fitting(lines: Iterable[tuple[str, int]], room: int) -> int:
    """Return how many lines fit, at least one if there is any; each is its words and the bytes around them."""
    press, number = zlib.compressobj(), 0
    for words, around in lines:
        room -= len(press.compress(words.encode()) + press.flush(zlib.Z_SYNC_FLUSH)) + around
        if room < 0:
            return max(number, 1)
        number += 1
    return number
