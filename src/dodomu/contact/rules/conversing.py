"""With what outcome a conversation may be closed, and how much may be said in it."""

from typing import Final

from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import ClosedWith
from dodomu.foundation.refusal import Refused

LONGEST_ANSWER: Final = 4000
LONGEST_WORDS: Final = 500  # of an outcome
LONGEST_NOTE: Final = 4000
# What an officer may close with; `JOINED` comes about by itself.
OUTCOMES: Final = tuple(each for each in ClosedWith if each is not ClosedWith.JOINED)
_NAMES_SOMEBODY: Final = (ClosedWith.PASSED_ON,)


def check_outcome(outcome: ClosedWith, words: str, *, waits: bool) -> None:
    """Pass, or refuse an outcome that says what is not so, or leaves out to whom it was passed on."""
    if outcome not in OUTCOMES:
        raise Refused(ContactReason.NO_OUTCOME)
    if outcome is ClosedWith.ANSWERED and waits:
        raise Refused(ContactReason.NOT_ANSWERED)
    if outcome in _NAMES_SOMEBODY and not words.strip():
        raise Refused(ContactReason.WORDS_NEEDED)
