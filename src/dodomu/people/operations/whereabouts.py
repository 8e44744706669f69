"""Writing the ledger of whereabouts. Whoever writes holds the person's row, so that two officers take turns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.news import PersonMoved
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, News, Standing
from dodomu.people.rules.terms import Evidence
from dodomu.people.rules.wishes import Wish

STANDING_COLUMNS = ["account", "account_place_id", "account_leg", "account_since"]


@dataclass(frozen=True, slots=True)
class Move:
    """One of several who are moved together, and where the officer saw them standing."""

    entry_id: UUID
    person: UUID
    origin: Standing | None


Decision = Callable[[Person, Sequence[Entry]], list[Entry]]


def opening_entry(
    *,
    person: Person,
    to: Standing,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> LedgerEntry:
    """Return the first entry of a new person, to be saved after them, and fill in on the person where they stand.

    Part of registering, which has checked that `by` may, and gives the hour of the first word (`registered_at`).
    """
    said = _news(uuid7(), evidence, said_by, happened_at, by=by, at=at)
    entry = ledger.open_account([], said, person=person.id, to=to)
    _stand(person, [entry])
    return LedgerEntry.of(entry, crisis=person.crisis_id)


def move_person(
    *,
    entry_id: UUID,
    person: UUID,
    origin: Standing | None,
    to: Standing,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> None:
    """Move a person from where they stood at that hour, or raise Refused. The same entry id again changes nothing."""
    move_party(
        moves=[Move(entry_id, person, origin)],
        to=to,
        evidence=evidence,
        said_by=said_by,
        happened_at=happened_at,
        by=by,
        at=at,
    )


def move_party(
    *,
    moves: Sequence[Move],
    to: Standing,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> None:
    """Move several persons of one crisis to one standing, all or none."""
    wanted = {move.person: move for move in moves}

    def decide(person: Person, history: Sequence[Entry]) -> list[Entry]:
        move = wanted[person.id]
        said = _news(move.entry_id, evidence, said_by, happened_at, by=by, at=at)
        return [ledger.transfer(history, said, person=person.id, origin=move.origin, to=to)]

    _write([move.person for move in moves], decide, place=to.place, by=by, at=at)


def correct_entry(
    *,
    entry_id: UUID,
    person: UUID,
    corrects: UUID,
    to: Standing,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> None:
    """Put an entry in the place of one that was wrong, or raise Refused; both stay to be seen."""
    said = _news(entry_id, evidence, said_by, happened_at, by=by, at=at)

    def decide(person: Person, history: Sequence[Entry]) -> list[Entry]:
        return ledger.correct(history, said, person=person.id, corrects=corrects, to=to)

    _write([person], decide, place=to.place, by=by, at=at)


def take_back_entry(*, entry_id: UUID, person: UUID, corrects: UUID, said_by: str, by: Actor, at: datetime) -> None:
    """Strike an entry that should not be there, or raise Refused; the person stands where they stood before it."""

    def decide(person: Person, history: Sequence[Entry]) -> list[Entry]:
        wrong = next((entry for entry in history if entry.id == corrects), None)
        hour = wrong.happened_at if wrong else at
        said = _news(entry_id, Evidence.DECIDED, said_by, hour, by=by, at=at)
        return [ledger.take_back(history, said, person=person.id, corrects=corrects)]

    _write([person], decide, place=None, by=by, at=at)


def follow_word(
    *,
    person: UUID,
    wish: Wish,
    place: UUID | None,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> bool:
    """Move a person as a newly said wish or place has it, and say whether it moved them.

    Part of another operation, which has checked that `by` may change this person (an officer's role, a private link).
    Whoever is promised a place, on the way or joined into another is not moved.
    """
    said = _news(uuid7(), evidence, said_by, happened_at, by=by, at=at)
    return _follow(person, said, lambda stands: ledger.follow_wish(stands, wish, place))


def withdraw_person(*, person: UUID, to: Standing, evidence: Evidence, said_by: str, by: Actor, at: datetime) -> bool:
    """Take a person out of the count at their own wish, and say whether it did.

    Part of another operation, which has checked the private link. Whoever is aboard, on the way, home or dead has
    really left, and stays counted; the wish to be forgotten is another matter than the count.
    """
    said = _news(uuid7(), evidence, said_by, at, by=by, at=at)
    return _follow(person, said, lambda stands: to if ledger.may_withdraw(stands) and stands != to else None)


def tell_whereabouts(
    *,
    entry_id: UUID,
    person: UUID,
    where: Callable[[Standing], Standing | None],
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> bool:
    """Move a person to where newly told words put them, and say whether it did; the same entry id again does nothing.

    Part of another operation, which has checked that `by` may and decides by where they stood at that hour. Where they
    stand there already and it was known by weaker evidence, the entry that says so is restated with the better.
    """
    said = _news(entry_id, evidence, said_by, happened_at, by=by, at=at)
    with transaction.atomic():
        (row,) = _locked([person])
        history = entries_of([person])[person]
        entry = ledger.in_force(history, at=happened_at)
        if any(each.id == entry_id for each in history) or entry is None or entry.standing is None:
            return False
        to = where(entry.standing)
        if to is None or row.joined_into_id:
            return False
        decided = (
            _bettered(history, said, entry)
            if to == entry.standing
            else [ledger.transfer(history, said, person=person, origin=entry.standing, to=to)]
        )
        _save(row, history, decided, at=at)
    return bool(decided)


def _bettered(history: Sequence[Entry], said: News, entry: Entry) -> list[Entry]:
    """Restate an entry with better evidence; since when they stand there stays as it was told."""
    grades = list(Evidence)
    if entry.standing is None or grades.index(said.evidence) <= grades.index(entry.evidence):
        return []
    said = replace(said, happened_at=entry.happened_at)
    return ledger.correct(history, said, person=entry.person, corrects=entry.id, to=entry.standing)


def restand(person_ids: Iterable[UUID]) -> int:
    """Work out anew, from the entries, where persons stand; return how many records said otherwise."""
    changed = ask(
        f"""
        UPDATE people_person target
        SET account = s.account, account_place_id = s.place_id, account_leg = s.leg, account_since = s.happened_at
        FROM people_person p CROSS JOIN LATERAL ({STANDS}) s
        WHERE p.id = target.id AND p.id = ANY(%(persons)s)
          AND (p.account, p.account_place_id, p.account_leg, p.account_since)
              IS DISTINCT FROM (s.account, s.place_id, s.leg, s.happened_at)
        RETURNING target.id
        """,  # noqa: S608  (put together from constants only)
        persons=list(person_ids),
    )
    return len(changed)


def _follow(person: UUID, said: News, where: Callable[[Standing], Standing | None]) -> bool:
    with transaction.atomic():
        (row,) = _locked([person])
        history = entries_of([person])[person]
        stands = ledger.fold(history, at=said.happened_at)
        to = where(stands) if stands and not row.joined_into_id else None
        if to is None:
            return False
        _save(row, history, [ledger.transfer(history, said, person=person, origin=stands, to=to)], at=said.at)
    return True


def _news(entry_id: UUID, evidence: Evidence, said_by: str, happened_at: datetime, *, by: Actor, at: datetime) -> News:
    return News(entry_id, evidence, said_by, by.officer, happened_at, at)


def _write(persons: Sequence[UUID], decide: Decision, *, place: UUID | None, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        rows = _locked(persons)
        for crisis in {row.crisis_id for row in rows}:
            permissions.check(by, Permission.MOVE_PEOPLE, crisis)
        _check_together(rows, place)
        histories = entries_of(row.id for row in rows)
        for row in rows:
            history = histories[row.id]
            _save(row, history, decide(row, history), at=at)


def _locked(persons: Sequence[UUID]) -> list[Person]:
    # In the order of their ids, so that two who move the same people wait for one another and never in a ring.
    # NO KEY: a registration that only refers to the person does not wait.
    rows = list(Person.objects.select_for_update(no_key=True).filter(id__in=persons).order_by("id"))
    missing = set(persons) - {row.id for row in rows}
    if missing:
        raise Refused(PeopleReason.NO_SUCH_PERSON, persons=sorted(missing))
    return rows


def _check_together(rows: Sequence[Person], place: UUID | None) -> None:
    crises = {row.crisis_id for row in rows}
    if len(crises) > 1:
        raise Refused(PeopleReason.OTHER_CRISIS)
    if place and not Place.objects.filter(id=place, crisis__in=crises).exists():
        raise Refused(FoundationReason.UNKNOWN_PLACE, place=place)
    for row in rows:
        if row.joined_into_id:  # the record it was joined into is the one that moves, or one person is counted twice
            raise Refused(PeopleReason.ALREADY_JOINED, person=row.id, kept=row.joined_into_id)


def _save(person: Person, history: Sequence[Entry], decided: Sequence[Entry], *, at: datetime) -> None:
    known = {entry.id for entry in history}
    new = [entry for entry in decided if entry.id not in known]
    if not new:
        return
    stood = ledger.fold(history)
    LedgerEntry.objects.bulk_create([LedgerEntry.of(entry, crisis=person.crisis_id) for entry in new])
    _stand(person, [*history, *new])
    person.save(update_fields=STANDING_COLUMNS)
    if ledger.fold([*history, *new]) != stood:  # late news may change the past only
        news.post(PersonMoved(person.crisis_id, person.id, person.account), at=at)


def _stand(person: Person, entries: Sequence[Entry]) -> None:
    entry = ledger.in_force(entries)
    if entry is None or entry.standing is None:
        raise AssertionError("an account that was opened is never without a standing")
    person.account = entry.standing.account
    person.account_place_id = entry.standing.place
    person.account_leg = entry.standing.leg
    person.account_since = entry.happened_at
