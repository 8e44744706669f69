"""Passes: issued for who holds a place or is asked to a gate, ended with it, and made anew where the way changes."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from dodomu.boarding.models import Pass
from dodomu.boarding.news import PassesIssued
from dodomu.boarding.queries import signing_keys
from dodomu.boarding.queries import wanted as reading
from dodomu.boarding.queries.wanted import Holder
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import pass_wanted, passes
from dodomu.boarding.rules.pass_wanted import ToIssue, Wanted
from dodomu.boarding.rules.passes import SERIAL_BYTES, PassFacts, Signer
from dodomu.boarding.rules.terms import PassEnd
from dodomu.contact.operations import signing
from dodomu.contact.reasons import ContactReason
from dodomu.foundation import bulk, news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.among import among
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg, Offer

CHUNK: Final = 1000  # persons, held no longer than nobody notices
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('passes ' || %s, 0))"
MAY_SAY: Final = (PassEnd.LOST, PassEnd.OFFICER)  # of why a pass ends; the rest is worked out


@dataclass(frozen=True, slots=True)
class KeptPasses:
    """What came of keeping passes: how many were issued (also in another's stead), ended, and not, without a key."""

    issued: int = 0
    ended: int = 0
    lacking: int = 0


def keep_passes(*, crisis: UUID, offer: UUID | None = None, by: Actor, at: datetime) -> KeptPasses:
    """Issue, end and supersede passes so that they are those of the offers and legs as they stand; twice is once.

    With an offer only for its persons: of a thousand answers at once each costs as much as one.
    Without a key that signs nothing is issued, and what has ended ends all the same. Written in chunks of people:
    killed anywhere, the next run goes on where it stopped.
    """
    permissions.check(by, Permission.BOARD, crisis)
    held = Crisis.objects.filter(id=crisis).first()
    if held is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    todo = _compared(crisis, at) if offer is None else _compared(crisis, at, reading.persons_of(offer), [offer])
    # Where nothing can be signed, only who has a pass that ends is looked at: this is asked twice a minute.
    issue = todo.issue if todo.issue and is_able_to_sign() else ()
    offers: dict[UUID, set[UUID]] = {person: set() for person in _persons_of([id_ for id_, _ in todo.end])}
    # Who leaves first has theirs first, and a chunk is of few legs.
    for each in sorted(issue, key=lambda each: (each.wanted.departs_at, each.wanted.leg, each.wanted.person)):
        offers.setdefault(each.wanted.person, set()).add(each.wanted.offer)
    touched = list(offers)
    issued, many_ended, lacking = 0, 0, len(todo.issue) - len(issue)
    with bulk.without_collecting():
        for start in range(0, len(touched), CHUNK):
            some = touched[start : start + CHUNK]
            kept = _keep_of(held, some, set().union(*(offers[person] for person in some)), by, at)
            issued, many_ended, lacking = issued + kept.issued, many_ended + kept.ended, lacking + kept.lacking
    return KeptPasses(issued, many_ended, lacking)


def end_pass(*, held: UUID, cause: PassEnd, by: Actor, at: datetime) -> UUID | None:
    """End a pass as lost, or because an officer takes it back, or refuse.

    In the stead of a lost one another is issued at once, and its id returned; without a key, when there is one.
    """
    if cause not in MAY_SAY:
        raise ValueError("an officer says that it is lost, or takes it back")
    crisis = Pass.objects.filter(id=held).values_list("crisis_id", flat=True).first()
    if crisis is None:
        raise Refused(BoardingReason.NO_SUCH_PASS)
    permissions.check(by, Permission.BOARD, crisis)
    with transaction.atomic():
        _lock(crisis)
        row = Pass.objects.select_related("crisis").get(id=held)
        if row.ended_at is not None:
            raise Refused(BoardingReason.PASS_ENDED_ALREADY, cause=row.end_cause)
        _end([row.id], cause, at)
        trace.leave("pass-ended", by=by, at=at, crisis=crisis, held=str(held), cause=cause)
        if cause is not PassEnd.LOST:
            return None
        due = _due(row, at)
        signer = _signer()
        if due is None or signer is None:
            return None
        return _issue(row.crisis, [ToIssue(due, row.id)], signer, at)[0].id


def issue_anew(*, held: UUID, by: Actor, at: datetime) -> UUID:
    """Issue a pass in the stead of one that an officer took back, or refuse; asked twice, it is one."""
    row = Pass.objects.select_related("crisis").filter(id=held).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_PASS)
    permissions.check(by, Permission.BOARD, row.crisis_id)
    with transaction.atomic():
        _lock(row.crisis_id)
        now = Pass.objects.filter(person=row.person_id, leg=row.leg_id, ended_at=None).first()
        if now is not None:
            return now.id
        due = _due(row, at, also_taken_back=True)
        if due is None:
            raise Refused(BoardingReason.NO_PASS_DUE)
        signer = _signer()
        if signer is None:
            raise Refused(BoardingReason.NO_KEY_TO_SIGN_PASSES)
        (made,) = _issue(row.crisis, [ToIssue(due)], signer, at)
        trace.leave("pass-issued-anew", by=by, at=at, crisis=row.crisis_id, held=str(held), made=str(made.id))
    return made.id


def is_able_to_sign() -> bool:
    """Say whether there is a key at hand with which passes can be signed now."""
    return signing.has_key_in_use()


