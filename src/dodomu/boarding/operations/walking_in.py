"""Registering whom gates wrote down, as far as it can be done now."""

import contextlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dodomu.boarding.queries import touched
from dodomu.boarding.rules.known import Facts, Touched
from dodomu.boarding.rules.merging import place_of
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation.actors import Actor
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Offer
from dodomu.people.models import Person
from dodomu.people.operations.walking_in import WalkIn, join_party, register_walk_ins

LEAVE_NOW = "leave_now"  # who comes to a gate wants to leave


def register(crisis: UUID, touches: Iterable[Touched], facts: Facts, *, by: Actor, at: datetime) -> None:
    """Register everybody who walked in and is not known; in a closed crisis they wait, kept as they were given."""
    came = [touch for touch in touches if touch.kind == TouchKind.WALKED_IN and touch.persons]
    new = [touch for touch in came if not {touch.persons[0]} & (facts.known | facts.foreign)]
    walk_ins = [_walk_in(touch, facts) for touch in sorted(new, key=lambda each: each.order)]
    if walk_ins:
        with contextlib.suppress(Refused):
            register_walk_ins(crisis=crisis, walk_ins=walk_ins, by=by, at=at)


def unite(crisis: UUID, touches: Iterable[Touched], *, by: Actor, at: datetime) -> None:
    """Let walk-ins join the party they belong to where that came after them; once, for it may be parted at the desk."""
    came = [touch for touch in touches if touch.party and touch.persons]
    open_still = touched.not_applied(touch.row for touch in came)
    for touch in sorted(came, key=lambda each: each.order):
        if touch.row in open_still and touch.party:
            own = Person.objects.filter(id=touch.persons[0]).values_list("party_id", flat=True).first()
            if own and not Offer.objects.filter(party=own).exists():  # what was offered to them is theirs
                join_party(crisis=crisis, person=touch.persons[0], named=touch.party, by=by, at=at)


def _walk_in(touch: Touched, facts: Facts) -> WalkIn:
    given = touch.body.get("given")
    said = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    return WalkIn(
        person=touch.persons[0],
        given={"wish": LEAVE_NOW, **said},
        place=place_of(touch, facts),
        happened_at=touch.hour,
        party=touch.party,
    )
