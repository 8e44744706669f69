"""Who walked in at a gate: somebody unknown who stood before an officer. Registered whatever could be written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.foundation import news
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.people.models import Party, Person, PrivateLink, Registration
from dodomu.people.news import PersonChanged
from dodomu.people.operations import registering
from dodomu.people.operations.preparing import PartyToRegister
from dodomu.people.rules.register import LARGEST_PARTY, kind_of_party
from dodomu.people.rules.terms import Channel, GivenBy, PartyKind


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody as they were written down at a gate, under an id that was made there."""

    person: UUID
    given: Mapping[str, str]
    place: UUID | None
    happened_at: datetime
    party: UUID | None = None  # a party, or somebody of it

    def submission(self, crisis: UUID) -> UUID:
        """What they are kept under: the same wherever they are registered, and never that of another."""
        return uuid5(self.person, f"walked in {crisis}")


def register_walk_ins(*, crisis: UUID, walk_ins: Sequence[WalkIn], by: Actor, at: datetime) -> None:
    """Register people under the ids that were made for them at a gate, in order; who is registered already is left.

    Nothing is refused but a closed crisis: what cannot be read is kept as it was given and not believed. A party that
    is not known, or full, is not joined (`join_party` makes that good).
    """
    refs = _refs(crisis, walk_ins)
    with transaction.atomic():
        known = set(Person.objects.filter(id__in=[each.person for each in walk_ins]).values_list("id", flat=True))
        new = list({each.person: each for each in reversed(walk_ins) if each.person not in known}.values())[::-1]
        together: list[PartyToRegister] = []
        for each in new:
            if each.party:  # of somebody, perhaps, who was just written down
                together = _register(crisis, together, by, at)
            said = {**each.given, **({"place": refs[each.place]} if each.place in refs else {})}
            into = _party_to_join(crisis, each.party) if each.party else None
            together.append(
                PartyToRegister(
                    [said], each.submission(crisis), Channel.GATE, GivenBy.EMBASSY, each.happened_at,
                    into=into, ids=(each.person,),
                )
            )  # fmt: skip
        _register(crisis, together, by, at)


def join_party(*, crisis: UUID, person: UUID, named: UUID, by: Actor, at: datetime) -> bool:  # noqa: ARG001
    """Bring a walk-in, with whoever joined them, into a party that came later; say whether they were brought.

    Only where nobody but walk-ins stands in their own: a party that somebody registered is never joined with another.
    Part of another operation, which has checked that `by` may.
    """
    with transaction.atomic():
        row = Person.objects.filter(id=person, crisis=crisis, leads_party=True).first()
        into = _party_of(crisis, named)
        if row is None or into is None or into == row.party_id:
            return False
        rows = {each.id: each for each in _held({row.party_id, into})}
        members = set(Person.objects.filter(party=row.party_id).values_list("id", flat=True))
        others = Registration.objects.filter(person__in=members).exclude(channel=Channel.GATE)
        if others.exists() or not _grow(rows[into], len(members)):
            return False
        Person.objects.filter(party=row.party_id).update(party=into, leads_party=False)
        PrivateLink.objects.filter(party=row.party_id).update(party=into)
        news.post_many([PersonChanged(crisis, each) for each in sorted(members)], at=at)
    return True


def _register(crisis: UUID, parties: list[PartyToRegister], by: Actor, at: datetime) -> list[PartyToRegister]:
    if parties:
        registering.register_many(crisis=crisis, parties=parties, by=by, at=at)
    return []


def _refs(crisis: UUID, walk_ins: Sequence[WalkIn]) -> dict[UUID | None, str]:
    places = {each.place for each in walk_ins if each.place}
    return dict(Place.objects.filter(crisis=crisis, id__in=places).values_list("id", "ref"))


def _party_to_join(crisis: UUID, named: UUID) -> UUID | None:
    """Let a party grow by one, and return it; None where there is none, or no room in it."""
    into = _party_of(crisis, named)
    return into if into and any(_grow(row, 1) for row in _held({into})) else None


def _party_of(crisis: UUID, named: UUID) -> UUID | None:
    """Return a party by its id, or by that of somebody of it."""
    somebody = Person.objects.filter(id=named, crisis=crisis).values_list("party_id", flat=True).first()
    found = Party.objects.filter(id=somebody or named, crisis=crisis)
    return found.values_list("id", flat=True).first()


def _held(parties: set[UUID]) -> list[Party]:
    return list(Party.objects.select_for_update(no_key=True).filter(id__in=parties).order_by("id"))


def _grow(row: Party, many: int) -> bool:
    """Let a party grow, and say whether there was room."""
    size = row.persons.filter(joined_into__isnull=True).count() + many
    if size > LARGEST_PARTY:
        return False
    row.kind, row.said_size = kind_of_party(PartyKind(row.kind), size), max(row.said_size, size)
    row.save(update_fields=["kind", "said_size"])
    return True
