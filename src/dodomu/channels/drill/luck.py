"""The luck of a message: the same for the same seed, message and attempt, in whatever order they come."""

import hashlib
from uuid import UUID

from dodomu.channels.drill.codes import FAILURES, REFUSALS
from dodomu.channels.drill.link import Settings
from dodomu.channels.messages import Failure


def draw(seed: int, of: UUID, about: str) -> float:
    """Return a number from 0 to under 1."""
    digest = hashlib.blake2b(f"{seed} {of} {about}".encode(), digest_size=7).digest()
    return int.from_bytes(digest) / 2**56


def verdict(settings: Settings, of: UUID, attempt: int) -> str:
    """Return what becomes of an attempt. Who is refused is refused every time."""
    if draw(settings.seed, of, "refused") < settings.refused:
        return "refused"
    left = 1 - settings.refused
    drawn = draw(settings.seed, of, f"attempt {attempt}") * left
    if drawn < settings.later:
        return "later"
    return "doubt" if drawn < settings.later + settings.doubt else "taken"


def arrives_in_doubt(settings: Settings, of: UUID, attempt: int) -> bool:
    """Say whether a message without an answer was written all the same."""
    return draw(settings.seed, of, f"doubt {attempt}") < 1 / 2


def refusal(settings: Settings, of: UUID) -> Failure:
    """Return why a message is refused."""
    return REFUSALS[int(draw(settings.seed, of, "why refused") * len(REFUSALS))]


def receipt(settings: Settings, of: UUID) -> tuple[str, Failure | None] | None:
    """Return what a receipt says of a message that was written, or None where none comes."""
    drawn = draw(settings.seed, of, "receipt")
    if drawn < settings.delivered:
        return "delivered", None
    if drawn < settings.delivered + settings.failed:
        return "failed", FAILURES[int(draw(settings.seed, of, "why failed") * len(FAILURES))]
    return None
