"""How long before departure everybody must be ready, where the leg does not say."""

from collections.abc import Iterable, Mapping
from typing import Final

from dodomu.journeys.rules.terms import Mode

USUAL: Final[Mapping[Mode, int]] = {
    Mode.RAIL: 45, Mode.BUS: 30, Mode.CAR: 30, Mode.TRANSFER: 30, Mode.FOOT: 0,
}  # fmt: skip
ABROAD, INLAND = 120, 60  # minutes, by air or sea


def buffer_of(stated: int | None, mode: str, countries: Iterable[str]) -> int:
    """Return minutes before departure: as stated, or usual for the mode and for the countries of both ends."""
    if stated is not None:
        return stated
    return USUAL.get(Mode(mode), ABROAD if len(set(countries)) > 1 else INLAND)
