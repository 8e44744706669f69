"""The script of an exercise: its tables in, steps with their hour out. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.terms import Channel, GivenBy, NoteKind, PartyKind

NAMESPACE = UUID("6f0ddac6-3c0a-5d0e-9d3a-1f6f1c0f2022")
Row = Mapping[str, str]

CHANNELS = {
    "portal": Channel.WEB,
    "relative_portal": Channel.WEB,
    "hotline": Channel.PHONE,
    "relative_call": Channel.PHONE,
    "email": Channel.EMAIL,
    "sms": Channel.SMS,
    "messenger": Channel.MESSENGER,
    "airline_list": Channel.LIST,
    "employer_list": Channel.LIST,
    "embassy_desk": Channel.DESK,
}
SPEAKERS = {
    "self": GivenBy.SELF,
    "group lead": GivenBy.GROUP_LEAD,
    "relative": GivenBy.RELATIVE,
    "employer": GivenBy.LIST,
    "airline": GivenBy.LIST,
    "unknown": GivenBy.UNKNOWN,
}
FIELDS = {
    "name": "name_as_given",
    "birth_date": "birth_as_given",
    "citizenships": "citizenship_as_given",
    "document_number": "document_as_given",
    "phones": "phone_as_given",
    "email": "email_as_given",
    "place": "place_as_given",
    "wish": "wish_as_given",
    "needs": "needs_as_given",
}
PARTY_KINDS = {
    "family": PartyKind.FAMILY,
    "couple": PartyKind.FAMILY,
    "elderly": PartyKind.FAMILY,
    "team": PartyKind.TOUR,
}
CONTACTS = {
    "answered": NoteKind.REACHED,
    "no_answer": NoteKind.NO_ANSWER,
    "out_of_reach": NoteKind.OUT_OF_REACH,
    "sms_delivered": NoteKind.DELIVERED,
    "relative_answered": NoteKind.RELATIVE_ANSWERED,
}
WISHES = {"stay": "stay", "return_home": "leave_now"}
LEFT_ALONE = "left by own means"
INSTANT = timedelta(microseconds=1)
TRAY_MINUTE = 30  # at half past every hour the officer of the script works through the tray of possible repeats


@dataclass(frozen=True, slots=True)
class Register:
    """A word that reaches the register. `person` is the truth behind it, known to the script alone."""

    at: datetime
    key: str
    person: str
    party: str
    opens_party: bool
    given: dict[str, str]
    party_given: PartyGiven
    channel: Channel
    given_by: GivenBy
    language: str
    repeats: bool
    citizenship: str  # what the officer of the script learns by ringing back, where the word did not say it


@dataclass(frozen=True, slots=True)
class Join:
    """The officer of the script decides that a word was about somebody known."""

    at: datetime
    key: str
    person: str


@dataclass(frozen=True, slots=True)
class Board:
    """A party was seen boarding a leg."""

    at: datetime
    key: str
    persons: tuple[str, ...]
    leg: str


@dataclass(frozen=True, slots=True)
class Arrive:
    """A leg that ran has brought its party home."""

    at: datetime
    key: str
    persons: tuple[str, ...]
    leg: str


@dataclass(frozen=True, slots=True)
class Say:
    """A party says something new about its wish."""

    at: datetime
    key: str
    persons: tuple[str, ...]
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """A call, an attempt, a remark: a note in the thread of a person."""

    at: datetime
    key: str
    person: str
    kind: NoteKind
    words: str


Step = Register | Join | Board | Arrive | Say | Remark
# What happens in the same minute happens in this order: nobody boards before being registered.
ORDER: tuple[type, ...] = (Register, Join, Say, Remark, Board, Arrive)


def write_script(
    *,
    persons: Iterable[Row],
    groups: Iterable[Row],
    registrations: Sequence[Row],
    truth: Iterable[Row],
    events: Iterable[Row],
    links: Iterable[Row],
    zone: str,
    left_for_the_desk: frozenset[str],
) -> list[Step]:
    """Return every step of an exercise in the order in which it happens."""
    people = {row["person_id"]: row for row in persons}
    parties = {row["group_id"]: row for row in groups}
    behind = {row["reg_id"]: row["person_id"] for row in truth}
    words = list(_words(registrations, behind, people, parties, zone))
    joins = [Join(_tray_hour(word.at), word.key, word.person) for word in words if _joins(word, left_for_the_desk)]
    happened = _events(events, parties, {row["link_id"]: row for row in links}, zone)
    return sorted([*words, *joins, *happened], key=lambda step: (step.at, ORDER.index(type(step)), step.key))


def identifier(key: str, crisis: UUID) -> UUID:
    """Return the id of whatever a step writes: the same step again writes nothing new."""
    return uuid5(NAMESPACE, f"{crisis} {key}")


def local(text: str, zone: str) -> datetime:
    """Return an hour of the tables, which is wall time in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def _joins(word: Register, left_for_the_desk: frozenset[str]) -> bool:
    return word.repeats and word.key not in left_for_the_desk


