"""What an answer to a check-in changes in the ledger, and what it does not fit.

Nothing is guessed: an answer moves somebody only from a standing that rests on words of the same kind. Where it says
otherwise than what was decided, promised, scanned or carried, nothing is moved and an officer asks.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dodomu.contact.rules.terms import Contradiction, Said
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from dodomu.people.rules.wishes import Wish

ON_A_JOURNEY: Final = (Account.ABOARD, Account.ON_THE_WAY)
PROMISED: Final = (Account.PROMISED, Account.ASSEMBLED)
GONE: Final = (Said.HOME, Said.LEFT)  # whoever says anything else with a place speaks from there


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and of which country the place is that was named with it."""

    said: Said
    place: UUID | None = None
    is_abroad: bool = False  # the place lies outside the country of the crisis


@dataclass(frozen=True, slots=True)
class Consequence:
    """Where an answer puts somebody (None: it moves nobody), and what it contradicts."""

    to: Standing | None = None
    contradicts: Contradiction | None = None


NOTHING: Final = Consequence()


def consequence(answer: Answer, stands: Standing, *, wish: Wish, last_place: UUID | None = None) -> Consequence:
    """Return what an answer does to somebody who stands so, wants this and was last known at a place."""
    contradicts = contradiction(answer, stands)
    if contradicts:
        return Consequence(None, contradicts)
    to = _moved_to(answer, stands, wish, last_place)
    return Consequence(to)


def contradiction(answer: Answer, stands: Standing) -> Contradiction | None:
    """Return what an answer does not fit."""
    always = {Account.DECEASED: Contradiction.DECEASED, Account.NOT_OURS: Contradiction.NOT_OURS}
    if stands.account in always:
        return always[stands.account]
    named_here = bool(answer.place) and answer.said not in GONE and not answer.is_abroad
    if stands.account is Account.HOME:
        return Contradiction.HOME if named_here or answer.said in (Said.HELP, Said.AWAY) else None
    if stands.account is Account.LEFT_ALONE:
        return Contradiction.LEFT if named_here else None
    if stands.account in PROMISED:
        return Contradiction.PROMISED if answer.said in GONE or _is_elsewhere(answer, stands) else None
    is_astray = stands.account in ON_A_JOURNEY and _is_elsewhere(answer, stands)
    return Contradiction.ON_A_JOURNEY if is_astray else None


def has_asked_for_help(*, by_other: bool, said: Said, own_open_help: bool) -> Contradiction | None:
    """Another's "safe" does not undo somebody's own "help"; an officer asks them."""
    return Contradiction.OTHER_SPEAKER if by_other and own_open_help and said is not Said.HELP else None


def evidence_of(*, by_other: bool) -> Evidence:
    """Return how a whereabouts is known that was told in an answer."""
    return Evidence.TOLD_BY_OTHER if by_other else Evidence.TOLD_BY_PERSON


def _is_elsewhere(answer: Answer, stands: Standing) -> bool:
    """Say whether a place was named that is not where they stand; a promise has no place that could be compared."""
    if answer.said is Said.MOVED and answer.place:
        return answer.place != stands.place
    return bool(answer.place and stands.place and answer.place != stands.place)


def _moved_to(answer: Answer, stands: Standing, wish: Wish, last_place: UUID | None) -> Standing | None:
    if answer.said is Said.HOME:
        return Standing(Account.HOME)
    if answer.said is Said.LEFT:
        return ledger.follow_wish(stands, Wish.LEFT_ALREADY, None)
    if answer.place:
        return _at_place(answer, stands, wish)
    if stands.account is Account.UNREACHABLE:  # they answered: back to what their own words say of them
        return ledger.opening_standing(wish, last_place or stands.place)
    return None


def _at_place(answer: Answer, stands: Standing, wish: Wish) -> Standing | None:
    """Whoever left by themselves and names a place abroad goes on having left."""
    if stands.account not in ledger.FOLLOWS_WISH or stands.account is Account.LEFT_ALONE:
        return None
    if stands.account in (Account.STAYS, Account.UNREACHABLE):
        stays = stands.account is Account.STAYS or wish is Wish.STAY
        return Standing(Account.STAYS if stays else Account.WAITING, answer.place)
    return Standing(Account.WAITING, answer.place)
