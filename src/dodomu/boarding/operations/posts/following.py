"""What follows from what was taken: worked out anew, by those functions that work it out anywhere else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from dodomu.boarding.models import Pass
from dodomu.boarding.news import PassesIssued
from dodomu.boarding.operations.posts.laying_out import Told
from dodomu.boarding.operations.posts.uniting import Ids
from dodomu.boarding.rules.bundles import Side
from dodomu.contact.news import AdvicePublished
from dodomu.foundation import bulk, news
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Offer
from dodomu.journeys.operations.answering import retell_answer
from dodomu.journeys.rules.terms import Answer, DeclineReason
from dodomu.people.models import Person, PrivateLink
from dodomu.people.news import PeopleMoved, PeopleRegistered, PersonChanged
from dodomu.people.operations import keeping, whereabouts
from dodomu.people.operations.preparing import link_token
from dodomu.people.queries import matching

JOINED = """
    UPDATE people_person p SET joined_into_id = j.kept_id
    FROM people_person q LEFT JOIN people_join j ON j.joined_id = q.id AND j.undone_at IS NULL
    WHERE p.id = q.id AND q.crisis_id = %s AND p.joined_into_id IS DISTINCT FROM j.kept_id
    RETURNING p.id, q.joined_into_id
"""
# Who was written down on both sides belongs to the party that headquarters has them in.
PARTIES = """
    UPDATE people_person p SET party_id = s.party::uuid, leads_party = s.leads
    FROM unnest(%s::uuid[], %s::text[], %s::bool[]) AS s(id, party, leads)
    WHERE p.id = s.id AND (p.party_id, p.leads_party) IS DISTINCT FROM (s.party::uuid, s.leads)
"""
# A party that grew is no single any more, whoever saw it grow.
KINDS = """
    UPDATE people_party p SET kind = s.kind FROM unnest(%s::uuid[], %s::text[]) AS s(id, kind)
    WHERE p.id = s.id AND p.kind <> s.kind AND s.kind <> 'single' AND (p.kind = 'single' OR %s)
"""


def hold(told: Told) -> None:
    """Hold everybody of whom something is told, in the order in which every mover holds them."""
    named = (
        told.ids("people.Registration", "person_id")
        | told.ids("people.LedgerEntry", "person_id")
        | told.ids("people.Person", "id")
    )
    rows = Person.objects.select_for_update(no_key=True).filter(id__in=named).order_by("id")
    list(rows.values_list("id", flat=True))


def follow(
    crisis: Crisis,
    told: Told,
    new: Mapping[str, Ids],
    recoded: set[UUID],
    *,
    side: Side,
    by: Actor,
    at: datetime,
) -> None:
    """Work out what follows for persons, links and offers, and tell of it; `side` is the one that told."""
    _grow(told, side)
    joined = _join(crisis.id) if side is Side.HEADQUARTERS else set()
    spoken = _persons(told, "people.Registration", new) | joined | _all_new(new, "people.Person")
    spoken |= recoded
    keeping.rebelieve(sorted(_with_those_above(spoken)))
    moved = _persons(told, "people.LedgerEntry", new)
    whereabouts.restand(sorted(moved))
    _link_here(told, new, at)
    if side is Side.POST:
        _answer(told, by)
    _tell(crisis.id, spoken, moved, new, at)


def _join(crisis: UUID) -> set[UUID]:
    """Let records be joined as headquarters has them; return those of which something else is believed by it."""
    with connection.cursor() as cursor:
        cursor.execute(JOINED, [crisis])
        return {person for pair in cursor.fetchall() for person in pair if person is not None}


def _with_those_above(persons: set[UUID]) -> set[UUID]:
    """Add whom they were joined into: what was said of one is believed of the other."""
    line, level = set(persons), set(persons)
    while level:
        above = Person.objects.filter(id__in=level, joined_into__isnull=False).values_list("joined_into_id", flat=True)
        level = set(above) - line
        line |= level
    return line


def _grow(told: Told, side: Side) -> None:
    rows = told.of("people.Party")
    is_headquarters = side is Side.HEADQUARTERS
    _ask(KINDS, [[row["id"] for row in rows], [row["kind"] for row in rows], is_headquarters])
    if is_headquarters:
        persons = told.of("people.Person")
        columns = [[row[name] for row in persons] for name in ("id", "party_id", "leads_party")]
        _ask(PARTIES, columns)


def _link_here(told: Told, new: Mapping[str, Ids], at: datetime) -> None:
    """Let the same form, sent again here, be answered with a link that opens: it is made with this side's own key."""
    added = set(map(str, new.get("people.PrivateLink", [])))
    rows = [row for row in told.of("people.PrivateLink") if row["id"] in added and row["submission"]]
    links = {uuid5(UUID(row["id"]), "here"): row for row in rows}
    known = set(PrivateLink.objects.filter(id__in=list(links)).values_list("id", flat=True))
    hashes = {key: token_hash(link_token(UUID(row["submission"]))) for key, row in links.items()}
    known |= {key for key, digest in hashes.items() if PrivateLink.objects.filter(token_hash=digest).exists()}
    bulk.write(
        PrivateLink,
        [
            bulk.new(
                PrivateLink, id=key, party_id=UUID(row["party_id"]), token_hash=hashes[key],
                submission=UUID(row["submission"]), created_at=at,
            )
            for key, row in links.items()
            if key not in known
        ],
    )  # fmt: skip


