"""What is ticked on a sheet → what we say. The figures 1 to 6 are the choices of the message, in its order."""

from dataclasses import dataclass

from dodomu.channels.messages import Arrival, Failure

CHOICES = "123456"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row, beside an answer."""

    word: str  # of the word files
    arrival: Arrival
    why: Failure | None = None
    is_stop: bool = False


OUTCOMES = {
    "7": Outcome("told", Arrival.SEEN),
    "8": Outcome("nobody", Arrival.FAILED, Failure.NOT_REACHABLE),
    "9": Outcome("wrong", Arrival.FAILED, Failure.NO_SUCH_ADDRESS),
    "0": Outcome("stop", Arrival.SEEN, is_stop=True),
}
ANSWERED = Arrival.SEEN  # of a row with an answer
