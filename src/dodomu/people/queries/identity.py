"""Two records side by side, for the officer who decides whether they are one person; and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Join, MatchProposal, Person
from dodomu.people.queries.fields import SHOWN, Behind, Eyes, FieldView, fields_of, place_names
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import SEPARATE, known_of, ordered, root_of, separated
from dodomu.people.queries.thread import OtherRecord
from dodomu.people.queries.words import Word, belief_after, words_of
from dodomu.people.rules.duplicates import certain_grounds
from dodomu.people.rules.names import names_agree

PAGE = 10
DECIDED = 50


class Agreement(StrEnum):
    AGREE = "agree"
    DIFFER = "differ"
    ONE_SIDED = "one-sided"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two records, side by side."""

    name: str
    first: FieldView | None
    second: FieldView | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two records, why they may be one person, and what speaks for and against it."""

    proposal: UUID | None  # None: an officer put them side by side
    first: PersonLine
    second: PersonLine
    grounds: tuple[str, ...]
    proposed_at: datetime | None
    fields: tuple[Compared, ...]
    sources: tuple[tuple[Behind, ...], tuple[Behind, ...]]  # everything said of the first, and of the second
    kept: UUID  # the one to keep, unless the officer sees a reason for the other
    stand_apart: bool
    parties_differ: bool
    decided: str  # "": open; joined, separate


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that was made, and whether it was taken back."""

    id: UUID
    is_join: bool
    first: OtherRecord  # the kept one, in a join
    second: OtherRecord
    at: datetime
    who: str
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """The open proposals, the newest first, and how many there are in all."""

    pairs: tuple[SideBySide, ...]
    total: int


def open_proposals(crisis: UUID, *, by: Actor, on: date, size: int = PAGE) -> Proposals:
    """Return the pairs that wait for a decision."""
    permissions.check(by, Permission.DECIDE_IDENTITY, crisis)
    rows = MatchProposal.objects.filter(crisis=crisis, decision="", undone_at__isnull=True)
    newest = list(rows.order_by("-proposed_at", "-id")[:size])
    pairs = [(row.first_id, row.second_id) for row in newest]
    views = _side_by_side(crisis, pairs, by=by, on=on, rows={(row.first_id, row.second_id): row for row in newest})
    return Proposals(tuple(views), rows.count())


def compare(crisis: UUID, first: UUID, second: UUID, *, by: Actor, on: date) -> SideBySide | None:
    """Return two records side by side, proposed or not; None where this crisis has not both, or they are one."""
    permissions.check(by, Permission.DECIDE_IDENTITY, crisis)
    here = Person.objects.filter(crisis=crisis, id__in=[first, second], forgotten_at__isnull=True)
    if first == second or here.count() < 2:  # noqa: PLR2004 - both
        return None
    pair = ordered(first, second)
    row = MatchProposal.objects.filter(first=pair[0], second=pair[1], undone_at__isnull=True).first()
    return _side_by_side(crisis, [pair], by=by, on=on, rows={pair: row} if row else {})[0]


