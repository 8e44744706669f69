"""Who can be promised a place on a leg, and where somebody stands once the promise ends."""

from uuid import UUID

from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

MOVED_BY_A_PROMISE = frozenset({Account.REGISTERED, Account.WAITING, Account.UNREACHABLE, Account.PROMISED})
STILL_TO_COME_HOME = MOVED_BY_A_PROMISE | {Account.ASSEMBLED, Account.ABOARD, Account.ON_THE_WAY}
HAS_SET_OUT = frozenset({Account.ABOARD, Account.ON_THE_WAY, Account.HOME})


def standing_when_promised(stands: Standing, leg: str) -> Standing | None:
    """Return where a promise puts somebody, or None whom it does not move: they are at its gate, aboard or beyond."""
    promised = Standing(Account.PROMISED, None, leg)
    return promised if stands.account in MOVED_BY_A_PROMISE and stands != promised else None


def standing_when_released(stood: Standing | None, wish: Wish, place: UUID | None) -> Standing:
    """Return where somebody stands once a promise ends: where they stood before it, or as they have said since."""
    if stood and stood.account is Account.UNREACHABLE:
        return stood  # nobody has reached them meanwhile, or the ledger would say so
    return ledger.opening_standing(wish, place or (stood.place if stood else None))
