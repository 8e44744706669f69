"""Gates in tests: a crisis with people and legs, and devices that hand in what they saw."""

import base64 as encoding
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from dodomu.boarding.models import Device, Doubt, TouchOutcome
from dodomu.boarding.operations import doubts as deciding
from dodomu.boarding.operations import receiving
from dodomu.boarding.operations.receiving import Kept
from dodomu.boarding.rules import hours
from dodomu.boarding.rules.terms import DoubtOutcome, Via
from dodomu.foundation import encryption
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.journeys.models import Leg
from dodomu.people.models import Person
from dodomu.people.queries import whereabouts
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from tests import cast

NOON = cast.NOON
RECEIVED = NOON + timedelta(days=1)  # the real hour at which things are handed in
ON_KB1 = Standing(Account.ABOARD, None, "KB-1")
ON_KB2 = Standing(Account.ABOARD, None, "KB-2")


@dataclass
class Gate:
    """A device of a crisis, as it counts and what it has made."""

    row: Device
    made: int = 0
    off: int | None = 0
    all: list[dict[str, Any]] = field(default_factory=list)

    def touch(self, kind: str, *persons: UUID, minutes: float = 0, **said: Any) -> dict[str, Any]:
        """Do something at the gate so many minutes after noon."""
        self.made += 1
        when = hours.to_ms(NOON + timedelta(minutes=minutes)) + (self.off or 0)
        counted = said.pop("number") if isinstance(said.get("number"), int) else self.made
        line = {
            "id": str(said.pop("id", uuid4())),
            "number": counted,
            "kind": kind,
            "made": when,
            "off": self.off,
            "shift": 0,
            "officer": said.pop("officer", "Ivan Franko"),
            "point": said.pop("point", None),
            "leg": str(said.pop("leg")) if "leg" in said else None,
            "persons": [str(each) for each in persons],
            "pack": said.pop("pack", None),
            "body": said,
        }
        if line["point"] is None:
            line["point"] = str(place(self.row.crisis, "almaty"))
        self.all.append(line)
        return line

    def envelope(self, *lines: Any, **changes: Any) -> dict[str, Any]:
        return {
            "device": str(self.row.id),
            "now": hours.to_ms(RECEIVED),
            "made": self.made,
            "point": None,
            "pack": None,
            "touches": list(lines or self.all),
        } | changes

    def hand_in(self, *lines: Any, at: datetime = RECEIVED, via: Via = Via.NETWORK) -> Kept:
        """Hand in some touches, or all."""
        return receiving.keep_touches(device=self.row.id, envelope=self.envelope(*lines), via=via, received_at=at)


def officer_row(name: str = "Ivan Franko") -> Officer:
    return Officer.objects.create(username=f"o{uuid4().hex[:10]}", name=name)


def gate(where: Crisis, name: str = "phone", off: int | None = 0, key: UUID | None = None) -> Gate:
    """Enrol a device."""
    secret = uuid4().hex
    row = Device.objects.create(
        id=key or uuid4(), crisis=where, name=name, officer=officer_row(),
        secret_hash=hashlib.sha256(secret.encode()).digest(),
        carry_key=encryption.seal("00", context="device.carry_key"), enrolled_at=NOON,
    )  # fmt: skip
    return Gate(row, off=off)


def place(where: Crisis, ref: str) -> UUID:
    return Place.objects.get(crisis=where, ref=ref).id


def leg(where: Crisis, ref: str, *, hour: float = 4, hours_long: float = 3, places: int = 180, **more: Any) -> Leg:
    """Return a leg from Almaty to Kyiv that leaves so many hours after noon."""
    home = Place.objects.filter(crisis=where, ref="kyiv").first() or Place.objects.create(
        crisis=where, ref="kyiv", kind="city", names={"en": "Kyiv"}, country="UA", latitude=50.45, longitude=30.52,
        zone="Europe/Kyiv",
    )  # fmt: skip
    departs = NOON + timedelta(hours=hour)
    values: dict[str, Any] = {
        "crisis": where, "ref": ref, "mode": "air", "origin_id": place(where, "almaty"), "target": home,
        "departs_at": departs, "arrives_at": departs + timedelta(hours=hours_long), "block": {"seat": places},
        "known_from": NOON, "recorded_at": NOON,
    }  # fmt: skip
    return Leg.objects.create(**{**values, **more})


def stands(person: UUID) -> Standing | None:
    return whereabouts.standing_of(person)


def record(person: UUID) -> tuple[str, str]:
    row = Person.objects.get(id=person)
    return row.account, row.account_leg


def doubts(where: Crisis) -> list[str]:
    """Return the kinds of the doubts that are open."""
    rows = Doubt.objects.filter(crisis=where, cleared_at=None, decided_at=None)
    return sorted(rows.values_list("kind", flat=True))


def states(where: Crisis) -> dict[UUID, str]:
    return dict(TouchOutcome.objects.filter(crisis=where).values_list("touch_id", "state"))


def hour(minutes: float) -> datetime:
    return (NOON + timedelta(minutes=minutes)).astimezone(UTC)


def base64(data: bytes) -> str:
    return encoding.b64encode(data).decode()


def olena(where: Crisis) -> UUID:
    return cast.register(where, cast.OLENA).persons[0].id


def two_gates(where: Crisis, person: UUID, *legs: Leg) -> tuple[Gate, Gate]:
    """Let two gates board somebody, on one leg or on two."""
    first, second = gate(where, "one"), gate(where, "two")
    first.touch("boarded", person, leg=legs[0].id)
    second.touch("boarded", person, leg=legs[-1].id, minutes=5)
    return first, second


def decide(where: Crisis, outcome: DoubtOutcome, kind: str = "", **more: Any) -> UUID:
    """Decide the one doubt that is open, or that of a kind."""
    rows = Doubt.objects.filter(crisis=where, decided_at=None, cleared_at=None, **({"kind": kind} if kind else {}))
    doubt = rows.get().id
    values: dict[str, Any] = {"doubt": doubt, "outcome": outcome, "words": "asked", "at": RECEIVED}
    deciding.decide_doubt(**{**values, "by": cast.officer(where), **more})
    return doubt
