"""Making what is handed over of deliveries that were claimed, and saying which of them are not to be sent any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

import dodomu
from dodomu.channels.messages import ChannelKind, Choice, Outgoing, Recipient
from dodomu.contact.models import Broadcast, BroadcastText, Occurrence
from dodomu.contact.operations import stopping
from dodomu.contact.queries import check_in_words, message_words
from dodomu.contact.rules import audiences, handing, ladders
from dodomu.contact.rules.handing import Worded
from dodomu.contact.rules.terms import Ground, Purpose, Question, Rung, SkipReason
from dodomu.foundation import encryption
from dodomu.people.models import sealed
from dodomu.people.operations import links

FOLDER: Final = Path(dodomu.__file__).parent / "content" / "messages" / "broadcast"
PRIVATE_PAGE: Final = "/p/"  # web/public/urls.py
STOP_PAGE: Final = "/stop/"
LONGEST_SHEET: Final = 90
SPOKEN_WITH: Final = (Rung.OWN_CHANNELS, Rung.WARDEN, Rung.CALL)  # where they themselves answer

# What may have changed since it was written down, and what else must be known of the person.
FACTS: Final = """
    SELECT d.id, d.step, d.doubts, p.account, p.party_id, p.reference, p.family_name, p.given_name, p.home_contact,
           p.place_words, {extra}
           p.joined_into_id IS NOT NULL OR p.forgotten_at IS NOT NULL,
           d.step > 0 AND EXISTS (
               SELECT FROM contact_delivery o LEFT JOIN contact_delivery leader ON leader.id = o.told_with
               WHERE o.broadcast_id = d.broadcast_id AND o.person_id = d.person_id AND o.id <> d.id
                 AND COALESCE(leader.state, o.state) = 'delivered'),
           d.step > 0 AND (
               EXISTS (SELECT FROM contact_checkin k WHERE k.person_id = d.person_id AND k.said_at >= b.begun_at)
               OR EXISTS (SELECT FROM contact_conversation v JOIN contact_message m ON m.conversation_id = v.id
                          WHERE v.person_id = d.person_id AND m.direction = 'in' AND m.said_at >= b.begun_at))
    FROM contact_delivery d
    LEFT JOIN people_person p ON p.id = d.person_id
    LEFT JOIN contact_broadcast b ON b.id = d.broadcast_id
    WHERE d.id = ANY(%(ids)s::uuid[])
"""
ON_PAPER: Final = """
    (SELECT min(a.value) FROM people_contactpoint a WHERE a.person_id = p.id AND a.kind = 'phone'),
    (SELECT count(*) FROM people_person m WHERE m.party_id = p.party_id AND m.joined_into_id IS NULL),
"""
NOTHING_MORE: Final = "'', 1,"


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as it was claimed."""

    id: UUID
    fence: int
    broadcast: UUID | None
    message: UUID | None
    person: UUID | None
    rung: Rung
    channel: ChannelKind
    address: str
    language: str
    due_at: datetime


