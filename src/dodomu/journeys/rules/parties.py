"""Parties as the planner's problem needs them: who of them there is, where, what they need and may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

# Before they are met; from then on nobody is told another way for the sake of a better plan.
AT_THE_GATE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """One counted person of a party: their word, papers and where the ledger has them."""

    id: UUID
    is_citizen: bool
    citizenships: tuple[str, ...]
    birth_date: date | None
    wish: str
    wish_from: date | None
    account: str
    place: UUID | None  # of the account
    leg: str  # of the account: ref of a leg
    needs: tuple[str, ...]
    papers: tuple[tuple[str, date | None], ...]  # kind, expiry (None: not stated)
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyKnown:
    id: UUID
    may_split: bool
    said_size: int
    persons: tuple[PersonKnown, ...]


@dataclass(frozen=True, slots=True)
class SettingOut:
    """When a party was told to set out, and where and when it is to be met before its first departure."""

    leave_by: datetime
    there_at: datetime
    departs_at: datetime
    place: UUID

    def is_walking(self, at: datetime) -> bool:
        """Say whether it is on its way to the meeting, or there and not gone yet."""
        return self.leave_by <= at < self.departs_at

    def is_boarding(self, at: datetime) -> bool:
        """Say whether it is so near to its departure that it goes by it, if it goes at all."""
        return self.there_at - AT_THE_GATE <= at < self.departs_at


@dataclass(frozen=True, slots=True)
class ToldKnown:
    """What a party was told: the live offer it holds. `legs` are refs in the order in which they are ridden."""

    party: UUID
    offer: UUID
    state: str
    legs: tuple[str, ...]
    is_standby: bool
    setting_out: SettingOut | None = None
    takes: Mapping[str, int] = field(default_factory=dict, hash=False)  # kind -> how many, on each of the legs


@dataclass(frozen=True, slots=True)
class OverrideKnown:
    party: UUID
    kind: str
    leg: str
    country: str
    priority: str
