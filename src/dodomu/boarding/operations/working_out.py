"""Working out what follows from touches: anew, from all of them, whenever something that matters to it comes in.

Touches are kept first (`receiving`); what follows is a judgement about the set of them and may be made at any time
after. So nothing is lost by a process that dies between the two, and it does not matter in which order they came. In
one crisis it is done by one at a time.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from dodomu.boarding.news import PeopleBoarded
from dodomu.boarding.operations import custody, doubting, entering, walking_in
from dodomu.boarding.queries import device_lines, left, touched
from dodomu.boarding.rules import doubts, missed
from dodomu.boarding.rules.doubts import Outcome
from dodomu.boarding.rules.known import Facts, PersonFacts, Raised, Touched, released, voided
from dodomu.boarding.rules.merging import Followed, counting, follow
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import news
from dodomu.foundation.actors import Actor
from dodomu.foundation.among import among
from dodomu.foundation.models import Crisis
from dodomu.people.models import Person
from dodomu.people.operations import notes
from dodomu.people.operations.witnessing import hold_kept
from dodomu.people.queries import matching
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.rules.ages import latest_birth_date
from dodomu.people.rules.ledger import Entry

log = logging.getLogger(__name__)
OF_AGE: Final = 18
AT_ONCE: Final = 500
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
# Touches come by the thousand, and statistics lag behind: without this, all of them are read for each few of them.
BY_INDEX: Final = "SELECT set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)"
KEEP: Final = """
    INSERT INTO boarding_touchoutcome (touch_id, crisis_id, state, waits_for, worked_out_at)
    SELECT t.touch, %(crisis)s, t.state, t.waits_for::uuid[], %(at)s
    FROM unnest(%(touches)s::uuid[], %(states)s::text[], %(waits)s::text[]) AS t(touch, state, waits_for)
    ON CONFLICT (touch_id) DO UPDATE
    SET state = EXCLUDED.state, waits_for = EXCLUDED.waits_for, worked_out_at = EXCLUDED.worked_out_at
    WHERE (boarding_touchoutcome.state, boarding_touchoutcome.waits_for)
          IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.waits_for)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is worked out together: some persons with all their touches, some devices, some legs."""

    touches: Mapping[UUID, Touched]  # row -> touch: all that name one of these persons, and those asked for
    names: Mapping[UUID, UUID]  # the id by which a touch names somebody -> the record that stands for them
    ever: Mapping[UUID, set[UUID]]  # record -> it and all that ever were joined into it
    devices: frozenset[UUID]
    legs: frozenset[UUID]


def work_out(*, crisis: UUID, touches: Collection[UUID], by: Actor, at: datetime) -> None:
    """Work out what follows from some touches, and from all that they matter to. Done twice it changes nothing."""
    if not touches:
        return
    with transaction.atomic():
        where = take_turn(crisis)
        _work_out(where, list(touched.by_ids(touches)), frozenset(), by, at)


def work_out_people(*, crisis: UUID, persons: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Work out anew what touches say of some persons: their records were joined, parted or described anew."""
    for start in range(0, len(persons), AT_ONCE):
        named = frozenset(persons[start : start + AT_ONCE])
        if touched.is_anybody_named(crisis, _all_names(named)):
            with transaction.atomic():
                _work_out(take_turn(crisis), [], named, by, at)


def work_out_documents(*, crisis: UUID, items: Collection[UUID]) -> None:
    """Work out where some documents are, by what gates and desks say of them. Done twice it changes nothing."""
    with transaction.atomic():
        where = take_turn(crisis)
        papers = touched.about_items(crisis, items)
        facts = _facts(where, papers)
        custody.keep_items(crisis, counting(papers, facts), papers, facts, items)


def work_out_left(*, crisis: UUID, by: Actor, at: datetime) -> int:
    """Work out what was left: kept by a process that died, waiting for what has come; return how many touches."""
    rows = left.left_over(crisis)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        if not work_out_safely(crisis=crisis, touches=some, by=by, at=at):
            for row in some:  # one that cannot be worked out holds up no other
                work_out_safely(crisis=crisis, touches=[row], by=by, at=at)
    return len(rows)


def work_out_safely(*, crisis: UUID, touches: Collection[UUID], by: Actor, at: datetime) -> bool:
    """Work out what follows, and say whether it could be; what is kept is kept, and will be looked at again."""
    try:
        work_out(crisis=crisis, touches=touches, by=by, at=at)
    except (OperationalError, InterfaceError):
        log.warning("what %s touches say is worked out later", len(touches), exc_info=True)
        return False
    except Exception:
        log.exception("what %s touches say could not be worked out", len(touches))
        return False
    return True


