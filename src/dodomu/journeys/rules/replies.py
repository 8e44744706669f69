"""What a message says to the offer of a place: yes, no, or something that an officer has to read."""

from typing import Final

from dodomu.contact.rules import replying
from dodomu.journeys.rules.terms import Answer

# "1" and "2" are answers to a check-in and never to an offer: nobody says yes to a flight by a slip.
_YES: Final = frozenset(("yes", "так", "да", "иә", "ия", "згоден", "згодна", "согласен", "согласна", "келісемін"))
_NO: Final = frozenset(("no", "ні", "нет", "жоқ"))


def answer_of(text: str) -> Answer | None:
    """Return the answer of a message that says nothing else."""
    word = replying.alone(text)
    if word in _YES:
        return Answer.ACCEPT
    return Answer.DECLINE if word in _NO else None
