"""What the desk believes of a person, worked out from everything that was said, with the grounds of each field.

What does not change (name, birth date, citizenship) is believed from the most trusted speaker, the newest word among
equals. What changes (wish, whereabouts) is believed from the newest word, lists and unknown callers only where nobody
nearer spoke. What adds up (telephones, documents, needs) is gathered, until a form that shows the whole set says anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from dodomu.people.rules.statement import HomeContact, Paper, Statement
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.people.rules.wishes import Wish


class Trust(IntEnum):
    UNKNOWN = 0
    LIST = 1
    OTHER = 2
    SELF = 3
    EMBASSY = 4


TRUST = {
    GivenBy.UNKNOWN: Trust.UNKNOWN,
    GivenBy.LIST: Trust.LIST,
    GivenBy.RELATIVE: Trust.OTHER,
    GivenBy.GROUP_LEAD: Trust.OTHER,
    GivenBy.CALL_NOTE: Trust.OTHER,
    GivenBy.SELF: Trust.SELF,
    GivenBy.EMBASSY: Trust.EMBASSY,
}
# These forms show the whole set that is kept and are sent back whole: what is missing in them was taken out.
SHOW_THE_WHOLE = frozenset({Channel.DESK, Channel.PRIVATE_PAGE})
LEAVING = frozenset({Wish.LEAVE_NOW, Wish.LEAVE_LATER})


@dataclass(frozen=True, slots=True)
class Said:
    """One registration, read."""

    registration: UUID
    received_at: datetime
    channel: Channel
    given_by: GivenBy
    statement: Statement

    @property
    def trust(self) -> Trust:
        return TRUST[self.given_by]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed, and for each field the registrations that say so and those that say otherwise."""

    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    birth_date: date | None = None
    citizenships: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    wish: Wish = Wish.UNDECIDED
    wish_from: date | None = None
    wish_said_at: datetime | None = None
    asked_at: datetime | None = None
    place: UUID | None = None
    place_words: str = ""
    latitude: float | None = None
    longitude: float | None = None
    stays_from: date | None = None
    stays_until: date | None = None
    needs: tuple[str, ...] = ()
    needs_words: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    telegrams: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    home_contact: HomeContact | None = None
    consent_at: datetime | None = None
    all_names: tuple[str, ...] = ()
    grounds: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    against: dict[str, tuple[UUID, ...]] = field(default_factory=dict)


def believe(said: Sequence[Said]) -> Belief:
    """Return what is believed after all that was said, in whatever order it is given."""
    words = sorted(said, key=lambda each: (each.received_at, each.registration))
    weigh = _Weighing(words)
    family, given, patronymic = weigh.settled("name", lambda s: s.name) or ("", "", "")
    wish = weigh.newest("wish", lambda s: (s.wish, s.wish_from) if s.wish else None)
    where = weigh.newest("place", lambda s: s.whereabouts)
    return Belief(
        family_name=family,
        given_name=given,
        patronymic=patronymic or _patronymic(words, family, given),
        birth_date=weigh.settled("birth_date", lambda s: s.birth_date),
        citizenships=weigh.settled("citizenships", lambda s: s.citizenships) or (),
        languages=weigh.settled("languages", lambda s: s.languages) or (),
        wish=wish[0] if wish else Wish.UNDECIDED,
        wish_from=wish[1] if wish else None,
        wish_said_at=weigh.hour_of("wish"),
        asked_at=next((each.received_at for each in words if each.statement.wish in LEAVING), None),
        place=where.place if where else None,
        place_words=where.words if where else "",
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        stays_from=where.since if where else None,
        stays_until=where.until if where else None,
        needs=weigh.gathered("needs", lambda s: s.needs),
        needs_words=weigh.newest("needs_words", lambda s: s.needs_words) or "",
        phones=weigh.gathered("phones", lambda s: s.phones),
        emails=weigh.gathered("email", lambda s: s.emails),
        telegrams=weigh.gathered("telegram", lambda s: s.telegrams),
        papers=_one_each(weigh.gathered("document_number", lambda s: s.papers)),
        home_contact=weigh.settled("home_contact", lambda s: s.home_contact),
        consent_at=next((each.received_at for each in words if each.statement.consent), None),
        all_names=tuple(
            dict.fromkeys(" ".join(filter(None, each.statement.name)) for each in words if each.statement.name)
        ),
        grounds=weigh.grounds,
        against=weigh.against,
    )


class _Weighing:
    """Chooses field by field and notes who agreed."""

    def __init__(self, words: Sequence[Said]) -> None:
        self.words = words
        self.grounds: dict[str, tuple[UUID, ...]] = {}
        self.against: dict[str, tuple[UUID, ...]] = {}
        self.hours: dict[str, datetime] = {}

    def settled(self, name: str, read: Callable[[Statement], Any]) -> Any:
        """The most trusted word, the newest among equals."""
        return self._choose(name, read, lambda each: (each.trust, each.received_at, each.registration))

    def newest(self, name: str, read: Callable[[Statement], Any]) -> Any:
        """The newest word of somebody near; a list or an unknown caller only where nobody nearer spoke."""
        return self._choose(
            name, read, lambda each: (each.trust >= Trust.OTHER, each.received_at, each.trust, each.registration)
        )

    def gathered(self, name: str, read: Callable[[Statement], tuple[Any, ...] | None]) -> tuple[Any, ...]:
        """Everything said, in order, from the last form on that showed the whole set."""
        kept: dict[Any, None] = {}
        behind: list[UUID] = []
        for each in self.words:
            values = read(each.statement)
            if values is None:
                continue
            if each.channel in SHOW_THE_WHOLE:
                kept.clear()
                behind.clear()
            kept.update(dict.fromkeys(values))
            behind.append(each.registration)
        if kept:
            self.grounds[name] = tuple(behind)
        return tuple(kept)

    def hour_of(self, name: str) -> datetime | None:
        return self.hours.get(name)

    def _choose(self, name: str, read: Callable[[Statement], Any], rank: Callable[[Said], Any]) -> Any:
        spoken = [(each, value) for each in self.words if (value := read(each.statement)) is not None]
        if not spoken:
            return None
        if len(spoken) == 1:  # nothing to weigh: so with everybody who is new
            winner, value = spoken[0]
            self.grounds[name], self.hours[name] = (winner.registration,), winner.received_at
            return value
        winner, value = max(spoken, key=lambda pair: rank(pair[0]))
        self.grounds[name] = tuple(each.registration for each, other in spoken if other == value)
        against = tuple(each.registration for each, other in spoken if other != value)
        if against:
            self.against[name] = against
        self.hours[name] = winner.received_at
        return value


def _patronymic(words: Sequence[Said], family: str, given: str) -> str:
    """A patronymic that somebody gave with the same name."""
    for each in reversed(words):
        name = each.statement.name
        if name and name[2] and (name[0].casefold(), name[1].casefold()) == (family.casefold(), given.casefold()):
            return name[2]
    return ""


def _one_each(papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """One paper for each number; the newest word on it holds."""
    return tuple({paper.key: paper for paper in papers}.values())
