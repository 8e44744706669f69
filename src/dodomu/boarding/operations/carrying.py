"""Taking in what a device carried out: opened with the key of who sealed it, then kept like anything it sends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from dodomu.boarding.operations import receiving
from dodomu.boarding.operations.devices import carry_key_of
from dodomu.boarding.operations.receiving import Kept
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import carrying
from dodomu.boarding.rules.carrying import NotOpened
from dodomu.boarding.rules.terms import Via
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused

MOST_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: touches that are kept now, of which devices, and lines that did not open."""

    kept: int
    devices: tuple[UUID, ...]
    doubts: int
    not_opened: int


def take_in_file(*, crisis: UUID, lines: Iterable[bytes], by: Actor, at: datetime) -> Brought:
    """Keep what an officer brings in a file, line by line, or refuse where nothing of it opens; `at` is real.

    What does not open is counted and told; it keeps nothing back of the rest.
    """
    permissions.check(by, Permission.BOARD, crisis)
    kept: set[UUID] = set()
    of: dict[UUID, int] = {}
    not_opened = 0
    brought = (each for each in lines if each.strip())
    for line in islice(brought, MOST_LINES):
        try:
            device, found = take_in(line=line, via=Via.FILE, received_at=at)
        except Refused:
            not_opened += 1
        else:
            kept |= set(found.kept)
            of[device] = found.doubts
    not_opened += sum(1 for _ in brought)  # no device makes so many: they are told of, and looked at no more
    if not of:
        raise Refused(BoardingReason.CARRIED_NOT_OPENED)
    trace.leave("touches-brought", by=by, at=at, crisis=crisis, touches=len(kept), devices=[str(each) for each in of])
    return Brought(len(kept), tuple(of), sum(of.values()), not_opened)


def take_in(*, line: bytes, via: Via, received_at: datetime) -> tuple[UUID, Kept]:
    """Keep the touches of one sealed line and return whose they are, or refuse; the same again changes nothing."""
    try:
        sealed = carrying.read_line(line)
        envelope = carrying.open_line(sealed, _key(sealed.device))
    except NotOpened:
        raise Refused(BoardingReason.CARRIED_NOT_OPENED) from None
    return sealed.device, receiving.keep_touches(
        device=sealed.device, envelope=envelope, via=via, received_at=received_at
    )


def _key(device: UUID) -> bytes:
    """Return the key of a device; of one that is none of ours nothing opens."""
    key = carry_key_of(device)
    if key is None:
        raise NotOpened
    return key
