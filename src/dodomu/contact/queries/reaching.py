"""Who an audience is and how each of them would be reached, as SQL that is counted or written down.

Everything that is put into the words of a statement is a number or a term of ours; what was typed travels beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Stop
from dodomu.contact.queries import connections
from dodomu.contact.rules import ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Ladder, Step
from dodomu.contact.rules.terms import Ground, Rung, SkipReason
from dodomu.foundation.models import Place
from dodomu.people.rules.terms import ContactKind, GivenBy, NoteKind
from dodomu.situation.queries.networks import networks
from dodomu.situation.rules.terms import NetworkState

ADDRESSES: Final[Mapping[ChannelKind, ContactKind]] = {
    ChannelKind.SMS: ContactKind.PHONE,
    ChannelKind.EMAIL: ContactKind.EMAIL,
    ChannelKind.TELEGRAM: ContactKind.TELEGRAM,
}
THEMSELVES: Final = (GivenBy.SELF, GivenBy.GROUP_LEAD)
HEARD_IN_NOTES: Final = (NoteKind.REACHED, NoteKind.SAFE, NoteKind.HELP, NoteKind.HEALTH, NoteKind.WITHDRAWN)

IN_OUR_CARE: Final = """
    p.crisis_id = %(crisis)s AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL
    AND p.account <> ALL(%(left_out)s)
"""
ASKED: Final = {
    "places": "COALESCE(p.account_place_id, p.place_id) = ANY(%(places)s)",
    "needs": "p.needs && %(needs)s::varchar[]",
    "wishes": "p.wish = ANY(%(wishes)s)",
    "accounts": "p.account = ANY(%(accounts)s)",
    "legs": "p.account_leg = ANY(%(legs)s)",
    "parties": "p.party_id = ANY(%(parties)s)",
    "persons": "p.id = ANY(%(persons)s)",
    "languages": "p.languages && %(languages)s::varchar[]",
    "registered_only": """EXISTS (
        SELECT FROM people_registration r WHERE r.person_id = p.id AND r.given_by = ANY(%(themselves)s))""",
}
HEARD: Final = """(
    EXISTS (SELECT FROM people_registration r WHERE r.person_id = p.id AND r.received_at >= {hour}
            AND r.given_by = ANY(%(themselves)s))
    OR EXISTS (SELECT FROM contact_checkin k WHERE k.person_id = p.id AND k.said_at >= {hour} AND NOT k.by_other)
    OR EXISTS (SELECT FROM people_note n WHERE n.person_id = p.id AND n.happened_at >= {hour}
               AND n.kind = ANY(%(heard_in_notes)s))
    OR EXISTS (SELECT FROM contact_conversation v JOIN contact_message m ON m.conversation_id = v.id
               WHERE v.person_id = p.id AND m.direction = 'in' AND m.said_at >= {hour})
)"""
CONTACT_POINTS: Final = "people_contactpoint"
# A bot can write only where somebody began: to chats that are theirs by proof or by an officer's word, not to names.
CHATS: Final = """(
    SELECT v.person_id, 'telegram' AS kind, o.address AS value
    FROM contact_correspondent o JOIN contact_conversation v ON v.id = o.conversation_id
    WHERE o.channel = 'telegram' AND o.decided_at IS NOT NULL)"""
ONLY_A_NAME: Final = f"""
    AND EXISTS (SELECT FROM people_contactpoint a WHERE a.person_id = p.id AND a.kind = 'telegram')
    AND NOT EXISTS (SELECT FROM {CHATS} v WHERE v.person_id = p.id)
"""  # noqa: S608  (put together from constants only)
NOT_STOPPED: Final = """
    AND NOT EXISTS (SELECT FROM contact_stop s
                    WHERE s.channel = '{channel}' AND s.address = a.value AND s.lifted_at IS NULL)
"""
NOT_TRIED: Final = """
    AND NOT EXISTS (SELECT FROM contact_delivery t WHERE t.broadcast_id = %(broadcast)s AND t.person_id = c.id
                    AND t.channel = '{channel}' AND t.address = a.value)
"""
OWN_ADDRESS: Final = """
    SELECT ARRAY['{number}', a.value] FROM {points} a
    WHERE a.person_id = c.id AND a.kind = '{kind}' {but}
    ORDER BY a.value LIMIT 1
"""
PARTYS_ADDRESS: Final = """
    SELECT ARRAY['{number}', a.value]
    FROM people_person m JOIN {points} a ON a.person_id = m.id
    WHERE m.party_id = c.party AND m.id <> c.id AND m.joined_into_id IS NULL AND m.forgotten_at IS NULL
      AND a.kind = '{kind}' {but}
    ORDER BY m.leads_party DESC, a.value LIMIT 1