def already_known(crisis: UUID, persons: Sequence[UUID], *, by: Actor, on: date) -> list[SideBySide]:
    """Return the open pairs of some people who were just entered."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    rows = list(_open_of(crisis, persons))
    pairs = {(row.first_id, row.second_id): row for row in rows}
    return _side_by_side(crisis, list(pairs), by=by, on=on, rows=pairs)


def _open_of(crisis: UUID, persons: Sequence[UUID]) -> QuerySet[MatchProposal]:
    rows = MatchProposal.objects.filter(crisis=crisis, decision="", undone_at__isnull=True)
    return (rows.filter(first__in=persons) | rows.filter(second__in=persons)).order_by("-proposed_at", "-id")


def decisions(crisis: UUID, *, by: Actor, size: int = DECIDED) -> list[Decision]:
    """Return what was decided last, joins and separations, taken back or not."""
    permissions.check(by, Permission.DECIDE_IDENTITY, crisis)
    joins = Join.objects.filter(crisis=crisis).select_related("kept", "joined", "undone_by").order_by("-at", "-id")
    apart = MatchProposal.objects.filter(crisis=crisis, decision=SEPARATE, decided_at__isnull=False)
    apart = apart.select_related("first", "second", "decided_by", "undone_by").order_by("-decided_at", "-id")
    found = [*map(_join, joins[:size]), *map(_separation, apart[:size])]
    return sorted(found, key=lambda each: each.undone_at or each.at, reverse=True)[:size]


def _join(row: Join) -> Decision:
    undone_by = row.undone_by.name if row.undone_by else ""
    return Decision(
        row.id, True, _record(row.kept), _record(row.joined), row.at, row.actor_name, row.undone_at, undone_by
    )


def _separation(row: MatchProposal) -> Decision:
    who, undone_by = (officer.name if officer else "" for officer in (row.decided_by, row.undone_by))
    at = row.decided_at or row.proposed_at
    return Decision(row.id, False, _record(row.first), _record(row.second), at, who, row.undone_at, undone_by)


def _record(row: Person) -> OtherRecord:
    return OtherRecord(row.id, row.reference, " ".join(filter(None, (row.family_name, row.given_name))))


# --- side by side ---------------------------------------------------------------------------------------------------


def _side_by_side(
    crisis: UUID,
    pairs: Sequence[tuple[UUID, UUID]],
    *,
    by: Actor,
    on: date,
    rows: dict[tuple[UUID, UUID], MatchProposal],
) -> list[SideBySide]:
    people = sorted({person for pair in pairs for person in pair})
    private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    places, eyes = place_names(crisis), Eyes(private)
    words = words_of(people)
    lines = {line.id: line for line in lines_of(people, on=on, sees_private=private)}
    fields = {
        person: {view.name: view for view in fields_of(belief_after(words[person]), words[person], places, eyes)}
        for person in people
    }
    known, apart, roots = known_of(people), separated(people), root_of(people)
    return [
        SideBySide(
            proposal=rows[pair].id if pair in rows else None,
            first=lines[pair[0]],
            second=lines[pair[1]],
            grounds=tuple(map(str, certain_grounds(known[pair[0]], known[pair[1]]))),
            proposed_at=rows[pair].proposed_at if pair in rows else None,
            fields=tuple(_compared(fields[pair[0]], fields[pair[1]])),
            sources=(_sources(words[pair[0]]), _sources(words[pair[1]])),
            kept=_to_keep(lines[pair[0]], lines[pair[1]]),
            stand_apart=_standing(lines[pair[0]]) != _standing(lines[pair[1]]),
            parties_differ=_parties_differ(lines[pair[0]], lines[pair[1]]),
            decided=_decided(pair, apart, roots),
        )
        for pair in pairs
    ]


def _decided(pair: tuple[UUID, UUID], apart: set[tuple[UUID, UUID]], roots: dict[UUID, UUID]) -> str:
    if any(roots[person] != person for person in pair):
        return "joined"
    return SEPARATE if pair in apart else ""


def _sources(words: Sequence[Word]) -> tuple[Behind, ...]:
    return tuple(Behind(word.id, word.channel, word.given_by, word.received_at, ()) for word in words)


def _parties_differ(first: PersonLine, second: PersonLine) -> bool:
    """Whether a join takes somebody out of a party in which there are others."""
    company = max(first.party_said, first.party_registered, second.party_said, second.party_registered) > 1
    return first.party != second.party and company


def _standing(line: PersonLine) -> tuple[str, UUID | None, str]:
    return line.account, line.account_place.id if line.account_place else None, line.account_leg


def _to_keep(first: PersonLine, second: PersonLine) -> UUID:
    """The record of the larger party, so that a join takes nobody out of a family; then the earlier one."""
    return min(first, second, key=lambda line: (-line.party_registered, line.registered_at, line.id)).id


def _compared(first: dict[str, FieldView], second: dict[str, FieldView]) -> list[Compared]:
    return [
        Compared(name, first.get(name), second.get(name), _agreement(name, first.get(name), second.get(name)))
        for name in SHOWN
        if name in first or name in second
    ]


def _agreement(name: str, first: FieldView | None, second: FieldView | None) -> Agreement:
    if first is None or second is None:
        return Agreement.ONE_SIDED
    if name == "name":
        same = first.value.keys == second.value.keys and (
            names_agree(first.value.shown[0], second.value.shown[0]) or first.value.shown == second.value.shown
        )
        return Agreement.AGREE if same else Agreement.DIFFER
    return Agreement.AGREE if first.value.keys & second.value.keys else Agreement.DIFFER