def row_of(columns: Sequence[Any]) -> Row:
    """Return a delivery from the columns in the order of its fields."""
    values = dict(zip(Row.__dataclass_fields__, columns, strict=True))
    return Row(**{**values, "rung": Rung(values["rung"]), "channel": ChannelKind(values["channel"])})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a delivery and its person when its turn has come."""

    id: UUID
    step: int
    doubts: int
    account: str | None
    party: UUID | None
    reference: str | None
    family_name: str | None
    given_name: str | None
    home_contact: bytes | None = field(repr=False)
    place_words: bytes | None = field(repr=False)
    telephone: str | None
    people: int
    is_no_record: bool | None
    has_arrived: bool
    has_answered: bool | None
    said_stop: bool = False  # the address to which it would go

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.given_name, self.family_name)))


@dataclass(frozen=True, slots=True)
class Said:
    """A broadcast, as far as each of its messages needs it."""

    id: UUID
    ground: Ground
    purpose: Purpose
    left_out: frozenset[str]
    ladder: ladders.Ladder
    words: tuple[Worded, ...]
    question: Question | None
    sheet: str  # what its sheets are called beside their neighbourhood: one sheet carries one broadcast

    def minutes(self, step: int) -> int | None:
        """How long is waited after a step; None where nothing more comes."""
        return ladders.minutes_after(self.ladder, step)


def said_by(broadcasts: Sequence[UUID]) -> dict[UUID, Said]:
    """Return what some broadcasts say."""
    words: dict[UUID, list[Worded]] = {each: [] for each in broadcasts}
    for row in BroadcastText.objects.filter(broadcast__in=broadcasts).order_by("language", "channel"):
        words[row.broadcast_id].append(Worded(row.language, row.channel, row.text, row.subject))
    asked = dict(Occurrence.objects.filter(broadcast__in=broadcasts).values_list("broadcast_id", "round__question"))
    return {
        row.id: Said(
            id=row.id, ground=Ground(row.ground), purpose=Purpose(row.purpose),
            left_out=frozenset(audiences.read(row.audience).left_out), ladder=ladders.read(row.ladder),
            words=tuple(words[row.id]), question=Question(asked[row.id]) if row.id in asked else None,
            sheet=f"{row.crisis.slug} · {row.number}"[-LONGEST_SHEET:],
        )
        for row in Broadcast.objects.select_related("crisis").filter(id__in=broadcasts)
    }  # fmt: skip


def facts_of(rows: Sequence[Row]) -> dict[UUID, Facts]:
    """Return what is known of some deliveries now."""
    extra = ON_PAPER if any(row.channel is ChannelKind.PAPER for row in rows) else NOTHING_MORE
    with connection.cursor() as cursor:
        cursor.execute(FACTS.format(extra=extra), {"ids": [row.id for row in rows]})
        found = {each[0]: Facts(*each) for each in cursor.fetchall()}
    return found | {each: replace(found[each], said_stop=True) for each in _stopped(rows, found)}


def dropped(rows: Sequence[Row], said: Mapping[UUID, Said], facts: Mapping[UUID, Facts]) -> dict[UUID, SkipReason]:
    """Say which messages are not sent any more, and why; one of a conversation always is: somebody waits for it."""
    return {
        row.id: why
        for row in rows
        if row.broadcast and (why := _why_not(row, said[row.broadcast], facts[row.id])) is not None
    }


def _stopped(rows: Sequence[Row], facts: Mapping[UUID, Facts]) -> Iterator[UUID]:
    """Give the deliveries whose address said stop."""
    addresses = {row.id: _address(row, facts[row.id]) for row in rows if row.channel is not ChannelKind.PAPER}
    for channel in {row.channel for row in rows} - {ChannelKind.PAPER}:
        mine = [row.id for row in rows if row.channel is channel]
        stopped = stopping.stopped(channel=channel, addresses=[addresses[each] for each in mine])
        yield from (each for each in mine if addresses[each] in stopped)


def _why_not(row: Row, said: Said, facts: Facts) -> SkipReason | None:
    if facts.is_no_record or facts.account in said.left_out:
        return SkipReason.HOME
    if facts.has_arrived:
        return SkipReason.ARRIVED
    if facts.has_answered:
        return SkipReason.ANSWERED
    if facts.said_stop and said.ground is not Ground.LIFE_SAFETY:
        return SkipReason.SAID_STOP
    if not _address(row, facts) or handing.choose(said.words, language=row.language, channel=row.channel) is None:
        return SkipReason.NO_ADDRESS
    return None


def outgoing(
    rows: Sequence[Row], said: Mapping[UUID, Said], facts: Mapping[UUID, Facts], *, at: datetime
) -> tuple[Outgoing, ...]:
    """Return what is handed over of deliveries, in their order; links in them are made now."""
    messages = message_words.outgoing_words([row.message for row in rows if row.message])
    tokens = _links(rows, said, facts, at)
    return tuple(
        _of_message(row, messages[row.message])
        if row.message
        else _of_broadcast(row, said[row.broadcast], facts[row.id], tokens.get(row.id, ""))  # type: ignore[index]
        for row in rows
        if not row.message or row.message in messages
    )


def _links(
    rows: Sequence[Row], said: Mapping[UUID, Said], facts: Mapping[UUID, Facts], at: datetime
) -> dict[UUID, str]:
    asking = {each.id for each in said.values() if handing.asks_for_link(each.words)}
    wanted = [(row.id, party) for row in rows if row.broadcast in asking and (party := facts[row.id].party)]
    tokens = links.new_links(parties=[party for _, party in wanted], at=at)
    return {
        delivery: f"{settings.DODOMU_ADDRESS}{PRIVATE_PAGE}{token}"
        for (delivery, _), token in zip(wanted, tokens, strict=True)
    }


def _of_message(row: Row, words: message_words.OutWords) -> Outgoing:
    return Outgoing(
        row.id, row.address, words.text, row.language, subject=words.subject, answers=words.answers,
        is_automatic=words.is_automatic,
    )  # fmt: skip


def _of_broadcast(row: Row, said: Said, facts: Facts, link: str) -> Outgoing:
    words = handing.choose(said.words, language=row.language, channel=row.channel)
    if words is None:
        raise LookupError(f"broadcast {said.id} has no words")
    text = handing.filled(words.text, name=facts.name, reference=facts.reference or "", link=link)
    stopped = facts.said_stop and said.ground is Ground.LIFE_SAFETY
    if stopped or row.rung in {Rung.PARTY, Rung.HOME_CONTACT}:
        phrases = handing.phrases_of(_files(), row.language)
        text = handing.beside(text, rung=row.rung, name=facts.name, though_stopped=stopped, phrases=phrases)
    return Outgoing(
        row.id,
        _to(row, said, facts),
        text,
        row.language,
        subject=words.subject,
        choices=_choices(said, row),
        stop_link=_stop_link(row),
        recipient=_recipient(facts) if row.channel is ChannelKind.PAPER else None,
        is_automatic=True,
    )


def _choices(said: Said, row: Row) -> tuple[Choice, ...]:
    if said.question is None or row.rung not in SPOKEN_WITH:
        return ()
    return check_in_words.choices_of(said.question, row.language)


def _stop_link(row: Row) -> str:
    if row.channel is not ChannelKind.EMAIL or not settings.DODOMU_ADDRESS:
        return ""
    return f"{settings.DODOMU_ADDRESS}{STOP_PAGE}{stopping.token_of(row.channel, row.address)}"


def _address(row: Row, facts: Facts) -> str:
    """The contact at home is opened here and nowhere before: only now is it needed."""
    if row.rung is not Rung.HOME_CONTACT:
        return row.address
    home: dict[str, Any] = encryption.open_sealed(facts.home_contact, context=sealed.HOME_CONTACT) or {}
    return str(home.get("phone") or "")


def _to(row: Row, said: Said, facts: Facts) -> str:
    """On paper: the name of a sheet, of those who live near one another or of whom one caller can speak with."""
    if row.rung is Rung.WARDEN:
        return f"warden:{row.address} · {said.sheet}"
    return f"call:{said.sheet}" if row.rung is Rung.CALL else _address(row, facts)


def _recipient(facts: Facts) -> Recipient:
    where = encryption.open_sealed(facts.place_words, context=sealed.PLACE_WORDS) or ""
    return Recipient(facts.name, facts.telephone or "", str(where), facts.people)


@lru_cache(maxsize=1)
def _files() -> Mapping[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