def _answer(told: Told, by: Actor) -> None:
    """Say again to headquarters' offers what was answered at the post, in the order in which it was said."""
    rows = told.of("journeys.OfferAnswer")
    known = set(map(str, Offer.objects.filter(id__in=[row["offer_id"] for row in rows]).values_list("id", flat=True)))
    for row in sorted(rows, key=lambda each: (each["said_at"], each["id"])):
        if row["offer_id"] not in known:
            continue
        officer = UUID(row["officer_id"]) if row["officer_id"] else None
        retell_answer(
            answer=UUID(row["id"]),
            offer=UUID(row["offer_id"]),
            said=Answer(row["answer"]),
            reason=DeclineReason(row["reason"]) if row["reason"] else None,
            channel=row["channel"],
            said_by=row["said_by"],
            submission=UUID(row["submission"]),
            by=Actor(ActorKind.SYSTEM, by.name, officer),
            said_at=datetime.fromisoformat(row["said_at"]),
        )


def _tell(crisis: UUID, spoken: set[UUID], moved: set[UUID], new: Mapping[str, Ids], at: datetime) -> None:
    registered = _all_new(new, "people.Person")
    items: list[object] = []
    if registered:
        items.append(PeopleRegistered(crisis, tuple(sorted(registered))))
    changed = {*matching.root_of(spoken - registered).values()} if spoken - registered else set()
    items += [PersonChanged(crisis, person) for person in sorted(changed)]
    if moved:
        items.append(PeopleMoved(crisis, tuple(sorted(moved))))
    items += [AdvicePublished(crisis, advice) for advice in sorted(_all_new(new, "contact.Advice"))]
    issued = Pass.objects.filter(id__in=_all_new(new, "boarding.Pass"), ended_at=None).values_list("offer", flat=True)
    if issued:
        items.append(PassesIssued(crisis, tuple(sorted(set(issued)))))
    if items:
        news.post_many(items, at=at)


def _persons(told: Told, table: str, new: Mapping[str, Ids]) -> set[UUID]:
    added = set(map(str, new.get(table, [])))
    return {UUID(row["person_id"]) for row in told.of(table) if row["id"] in added}


def _all_new(new: Mapping[str, Ids], table: str) -> set[UUID]:
    return {UUID(str(each)) for each in new.get(table, [])}


def _ask(sql: str, values: Sequence[Any]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {key for (key,) in cursor.fetchall()} if cursor.description else set()
