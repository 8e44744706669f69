"""When this happens, we do that. The whole flow on one page.

Each reaction takes the piece of news and the hour; it may run twice and is harmless the second time.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from dodomu.people.news import ListConfirmed, PeopleRegistered, PersonChanged, PersonMoved
from dodomu.people.operations import identity, list_keeping

Reaction = Callable[[Any, datetime], None]


def compare_new(item: PeopleRegistered, at: datetime) -> None:
    """Somebody new may be somebody known."""
    identity.propose_matches(crisis=item.crisis, persons=list(item.persons), at=at)


def compare_changed(item: PersonChanged, at: datetime) -> None:
    """Somebody newly described may be somebody else who is known."""
    identity.propose_matches(crisis=item.crisis, persons=[item.person], at=at)


def keep_list(item: ListConfirmed, at: datetime) -> None:
    """An officer confirmed a list: its rows are registered."""
    list_keeping.keep_list(file=item.file, at=at)


REACTIONS: dict[type, list[Reaction]] = {
    PeopleRegistered: [compare_new],
    PersonChanged: [compare_changed],
    PersonMoved: [],
    ListConfirmed: [keep_list],
}


def everybody_registered(items: Sequence[PeopleRegistered]) -> PeopleRegistered:
    """Tell of several registrations in one crisis as of one."""
    return PeopleRegistered(items[0].crisis, tuple(person for item in items for person in item.persons))


# News of one kind and crisis that stands together is handled as one: in the first hour there are hundreds a second.
GATHERED: dict[type, Callable[[Sequence[Any]], Any]] = {PeopleRegistered: everybody_registered}