def _words(
    registrations: Sequence[Row], behind: Row, people: Mapping[str, Row], parties: Mapping[str, Row], zone: str
) -> Iterator[Register]:
    heard: set[str] = set()
    opened: set[str] = set()
    for row in sorted(registrations, key=lambda each: (each["received_local"], each["reg_id"])):
        key, person = row["reg_id"], behind.get(row["reg_id"], "")
        group = people[person]["group_id"] if person else ""
        repeats = person in heard
        party = f"{group or 'nobody'} {key}" if repeats or not group else group
        yield Register(
            at=local(row["received_local"], zone),
            key=key,
            person=person,
            party=party,
            opens_party=party not in opened,
            given={name: row[column] for name, column in FIELDS.items() if row[column]},
            party_given=_party_given(parties.get(group) if not repeats else None, row),
            channel=CHANNELS[row["channel"]],
            given_by=SPEAKERS[row["given_by"]],
            language=row["language"],
            repeats=repeats,
            citizenship="" if row["citizenship_as_given"] or not person else people[person]["citizenship"],
        )
        opened.add(party)
        heard |= {person} - {""}


def _party_given(group: Row | None, row: Row) -> PartyGiven:
    if group is None:
        return PartyGiven()
    kind = PARTY_KINDS.get(group["kind"], PartyKind.SINGLE if group["size"] == "1" else PartyKind.GROUP)
    return PartyGiven(kind, group["indivisible"] == "0", int(row["party_size_as_given"] or 1))


def _tray_hour(at: datetime) -> datetime:
    half_past = at.replace(minute=TRAY_MINUTE, second=0, microsecond=0)
    return half_past if half_past >= at else half_past + timedelta(hours=1)


def _events(events: Iterable[Row], parties: Mapping[str, Row], links: Mapping[str, Row], zone: str) -> Iterator[Step]:
    aboard: dict[str, list[str]] = defaultdict(list)
    for row in events:
        members = tuple(parties[row["group_id"]]["members"].split("|"))
        at, key, detail = local(row["at_local"], zone), row["event_id"], row["detail"]
        if row["kind"] == "boarded":
            aboard[detail].extend(members)
            yield Board(at, key, members, detail)
        else:
            yield from _told(row, at, key, members)
    for leg, travellers in aboard.items():
        if links[leg]["outcome"] == "ran":
            landed = datetime.fromisoformat(links[leg]["arrive_utc"])
            yield Arrive(landed, f"arrived {leg}", tuple(travellers), leg)


def _told(row: Row, at: datetime, key: str, members: tuple[str, ...]) -> Iterator[Step]:
    kind, detail, person = row["kind"], row["detail"], row["person_id"]
    if kind == "contact":
        yield Remark(at, key, person, CONTACTS[detail], "")
    elif kind == "intent":
        yield Say(at, key, members, {"wish": WISHES[detail]})
    elif kind == "moved" and detail.startswith(LEFT_ALONE):
        yield Remark(at, f"{key} words", person, NoteKind.REMARK, detail)
        yield Say(at, key, members, {"wish": "left_already"})
    else:
        yield Remark(at, key, person, NoteKind.HEALTH if kind == "health" else NoteKind.REMARK, detail)
