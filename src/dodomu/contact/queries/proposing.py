"""Who an unknown sender may be, and on what grounds. An officer decides."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Message, sealed
from dodomu.contact.queries.correspondents import candidates, persons_of_codes, persons_of_links
from dodomu.contact.rules import threads
from dodomu.contact.rules.terms import Direction
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.register import everyone
from dodomu.people.rules.names import name_key

MOST_READ: Final = 50  # messages
MOST_NAMED: Final = 5
MOST: Final = 12


class Grounds(StrEnum):
    """Why somebody is proposed; none of them proves anything."""

    ADDRESS = "address"
    CODE = "code"
    LINK = "link"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who may have written, with everything that speaks for it."""

    line: PersonLine
    grounds: tuple[Grounds, ...]


def proposals(crisis: UUID, conversation: UUID, *, by: Actor, on: date) -> list[Proposal]:
    """Return who may have written from an address of the tray, with the most grounds first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    row = Conversation.objects.filter(id=conversation, person=None).first()
    if row is None:
        return []
    found: dict[UUID, list[Grounds]] = {}
    for grounds, persons in _grounds(crisis, row).items():
        for person in persons:
            found.setdefault(person, []).append(grounds)
    ordered = sorted(found, key=lambda person: -len(found[person]))[:MOST]
    lines = lines_of(ordered, on=on, sees_private=permissions.may(by, Permission.SEE_PRIVATE, crisis))
    return [Proposal(line, tuple(found[line.id])) for line in lines]


def _grounds(crisis: UUID, row: Conversation) -> dict[Grounds, list[UUID]]:
    said = threads.read(_read(row))
    known = [each.person for each in candidates(ChannelKind(row.channel), row.address)]
    return {
        Grounds.ADDRESS: list(everyone(crisis).filter(id__in=known).values_list("id", flat=True)),
        Grounds.CODE: persons_of_codes(crisis, said.codes),
        Grounds.LINK: persons_of_links(crisis, said.tokens),
        Grounds.NAME: _named(crisis, said.name),
    }


def _read(row: Conversation) -> str:
    rows = Message.objects.filter(conversation=row, direction=Direction.IN).order_by("-said_at", "-id")
    words = rows.values_list("words", flat=True)[:MOST_READ]
    return "\n".join(encryption.open_sealed(each, context=sealed.MESSAGE_WORDS) for each in words)


def _named(crisis: UUID, name: str) -> list[UUID]:
    key = name_key(name) if len(name.split()) > 1 else ""
    return list(everyone(crisis).filter(name_key=key).values_list("id", flat=True)[:MOST_NAMED]) if key else []