"""
# The contact at home is sealed: its address is opened when its turn comes.
HOME_CONTACT: Final = "SELECT ARRAY['{number}', ''] WHERE c.has_home_contact"
WARDEN: Final = "SELECT ARRAY['{number}', l.ref] FROM foundation_place l WHERE l.id = c.place"


@dataclass(frozen=True, slots=True)
class Reach:
    """How people are reached by one ladder now: the words of a statement and what travels beside them."""

    reach: str  # text[]: the number of the step and the address; NULL where there is none
    why: str  # a SkipReason, where there is none
    values: Mapping[str, Any] = field(hash=False)
    down: Mapping[int, Sequence[UUID]] = field(hash=False)  # step -> places where it cannot be tried now


def people(crisis: UUID, audience: Audience) -> tuple[str, dict[str, Any]]:
    """Return what is asked of `people_person p` to belong to an audience."""
    clauses, values = [IN_OUR_CARE], {"crisis": crisis, "left_out": list(audience.left_out)}
    for name, clause in ASKED.items():
        if given := getattr(audience, name):
            clauses.append(clause)
            values[name] = list(given) if isinstance(given, tuple) else given
    if audience.places:
        values["places"] = list(within(crisis, audience.places))
    if audience.not_heard_since:
        clauses.append("NOT " + HEARD.format(hour="%(not_heard_since)s"))
    if audience.heard_since:
        clauses.append(HEARD.format(hour="%(heard_since)s"))
    values |= {"not_heard_since": audience.not_heard_since, "heard_since": audience.heard_since}
    return " AND ".join(clauses), values | {"themselves": list(THEMSELVES), "heard_in_notes": list(HEARD_IN_NOTES)}


def within(crisis: UUID, places: Iterable[UUID]) -> set[UUID]:
    """Return places of a crisis with everything that lies in them, however deep."""
    parts: dict[UUID | None, list[UUID]] = {}
    known = set()
    for place, parent in Place.objects.filter(crisis=crisis).values_list("id", "parent"):
        parts.setdefault(parent, []).append(place)
        known.add(place)
    found: set[UUID] = set()
    ahead = [place for place in places if place in known]
    while ahead:
        place = ahead.pop()
        if place not in found:
            found.add(place)
            ahead += parts.get(place, [])
    return found


def reach(
    crisis: UUID, ladder: Ladder, *, ground: Ground, is_drill: bool, climbing: bool = False, at: datetime
) -> Reach:
    """Return how the rows of `c` (id, party, place, has_home_contact; `after` when climbing) are reached at an hour.

    A step is passed over where there is no address, its networks are known to be out, or the address said stop.
    """
    steps = ladders.only(ladder, connections.kinds(is_drill=is_drill))
    stopping = frozenset() if ground is Ground.LIFE_SAFETY else _channels_with_stops()
    down = _down(crisis, steps, at)
    tries, obstacles, values = [], [], {}
    for number, step in steps:
        if down.get(number):
            values[f"down_{number}"] = list(down[number])
        points = CHATS if step.channel is ChannelKind.TELEGRAM and not is_drill else CONTACT_POINTS
        now = _Now(points, bool(down.get(number)), stopping, climbing)
        tries.append(_try(number, step, now))
        obstacles += _obstacles(number, step, now)
    why = f"CASE {' '.join(sorted(obstacles))} ELSE '{SkipReason.NO_ADDRESS}' END" if obstacles else _NO_ADDRESS
    return Reach(f"COALESCE({', '.join([*tries, 'NULL::text[]'])})", why, values, down)


_NO_ADDRESS: Final = f"'{SkipReason.NO_ADDRESS.value}'"


def _channels_with_stops() -> frozenset[str]:
    """Where nobody said stop, a million people need not be asked whether they did."""
    return frozenset(Stop.objects.filter(lifted_at=None).values_list("channel", flat=True).distinct())


def _down(crisis: UUID, steps: Sequence[tuple[int, Step]], at: datetime) -> dict[int, Sequence[UUID]]:
    states = networks(crisis, at=at, known_at=at)
    out = {
        place: [network for network, now in here.items() if now.state is NetworkState.OUT]
        for place, here in states.items()
    }
    return {number: [place for place, lost in out.items() if ladders.is_down(step, lost)] for number, step in steps}


@dataclass(frozen=True, slots=True)
class _Now:
    """Under what circumstances a step is tried."""

    points: str  # where addresses of its kind stand
    is_down: bool
    stopping: frozenset[str]
    climbing: bool


def _try(number: int, step: Step, now: _Now) -> str:
    conditions = []
    if now.climbing:
        conditions.append(f"c.after < {number}")
    if now.is_down:
        conditions.append(f"(c.place = ANY(%(down_{number})s)) IS NOT TRUE")
    address = f"({_address(number, step, now)})"
    return f"CASE WHEN {' AND '.join(conditions)} THEN {address} END" if conditions else address


def _address(number: int, step: Step, now: _Now) -> str:
    if step.rung is Rung.HOME_CONTACT:
        return HOME_CONTACT.format(number=number)
    if step.rung is Rung.WARDEN:
        return WARDEN.format(number=number)
    if step.rung is Rung.CALL:
        return OWN_ADDRESS.format(number=number, points=now.points, kind=ContactKind.PHONE, but="")
    but = NOT_STOPPED.format(channel=step.channel) if step.channel in now.stopping else ""
    if now.climbing:
        but += NOT_TRIED.format(channel=step.channel)
    statement = PARTYS_ADDRESS if step.rung is Rung.PARTY else OWN_ADDRESS
    return statement.format(number=number, points=now.points, kind=ADDRESSES[step.channel], but=but)


def _obstacles(number: int, step: Step, now: _Now) -> list[str]:
    """Return what else than a missing address may have kept a step from being tried."""
    kind = ContactKind.PHONE if step.rung is Rung.CALL else ADDRESSES.get(step.channel)
    if kind is None or step.rung is Rung.HOME_CONTACT:
        return []
    ahead = f"c.after < {number} AND " if now.climbing else ""
    has = f"EXISTS (SELECT FROM {now.points} a WHERE a.person_id = c.id AND a.kind = '{kind}'"
    found = []
    if now.is_down:
        found.append(f"WHEN {ahead}c.place = ANY(%(down_{number})s) AND {has}) THEN '{SkipReason.NETWORK_DOWN}'")
    if step.channel in now.stopping and step.rung is Rung.OWN_CHANNELS:
        stopped = NOT_STOPPED.format(channel=step.channel).replace("AND NOT EXISTS", "AND EXISTS")
        found.append(f"WHEN {ahead}{has}{stopped}) THEN '{SkipReason.SAID_STOP}'")
    return found
