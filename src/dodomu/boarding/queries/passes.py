"""Passes as screens read them: of a party, an offer, a leg, a person; and what a text that is shown is found to be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dodomu.boarding.models import Pass
from dodomu.boarding.queries import signing_keys
from dodomu.boarding.rules import passes as code
from dodomu.boarding.rules.passes import CheckedPass, Ended
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.foundation.models import Crisis
from dodomu.journeys.rules.terms import LegState
from dodomu.people.queries.matching import root_of


@dataclass(frozen=True, slots=True)
class PassLine:
    """A pass with what is shown beside it. Places are ids; the hours are aware."""

    id: UUID
    serial: str  # hex
    kind: PassKind
    person: UUID
    name: str  # as its holder writes it
    latin: str  # as in the code
    reference: str
    birth_year: int | None
    party: UUID
    party_size: int
    offer: UUID
    leg: UUID
    leg_ref: str
    mode: str
    operator: str
    service: str
    origin: UUID
    target: UUID
    meeting_place: UUID
    meet_at: datetime
    departs_at: datetime
    arrives_at: datetime | None
    text: str  # what its QR code holds
    issued_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    end_cause: PassEnd | None
    leg_state: LegState
    replaces: bool  # another, which is refused at the gate

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None

    def is_over(self, at: datetime) -> bool:
        """Say whether it has served: its leg has left, or it has expired."""
        return self.leg_state in (LegState.DEPARTED, LegState.ARRIVED) or at >= self.expires_at


@dataclass(frozen=True, slots=True)
class PartyPasses:
    """What a party sees: the passes in force, and of those that ended the last one of each person and leg."""

    in_force: tuple[PassLine, ...]
    ended: tuple[PassLine, ...]  # with no other in their stead


@dataclass(frozen=True, slots=True)
class ToldOfPass:
    """A pass that was shown, as we know it beside what it says itself."""

    checked: CheckedPass
    crisis: str = ""  # slug, of who made it
    line: PassLine | None = None  # None also of somebody who was forgotten

    @property
    def is_known(self) -> bool:
        """Whether it is among the passes that we keep; what a post issued and has not sent yet, is not."""
        return bool(self.crisis)


def of_party(party: UUID) -> PartyPasses:
    """Return the passes of a party, by who meets first."""
    rows = _rows(Pass.objects.filter(person__party=party))
    held = tuple(each for each in rows if each.is_in_force)
    rides = {(each.person, each.leg) for each in held}
    last = {(each.person, each.leg): each for each in sorted(rows, key=lambda row: row.issued_at)}
    return PartyPasses(held, tuple(each for ride, each in last.items() if ride not in rides))


def of_offer(offer: UUID) -> tuple[PassLine, ...]:
    """Return every pass that an offer gave, those in force first."""
    return tuple(sorted(_rows(Pass.objects.filter(offer=offer)), key=lambda each: not each.is_in_force))


def of_leg(leg: UUID) -> tuple[PassLine, ...]:
    """Return the passes in force for a leg, by party and name."""
    return tuple(sorted(_rows(Pass.objects.filter(leg=leg, ended_at=None)), key=lambda each: (each.party, each.name)))


def of_person(person: UUID) -> tuple[PassLine, ...]:
    """Return every pass of a person, those in force first, then the newest."""
    rows = _rows(Pass.objects.filter(person=person))
    newest = sorted(rows, key=lambda each: each.issued_at, reverse=True)
    return tuple(sorted(newest, key=lambda each: not each.is_in_force))


def one(crisis: UUID, held: UUID) -> PassLine | None:
    """Return one pass of a crisis, or None."""
    found = _rows(Pass.objects.filter(crisis=crisis, id=held))
    return found[0] if found else None


def counts(legs: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return how many passes are in force for each of some legs."""
    rows = Pass.objects.filter(leg__in=list(legs), ended_at=None).order_by().values_list("leg_id")
    return dict(rows.annotate(Count("id")))


def ended(crisis: UUID, *, at: datetime) -> dict[bytes, Ended]:
    """Return the passes of a crisis that are no good though they have not expired, and what their holders have now.

    What they have is for the same leg, or else for the one that they meet first; also where it was issued to the record
    that theirs was joined into.
    """
    rows = Pass.objects.filter(crisis=crisis, ended_at__isnull=False, expires_at__gt=at).order_by("ended_at", "id")
    known = list(rows.values_list("serial", "end_cause", "person_id", "leg_id"))
    roots = root_of({person for _, _, person, _ in known}) if known else {}
    held: dict[UUID, dict[UUID, bytes]] = defaultdict(dict)
    now = Pass.objects.filter(person__in=set(roots.values()), ended_at=None, expires_at__gt=at).order_by("meet_at")
    for person, leg, serial in now.values_list("person_id", "leg_id", "serial") if roots else ():
        held[person][leg] = bytes(serial)
    return {
        bytes(serial): code.ended(PassEnd(cause), _instead(held.get(roots[person], {}), leg))
        for serial, cause, person, leg in known
    }


def _instead(held: Mapping[UUID, bytes], leg: UUID) -> bytes | None:
    return held.get(leg) or next(iter(held.values()), None)


def check(text: str, *, at: datetime) -> ToldOfPass:
    """Say what a text is found to be, in the crisis that it names itself."""
    try:
        facts = code.read(text).facts
    except code.UnreadablePass:
        return ToldOfPass(code.check(text, keys=(), crisis=b"", at=at))
    row = Pass.objects.filter(serial=facts.serial).first()
    crisis = row.crisis if row else None
    hour = (crisis.exercise_now if crisis else None) or at
    checked = code.check(
        text,
        keys=signing_keys.keys(),
        crisis=code.code_of(crisis.id) if crisis else _known_crisis(facts.crisis),
        at=hour,
        ended=ended(crisis.id, at=hour) if crisis else {},
    )
    lines = _rows(Pass.objects.filter(id=row.id)) if row else []
    return ToldOfPass(checked, crisis.slug if crisis else "", lines[0] if lines else None)


def _known_crisis(wanted: bytes) -> bytes:
    """Return the code where it is that of a crisis of ours: after a restore it is known, and the pass is not."""
    every = (code.code_of(id_) for id_ in Crisis.objects.values_list("id", flat=True))
    return next((each for each in every if each == wanted), b"")


def _rows(found: QuerySet[Pass]) -> list[PassLine]:
    rows = found.filter(Q(person__forgotten_at=None)).select_related("person", "offer", "leg")
    return [_line(row) for row in rows.order_by("meet_at", "person__id", "id")]


def _line(row: Pass) -> PassLine:
    person: Any = row.person
    leg: Any = row.leg
    signed = code.read_code(bytes(row.code)).facts
    return PassLine(
        id=row.id,
        serial=bytes(row.serial).hex(),
        kind=PassKind(row.kind),
        person=person.id,
        name=f"{person.family_name} {person.given_name}".strip() or row.name,
        latin=row.name,
        reference=person.reference,
        birth_year=signed.birth_year,
        party=person.party_id,
        party_size=signed.party_size,
        offer=row.offer_id,
        leg=leg.id,
        leg_ref=leg.ref,
        mode=leg.mode,
        operator=leg.operator,
        service=leg.service,
        origin=leg.origin_id,
        target=leg.target_id,
        meeting_place=row.meeting_place_id,
        meet_at=row.meet_at,
        departs_at=row.departs_at,
        arrives_at=leg.arrives_at,
        text=code.text_of(bytes(row.code)),
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        end_cause=PassEnd(row.end_cause) if row.end_cause else None,
        leg_state=LegState(leg.state),
        replaces=row.follows_id is not None,
    )
