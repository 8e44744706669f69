"""Identity decisions: which records are proposed as one person, and what an officer decides. No join is silent.

A record that was joined into another keeps everything it holds. It leaves the count by an entry in the ledger, and the
kept record believes the registrations of both. Undoing strikes that entry; nothing else has to be restored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Join, MatchProposal, Party, Person
from dodomu.people.news import PersonChanged
from dodomu.people.operations import keeping, whereabouts
from dodomu.people.queries import matching
from dodomu.people.queries.matching import SEPARATE, Proposal, ordered
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, Standing
from dodomu.people.rules.terms import Account, Evidence

JOINED = "joined"
MANY = 2000  # persons: beyond that it is quicker to look through the whole crisis

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Joined:
    """What a join did, and what the officer should know of it."""

    id: UUID
    kept: UUID  # the record that stands for both: the root, where the one named was itself joined into another
    leaves_others: bool  # the joined record was in another party, in which there are others; parties are not merged
    stood_apart: bool  # the ledger had the two standing differently


def propose_matches(*, crisis: UUID, persons: Sequence[UUID] | None, at: datetime) -> int:
    """Bring the open proposals about some persons (or all) to what is known now; return how many are new.

    What an officer decided is neither touched nor proposed again; an open proposal whose grounds are gone is dropped.
    """
    if persons is not None and len(persons) > MANY:
        persons = None
    with transaction.atomic():
        wanted = {(each.first, each.second): each for each in matching.proposals_for(crisis, persons)}
        known = {(row.first_id, row.second_id): row for row in _proposed(crisis, persons)}
        still_open = [row for row in known.values() if not row.decision]
        _drop([row.id for row in still_open if (row.first_id, row.second_id) not in wanted])
        _restate(still_open, wanted)
        return _propose(crisis, [each for pair, each in wanted.items() if pair not in known], at)


def join_persons(
    *,
    kept: UUID,
    joined: UUID,
    grounds: Sequence[str],
    by: Actor,
    at: datetime,
    stands_as_joined: bool = False,
) -> Joined:
    """Join one record into another, or into the one that stands for it, or refuse.

    With `stands_as_joined` the kept record is moved to where the joined one stood.
    """
    with _deciding([kept, joined], by) as rows:
        root, other = rows[_upwards(kept, rows)[-1]], rows[joined]
        if kept == joined:
            raise Refused(PeopleReason.SAME_PERSON)
        if other.joined_into_id or root.id == joined:
            raise Refused(PeopleReason.ALREADY_JOINED, kept=root.id)
        if matching.separated([root.id, joined]):
            raise Refused(PeopleReason.ALREADY_DECIDED)
        histories = entries_of([root.id, joined])
        stood_apart = ledger.fold(histories[root.id]) != ledger.fold(histories[joined])
        # A record that was taken out of the count cannot stand for one that is in it: nobody is lost by a join.
        carries = (stands_as_joined or root.account == Account.NOT_OURS) and stood_apart
        carried = _carry(histories, root.id, joined, by, at) if carries else None
        entry = _leave_the_count(histories, root.id, joined, by, at)
        Person.objects.filter(id=joined).update(joined_into=root)
        join = Join(
            crisis_id=root.crisis_id, kept=root, joined=other, grounds=list(grounds), officer_id=by.officer,
            actor_name=by.name, at=at, entry=entry, carried=carried,
        )  # fmt: skip
        join.save(force_insert=True)
        _decided(root.id, joined, JOINED, by, at)
        _tell(root.crisis_id, [joined, root.id], at)
    return Joined(join.id, root.id, _leaves_others(root, other), stood_apart)


def _leaves_others(kept: Person, joined: Person) -> bool:
    if kept.party_id == joined.party_id:
        return False
    others = Person.objects.filter(party=joined.party_id, joined_into__isnull=True)
    return others.exists() or Party.objects.filter(id=joined.party_id, said_size__gt=1).exists()


def undo_join(*, join: UUID, by: Actor, at: datetime) -> None:
    """Take a join back, or refuse: both records are what they would be, had they never been joined."""
    found = Join.objects.filter(id=join).first()
    if found is None:
        raise Refused(PeopleReason.NOT_JOINED)
    with _deciding([found.joined_id, found.kept_id], by) as rows:
        row = Join.objects.get(id=join)
        if row.undone_at:
            raise Refused(PeopleReason.NOT_JOINED, undone_at=row.undone_at)
        if row.carried and rows[row.kept_id].joined_into_id:  # its ledger is closed until that join is undone
            raise Refused(PeopleReason.ALREADY_JOINED, kept=rows[row.kept_id].joined_into_id)
        Person.objects.filter(id=row.joined_id).update(joined_into=None)
        if row.entry:
            _strike(row.joined_id, row.entry, by, at)
        if row.carried:
            _strike(row.kept_id, row.carried, by, at)
        Join.objects.filter(id=join).update(undone_at=at, undone_by=by.officer)
        MatchProposal.objects.filter(
            _is_pair(row.kept_id, row.joined_id), decision=JOINED, undone_at__isnull=True
        ).update(decision="", decided_by=None, decided_at=None)
        _tell(row.crisis_id, [row.joined_id, *_upwards(row.kept_id, rows)], at)


def separate_persons(*, first: UUID, second: UUID, by: Actor, at: datetime) -> None:
    """Decide that two records are different people, or refuse; they are never proposed again."""
    with _deciding([first, second], by) as rows:
        if first == second:
            raise Refused(PeopleReason.SAME_PERSON)
        one, other = (_upwards(person, rows)[-1] for person in (first, second))
        if one == other or matching.separated([one, other]):
            raise Refused(PeopleReason.ALREADY_DECIDED)
        _decided(one, other, SEPARATE, by, at)
        propose_matches(crisis=rows[one].crisis_id, persons=[one, other], at=at)


def undo_separation(*, proposal: UUID, by: Actor, at: datetime) -> None:
    """Take back that two records are different people, or refuse; they may be proposed again."""
    row = MatchProposal.objects.filter(id=proposal).first()
    if row is None:
        raise Refused(PeopleReason.NOT_SEPARATED)
    with _deciding([row.first_id, row.second_id], by):
        taken_back = MatchProposal.objects.filter(id=proposal, decision=SEPARATE, undone_at__isnull=True).update(
            undone_at=at, undone_by=by.officer
        )
        if not taken_back:
            raise Refused(PeopleReason.NOT_SEPARATED)
        roots = matching.root_of([row.first_id, row.second_id])
        propose_matches(crisis=row.crisis_id, persons=sorted(set(roots.values())), at=at)


# --- taking turns ---------------------------------------------------------------------------------------------------


@contextmanager
def _deciding(persons: Sequence[UUID], by: Actor) -> Iterator[Mapping[UUID, Person]]:
    """Hold these records and all that they were joined into, as they are now, for one decision.

    Decisions of one crisis take turns, so that a line of joins does not change while it is read; the rows are locked in
    the order of their ids, as by everybody who moves people.
    """
    with transaction.atomic():
        crises = set(Person.objects.filter(id__in=persons).values_list("crisis_id", flat=True))
        for crisis in sorted(crises):
            permissions.check(by, Permission.DECIDE_IDENTITY, crisis)
        if len(crises) > 1:
            raise Refused(PeopleReason.OTHER_CRISIS)
        for crisis in crises:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('identity ' || %s, 0))", [str(crisis)])
        line = _lines(persons)
        rows = {row.id: row for row in Person.objects.select_for_update(no_key=True).filter(id__in=line).order_by("id")}
        if not set(persons) <= rows.keys():
            raise Refused(PeopleReason.NO_SUCH_PERSON)
        yield rows


def _lines(persons: Iterable[UUID]) -> set[UUID]:
    line, level = set(persons), set(persons)
    while level:
        above = Person.objects.filter(id__in=level, joined_into__isnull=False).values_list("joined_into_id", flat=True)
        level = {person for person in above if person not in line}
        line |= level
    return line


def _upwards(person: UUID, rows: Mapping[UUID, Person]) -> list[UUID]:
    """Return a record, the one it was joined into, and so on to the one that is counted."""
    line = [person]
    while (above := rows[line[-1]].joined_into_id) is not None:
        line.append(above)
    return line


# --- the ledger -----------------------------------------------------------------------------------------------------


def _leave_the_count(
    histories: Mapping[UUID, Sequence[Entry]], kept: UUID, joined: UUID, by: Actor, at: datetime
) -> UUID | None:
    """Move the joined record to NOT_OURS from the hour on at which both were counted, so that no past hour counts two.

    That is its own last entry, or the opening of the kept record where that came later: before it there was only one.
    """
    stands = _in_force(histories[joined])
    if stands.standing == Standing(Account.NOT_OURS):
        return None
    hour = max(stands.happened_at, ledger.effective(histories[kept])[0].happened_at)
    entry = uuid7()
    whereabouts.move_person(
        entry_id=entry,
        person=joined,
        origin=stands.standing,
        to=Standing(Account.NOT_OURS),
        evidence=Evidence.DECIDED,
        said_by=by.name,
        happened_at=hour,
        by=by,
        at=at,
    )
    return entry


def _carry(histories: Mapping[UUID, Sequence[Entry]], kept: UUID, joined: UUID, by: Actor, at: datetime) -> UUID | None:
    """Let the kept record stand where the joined one stood, as it was known of that."""
    known, stood = _in_force(histories[joined]), _in_force(histories[kept])
    if known.standing is None:
        return None
    entry = uuid7()
    whereabouts.move_person(
        entry_id=entry,
        person=kept,
        origin=stood.standing,
        to=known.standing,
        evidence=known.evidence,
        said_by=known.said_by,
        happened_at=max(known.happened_at, stood.happened_at),
        by=by,
        at=at,
    )
    return entry


def _strike(person: UUID, entry: UUID, by: Actor, at: datetime) -> None:
    """Take an entry of a join back, unless an officer has put another in its place since."""
    if any(each.corrects == entry for each in entries_of([person])[person]):
        return
    whereabouts.take_back_entry(entry_id=uuid7(), person=person, corrects=entry, said_by=by.name, by=by, at=at)


def _in_force(history: Sequence[Entry]) -> Entry:
    entry = ledger.in_force(history)
    if entry is None:
        raise AssertionError("an account that was opened is never without a standing")
    return entry


# --- proposals ------------------------------------------------------------------------------------------------------


def _is_pair(one: UUID, other: UUID) -> Q:
    first, second = ordered(one, other)
    return Q(first=first, second=second)


def _decided(one: UUID, other: UUID, decision: str, by: Actor, at: datetime) -> None:
    """Write the decision into the proposal, or into a new row where an officer decided unasked."""
    first, second = ordered(one, other)
    decided = {"decision": decision, "decided_by_id": by.officer, "decided_at": at}
    row = MatchProposal.objects.filter(_is_pair(one, other), undone_at__isnull=True)
    if not row.update(**decided) and decision == SEPARATE:
        crisis = Person.objects.values_list("crisis_id", flat=True).get(id=first)
        MatchProposal.objects.create(crisis_id=crisis, first_id=first, second_id=second, proposed_at=at, **decided)


def _tell(crisis: UUID, persons: Sequence[UUID], at: datetime) -> None:
    """Believe anew, propose anew, and say that these have changed."""
    keeping.rebelieve(persons)
    propose_matches(crisis=crisis, persons=persons, at=at)
    news.post_many([PersonChanged(crisis, person) for person in persons], at=at)


def _proposed(crisis: UUID, persons: Sequence[UUID] | None) -> Iterable[MatchProposal]:
    """Return the proposals about these persons that stand, open or decided."""
    rows = MatchProposal.objects.select_for_update().filter(crisis=crisis, undone_at__isnull=True)
    return rows if persons is None else rows.filter(Q(first__in=persons) | Q(second__in=persons))


def _drop(ids: Sequence[UUID]) -> None:
    MatchProposal.objects.filter(id__in=ids, decision="").delete()


def _restate(rows: Iterable[MatchProposal], wanted: Mapping[Pair, Proposal]) -> None:
    for row in rows:
        found = wanted.get((row.first_id, row.second_id))
        if found and row.grounds != list(found.grounds):
            MatchProposal.objects.filter(id=row.id).update(grounds=list(found.grounds))


def _propose(crisis: UUID, proposals: Sequence[Proposal], at: datetime) -> int:
    rows = [
        MatchProposal(
            crisis_id=crisis, first_id=each.first, second_id=each.second, grounds=list(each.grounds), proposed_at=at
        )
        for each in proposals
    ]
    MatchProposal.objects.bulk_create(rows, batch_size=MANY, ignore_conflicts=True)
    return len(rows)
