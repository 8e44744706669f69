"""Whom a broadcast is for: what is asked of a person, kept as a small JSON and read strictly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

MOST_NAMED = 500  # places, legs or parties that one audience may name
# Who is to be told nothing more, unless an audience names the account: they are home, or out of our care.
GONE: Final = (Account.HOME, Account.LEFT_ALONE, Account.DECEASED, Account.NOT_OURS)
NEVER: Final = (Account.DECEASED, Account.NOT_OURS)  # also when they are named


class AudienceFault(ValueError):
    """What was kept or given is no audience; `part` is the field at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Audience:
    """What is asked of a person to be told; of each field any one value is enough, an empty one asks nothing."""

    places: tuple[UUID, ...] = ()  # and whatever lies in them
    needs: tuple[Need, ...] = ()
    wishes: tuple[Wish, ...] = ()
    accounts: tuple[Account, ...] = ()  # none: everybody who is still in our care
    legs: tuple[str, ...] = ()  # refs of legs on which they hold a place or are aboard
    parties: tuple[UUID, ...] = ()
    persons: tuple[UUID, ...] = ()
    languages: tuple[str, ...] = ()
    not_heard_since: datetime | None = None  # last contact before
    heard_since: datetime | None = None  # last contact after
    registered_only: bool = False  # registered themselves; not known from a list or by another's word only

    @property
    def is_everybody(self) -> bool:
        """Whether nothing at all is asked."""
        return self == Audience()

    @property
    def left_out(self) -> tuple[Account, ...]:
        """The accounts whose people are not told, today or when their turn comes."""
        return tuple(each for each in GONE if each in NEVER or each not in self.accounts)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept: only what is asked."""
        return {each.name: _plain(value) for each in fields(self) if (value := getattr(self, each.name))}


def read(content: Mapping[str, Any]) -> Audience:
    """Return the audience that was kept or given, or raise `AudienceFault`: nobody is told by a slip of the pen."""
    unknown = set(content) - set(_READERS)
    if unknown:
        raise AudienceFault(sorted(unknown)[0])
    values: dict[str, Any] = {}
    for name, value in content.items():
        try:
            values[name] = _READERS[name](value)
        except (ValueError, TypeError, AttributeError) as fault:
            raise AudienceFault(name) from fault
    return Audience(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _each(read_one: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_NAMED:
            raise ValueError
        return tuple(dict.fromkeys(read_one(each) for each in value))

    return read_all


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 60:  # noqa: PLR2004  (the longest ref of a leg)
        raise ValueError
    return value


def _language(value: Any) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isalpha() and value.islower()):
        raise ValueError
    return value


def _hour(value: Any) -> datetime | None:
    if value is None:
        return None
    hour = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if hour.tzinfo is None:
        raise ValueError
    return hour


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "places": _each(_uuid),
    "needs": _each(Need),
    "wishes": _each(Wish),
    "accounts": _each(Account),
    "legs": _each(_word),
    "parties": _each(_uuid),
    "persons": _each(_uuid),
    "languages": _each(_language),
    "not_heard_since": _hour,
    "heard_since": _hour,
    "registered_only": _truth,
}
