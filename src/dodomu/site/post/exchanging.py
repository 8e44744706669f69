"""At the post: calling headquarters until each side has what the other had, now and then, or when an officer asks."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from uuid import UUID

from dodomu.boarding.operations.posts import calls, taking
from dodomu.boarding.queries import posts
from dodomu.boarding.rules.calls import PIECE
from dodomu.boarding.rules.terms import Way
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.clock import real_now
from dodomu.foundation.refusal import Refused
from dodomu.site.post import calling
from dodomu.site.post.calling import Line, NotReached

if TYPE_CHECKING:
    from dodomu.boarding.operations.posts.taking import Taken

ROUNDS: Final = 4  # until both sides are in step; one, unless one of them was put back from a copy
LOOKS: Final = 5  # seconds between looks whether an officer asked
GOES_ON: Final = ("not-reached", "gate-too-often")  # after these the same bundle is handed over further


class InDatabase:
    """The pieces of an answer, kept until it is whole, also when the post is switched off in between."""

    def __init__(self, post: UUID) -> None:
        self._post = post

    def size(self, digest: str) -> int:
        """Return how many bytes of the answer of this digest are here."""
        return calls.has(post=self._post, bundle=_named(digest), way=Way.DOWN)

    def add(self, digest: str, piece: bytes) -> None:
        """Keep the next piece of it."""
        place = self.size(digest)
        calls.keep_piece(post=self._post, bundle=_named(digest), way=Way.DOWN, place=place, content=piece[:PIECE])

    def whole(self, digest: str) -> bytes:
        """Return all of it."""
        return calls.whole(post=self._post, bundle=_named(digest), way=Way.DOWN)


def exchange(post: UUID, line: Line, say: Callable[["Taken"], object]) -> None:
    """Tell headquarters all and be told all, or raise `NotReached` or `Refused`; how it went is written down."""
    try:
        if not any(_round(post, line, say) for _ in range(ROUNDS)):
            _give_up(line.host)
    except NotReached as no:
        if no.why not in GOES_ON:
            calls.finish(post=post)
        calls.note_call(post=post, fault=no.why, at=real_now())
        raise
    except Refused as no:
        calls.note_call(post=post, fault=no.reason.value, at=real_now())
        raise


def keep_exchanging(
    post: UUID,
    line: Callable[[], Line],
    *,
    seconds: int,
    say: Callable[["Taken"], object],
    tell_fault: Callable[[NotReached | Refused], None],
) -> None:
    """Exchange every so many seconds (0: never) and whenever an officer asks, until the process is ended."""
    due = time.monotonic() if seconds else None
    while True:
        row = posts.this_post()
        is_asked = row is not None and row.is_asked
        if is_asked or (due is not None and time.monotonic() >= due):
            try:
                exchange(post, line(), say)
            except (NotReached, Refused) as no:
                tell_fault(no)
            due = time.monotonic() + seconds if seconds else None
        time.sleep(LOOKS)


def _give_up(host: str) -> None:
    raise NotReached(f"{host} and this post do not come into step. Exchange files instead.", "out-of-step")


def _round(post: UUID, line: Line, say: Callable[["Taken"], object]) -> bool:
    """Exchange once, and say whether headquarters has now what we handed over."""
    ours = calls.outgoing(post=post, by=SYSTEM, at=real_now())
    answered = calling.exchange(line, ours.bundle, ours.content, InDatabase(post))
    calls.finish(post=post)
    try:
        say(taking.take_bundle(data=answered.content, by=SYSTEM, at=real_now()))
    except Refused as no:
        if no.reason not in taking.OUT_OF_STEP:
            raise
        return False  # it was heard what headquarters has: the next bundle fits
    row = posts.this_post()
    calls.note_call(post=post, clock_off=answered.clock_off, at=real_now())
    return not answered.refused and row is not None and row.acknowledged >= ours.number


def _named(digest: str) -> UUID:
    return UUID(digest[:32])