def _compared(
    crisis: UUID, at: datetime, persons: Sequence[UUID] | None = None, offers: Iterable[UUID] = ()
) -> pass_wanted.ToDo:
    found = reading.unlike(crisis, at=at, disowned=signing_keys.disowned(), persons=persons, offers=offers)
    return pass_wanted.compare(found.wanted, found.in_force)


def _due(ended: Pass, at: datetime, *, also_taken_back: bool = False) -> Wanted | None:
    """Return the pass that is wanted in the stead of one that ended, None where they hold no place any more."""
    found = reading.unlike(
        ended.crisis_id,
        at=at,
        disowned=(),
        persons=[ended.person_id],
        offers=[ended.offer_id],
        also_taken_back=also_taken_back,
    )
    return next((each for each in found.wanted if each.ride == (ended.person_id, ended.leg_id)), None)


def _keep_of(crisis: Crisis, persons: Sequence[UUID], offers: set[UUID], by: Actor, at: datetime) -> KeptPasses:
    """Do for some people what is to be done, as it stands once their offers are held."""
    with transaction.atomic():
        _lock(crisis.id)
        signer = _signer()
        # Held, so that no answer falls between reading an offer and writing its pass; one that came since waits.
        rows = Offer.objects.filter(id__in=among(offers)).order_by("id")
        list(rows.select_for_update(of=("self",), no_key=True).values_list("id"))
        todo = _compared(crisis.id, at, persons, offers)
        issue = [each for each in todo.issue if each.wanted.offer in offers]
        by_cause: dict[PassEnd, list[UUID]] = {}
        for id_, cause in todo.end:
            by_cause.setdefault(cause, []).append(id_)
        ended = sum(_end(ids, cause, at) for cause, ids in by_cause.items())
        if signer is None:
            return KeptPasses(ended=ended, lacking=len(issue))
        superseded = [each.instead_of for each in issue if each.instead_of]
        ended += _end(superseded, PassEnd.NEW_PASS, at)
        _issue(crisis, issue, signer, at)
        if issue or ended:
            trace.leave("passes-kept", by=by, at=at, crisis=crisis.id, issued=len(issue), ended=ended)
    return KeptPasses(len(issue), ended)


def _issue(crisis: Crisis, several: Sequence[ToIssue], signer: Signer, at: datetime) -> list[Pass]:
    people = reading.holders([each.wanted.person for each in several])
    sizes = reading.sizes([each.wanted.offer for each in several])
    legs = dict(Leg.objects.filter(id__in={each.wanted.leg for each in several}).values_list("id", "ref"))
    last = _last_of(several)
    code = passes.code_of(crisis.id)
    rows = [
        _row(
            crisis, each, people[each.wanted.person], sizes[each.wanted.offer], legs[each.wanted.leg], code, signer, at
        )
        for each in several
    ]
    for row in rows:
        row.follows_id = row.follows_id or last.get((row.person_id, row.leg_id))
    bulk.write(Pass, rows)
    if rows:
        offers = tuple(dict.fromkeys(each.wanted.offer for each in several))
        news.post(PassesIssued(crisis.id, offers), at=at)
    return rows


def _row(
    crisis: Crisis, each: ToIssue, holder: Holder, size: int, leg: str, code: bytes, signer: Signer, at: datetime
) -> Pass:
    wanted = each.wanted
    facts = PassFacts(
        serial=os.urandom(SERIAL_BYTES),
        crisis=code,
        leg=passes.code_of(wanted.leg),
        meets=wanted.meet_at,
        expires=wanted.expires_at,
        reference=holder.reference,
        kind=wanted.kind,
        party_size=size,
        name=holder.name,
        leg_ref=pass_wanted.shortened_leg(leg),
        birth_year=holder.birth_year,
    )
    return bulk.new(
        Pass,
        id=uuid7(),
        serial=facts.serial,
        crisis_id=crisis.id,
        kind=wanted.kind,
        person_id=wanted.person,
        offer_id=wanted.offer,
        leg_id=wanted.leg,
        meeting_place_id=wanted.meeting_place,
        meet_at=wanted.meet_at,
        departs_at=wanted.departs_at,
        name=facts.name,
        holder=holder.digest,
        code=signer(facts),
        issued_at=at,
        expires_at=wanted.expires_at,
        follows_id=each.instead_of,
    )


def _last_of(several: Sequence[ToIssue]) -> dict[tuple[UUID, UUID], UUID]:
    """Return the pass that each had before for the same leg."""
    persons = {each.wanted.person for each in several if each.instead_of is None}
    rows = Pass.objects.filter(person__in=among(persons), ended_at__isnull=False).order_by("issued_at", "id")
    return {(person, leg): id_ for id_, person, leg in rows.values_list("id", "person_id", "leg_id")}


def _end(held: Sequence[UUID], cause: PassEnd, at: datetime) -> int:
    rows = Pass.objects.filter(id__in=among(held), ended_at=None)
    return rows.update(ended_at=Greatest(Value(at), F("issued_at")), end_cause=cause) if held else 0


def _persons_of(held: Sequence[UUID]) -> list[UUID]:
    return list(Pass.objects.filter(id__in=among(held)).values_list("person_id", flat=True)) if held else []


def _signer() -> Signer | None:
    """Return what signs, in use until the transaction ends, or None where there is no key."""
    try:
        key = signing.key_in_use()
    except Refused as no:
        if no.reason is not ContactReason.NO_SIGNING_KEY:
            raise
        return None
    return passes.signer(number=key.number, seed=key.seed)


def _lock(crisis: UUID) -> None:
    """Keep the passes of a crisis alone until the transaction ends: two runs at once would issue twice."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(crisis)])