def take_turn(crisis: UUID) -> Crisis:
    """Wait until nobody else works out what follows in a crisis, and hold the turn until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(TURN, [f"dodomu boarding {crisis}"])
    return Crisis.objects.get(id=crisis)


def _work_out(crisis: Crisis, fresh: list[Touched], persons: frozenset[UUID], by: Actor, at: datetime) -> None:
    fresh = _with_what_waits(crisis.id, fresh)
    if any(touch.kind == TouchKind.WALKED_IN for touch in fresh):
        first = _facts(crisis, fresh)
        walking_in.register(crisis.id, counting(fresh, first), first, by=by, at=at)
        walking_in.unite(crisis.id, counting(fresh, first), by=by, at=at)
    scope = _scope(crisis, fresh, persons)
    rows = hold_kept(set(scope.names.values()))
    histories = entries_of({row.id for row in rows.values()})
    loaded = list(scope.touches.values())
    closed = touched.closing(crisis.id, {touch.leg for touch in loaded if touch.leg})
    papers = touched.about_items(crisis.id, {touch.item for touch in loaded if touch.item})
    aboard = {entry.standing.leg for history in histories.values() for entry in history if entry.standing}
    facts = _facts(crisis, [*loaded, *closed, *papers], closed, aboard - {""})
    written = entering.written_before(loaded, scope.ever, histories)
    facts = replace(facts, void=facts.void | written.overruled)
    people = [_person(row, histories[root], scope, written) for root, row in sorted(rows.items()) if root == row.id]
    followed = _follow(people, loaded, facts)
    effects = [effect for each in followed.values() for effect in each.effects]
    entering.bring(effects, written, rows, histories, at=at)
    judged = {touch.row: doubts.judge(touch, facts) for touch in loaded}
    _keep_outcomes(crisis.id, {row: outcome for row, (outcome, _) in judged.items()}, at)
    raised = [each for _, several in judged.values() for each in several]
    raised += _doubts(people, followed, scope, facts)
    doubting.keep_doubts(crisis.id, raised, scope.touches, {*scope.names, *rows}, scope.devices, scope.legs, at=at)
    custody.keep_items(crisis.id, counting(papers, facts), papers, facts)
    notes.keep_notes(missed.notes_of(loaded, facts), at=at)
    _tell(crisis.id, fresh, scope, at)


def _with_what_waits(crisis: UUID, fresh: list[Touched]) -> list[Touched]:
    """Add what these may matter to: what waited for somebody, what else a revoked device made, other forms of them."""
    named = {person for touch in fresh for person in touch.persons}
    devices = {touch.device for touch in fresh}
    rows = touched.waiting(crisis, devices, named) | device_lines.made_after_revoked(devices)
    rows -= {touch.row for touch in fresh}
    fresh = [*fresh, *touched.by_ids(rows)]
    return [*fresh, *touched.other_forms(fresh)]


def _scope(crisis: Crisis, fresh: Sequence[Touched], persons: frozenset[UUID]) -> Scope:
    closed = {touch.leg for touch in fresh if touch.kind == TouchKind.CLOSED and touch.leg}
    legs = frozenset(touch.leg for touch in fresh if touch.leg) & _above_places(crisis.id, fresh)
    named = {person for touch in fresh for person in touch.persons} | persons
    named |= touched.persons_of_legs(crisis.id, closed | legs)
    known = Person.objects.filter(crisis=crisis, id__in=among(named)).values_list("id", flat=True)
    roots = _with_their_children(set(matching.root_of(known).values()), crisis)
    ever = touched.ever_joined(sorted(roots))
    names = matching.members_of(roots)
    # Who was joined and is not any more stands alone again: what was written of them elsewhere is taken back.
    parted = {person for group in ever.values() for person in group} - names.keys()
    if parted:
        roots |= set(matching.root_of(parted).values())
        ever = touched.ever_joined(sorted(roots))
        names = matching.members_of(roots)
    touches = {touch.row: touch for touch in fresh}
    touches |= {touch.row: touch for touch in touched.naming(crisis.id, _all(ever), list(touches))}
    devices = frozenset(touch.device for touch in fresh)
    return Scope(touches, names, ever, devices, legs)


def _all(groups: Mapping[UUID, set[UUID]]) -> set[UUID]:
    return {person for group in groups.values() for person in group}


def _all_names(persons: Iterable[UUID]) -> set[UUID]:
    """Return all ids by which touches may name some persons, or whom they were joined into."""
    roots = set(matching.root_of(persons).values())
    return _all(touched.ever_joined(sorted(roots)))


def _with_their_children(roots: set[UUID], crisis: Crisis) -> set[UUID]:
    """Add the parties of these in which there are children: whether those are alone depends on the others."""
    parties = set(Person.objects.filter(id__in=among(roots)).values_list("party_id", flat=True))
    young = latest_birth_date(OF_AGE, crisis.opened_at.date())
    minors = Person.objects.filter(party__in=among(parties), birth_date__gt=young, joined_into__isnull=True)
    with_minors = set(minors.values_list("party_id", flat=True))
    others = Person.objects.filter(party__in=among(with_minors), joined_into__isnull=True)
    return roots | set(others.values_list("id", flat=True)) if with_minors else roots


def _above_places(crisis: UUID, fresh: Sequence[Touched]) -> frozenset[UUID]:
    """Return the legs of these on which more persons are named as boarded than there are places."""
    legs = {touch.leg for touch in fresh if touch.leg and touch.kind in (TouchKind.BOARDED, TouchKind.TAKEN_OFF)}
    return left.crowded(crisis, legs)


def _facts(
    crisis: Crisis, touches: Sequence[Touched], closed: Sequence[Touched] = (), aboard: Collection[str] = ()
) -> Facts:
    """Return what stands beside some touches, with the legs that they or the ledger (`aboard`) name."""
    named = {person for touch in touches for person in touch.persons}
    found = dict(Person.objects.filter(id__in=among(named)).values_list("id", "crisis_id"))
    decisions = touched.decisions_about({touch.row for touch in touches})
    awaited = touched.awaited_parties(crisis.id, touches)
    unknown = {
        touch.device
        for touch in touches
        if touch.party in awaited or any(person not in found for person in touch.persons)
    }
    facts = Facts(
        crisis=crisis.id,
        legs={},
        places=touched.places_of(crisis.id),
        known=frozenset(person for person, where in found.items() if where == crisis.id),
        foreign=frozenset(person for person, where in found.items() if where != crisis.id),
        revoked_from=device_lines.first_after_revoked({touch.device for touch in touches}),
        complete_to=device_lines.complete(unknown),
        awaited=awaited,
        void=frozenset(voided(decisions)),
        released=released(decisions),
    )
    legs = {touch.leg for touch in touches if touch.leg}
    known = touched.legs_of(crisis.id, crisis.sending, counting(closed, facts), legs=legs, refs=aboard)
    return replace(facts, legs=known)


def _person(row: Person, history: Sequence[Entry], scope: Scope, written: entering.Written) -> PersonFacts:
    young = latest_birth_date(OF_AGE, row.registered_at.date())
    return PersonFacts(
        id=row.id,
        names=frozenset(name for name in scope.ever.get(row.id, {row.id}) if scope.names.get(name) == row.id),
        opened_at=entering.opened_at(history),
        base=entering.base_of(history, written),
        is_minor=row.birth_date is not None and row.birth_date > young,
        party=row.party_id,
    )


def _follow(people: Sequence[PersonFacts], loaded: Sequence[Touched], facts: Facts) -> dict[UUID, Followed]:
    by_name: dict[UUID, list[Touched]] = {}
    for touch in counting(loaded, facts):
        for person in touch.persons:
            by_name.setdefault(person, []).append(touch)
    return {
        person.id: follow(
            person, {touch.row: touch for name in person.names for touch in by_name.get(name, ())}.values(), facts
        )
        for person in people
    }


def _doubts(
    people: Sequence[PersonFacts],
    followed: Mapping[UUID, Followed],
    scope: Scope,
    facts: Facts,
) -> list[Raised]:
    raised = [each for one in followed.values() for each in one.doubts]
    raised += doubts.forms(scope.touches.values())
    raised += doubts.minors_alone(people, followed, facts)
    for leg in sorted(scope.legs):
        aboard = [one.aboard[leg] for one in followed.values() if leg in one.aboard]
        raised += doubts.above_places(leg, aboard, facts)
    return raised + doubting.of_devices(scope.devices)


def _keep_outcomes(crisis: UUID, outcomes: Mapping[UUID, Outcome], at: datetime) -> None:
    rows = sorted(outcomes)
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP,
            {
                "crisis": crisis,
                "at": at,
                "touches": rows,
                "states": [outcomes[row].state.value for row in rows],
                "waits": ["{" + ",".join(map(str, outcomes[row].waits_for)) + "}" for row in rows],
            },
        )


def _tell(crisis: UUID, fresh: Sequence[Touched], scope: Scope, at: datetime) -> None:
    """Say who was boarded or taken off, by what is new."""
    boarded: dict[UUID, set[UUID]] = {}
    for touch in fresh:
        if touch.leg and touch.kind in (TouchKind.BOARDED, TouchKind.TAKEN_OFF):
            boarded.setdefault(touch.leg, set()).update(
                scope.names[each] for each in touch.persons if each in scope.names
            )
    told = [PeopleBoarded(crisis, leg, tuple(sorted(persons))) for leg, persons in sorted(boarded.items()) if persons]
    if told:
        news.post_many(told, at=at)
