"""The ladder: over which channel somebody is told first, and what is tried next when no receipt comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dodomu.channels.messages import ChannelKind
from dodomu.contact.rules.terms import Ground, Purpose, Rung
from dodomu.situation.rules.terms import Network

MOST_STEPS = 12
LONGEST_WAIT = 7 * 24 * 60  # minutes

# Over which networks a channel goes: one of them is enough. Paper needs none.
NEEDS: Final[Mapping[ChannelKind, tuple[Network, ...]]] = {
    ChannelKind.SMS: (Network.SMS,),
    ChannelKind.EMAIL: (Network.INTERNET, Network.MOBILE_DATA),
    ChannelKind.TELEGRAM: (Network.INTERNET, Network.MOBILE_DATA),
    ChannelKind.PAPER: (),
    ChannelKind.DRILL: (),
}
# Nobody ever says that a message arrived there: that the provider has it and it does not come back is all there is.
WITHOUT_RECEIPTS: Final = (ChannelKind.EMAIL, ChannelKind.TELEGRAM)
WANTS_NO_ANSWER: Final = (Purpose.ADVICE, Purpose.NOTICE)
A_SHEET_COMES_BACK: Final = 3 * 24 * 60  # minutes; until then a broadcast that is on paper is not done
CALL_NEEDS: Final = (Network.VOICE,)
ON_PAPER: Final = (Rung.WARDEN, Rung.CALL)  # tried by people, from a sheet
OWN: Final = (ChannelKind.SMS, ChannelKind.TELEGRAM, ChannelKind.EMAIL)
BY_RUNG: Final[Mapping[Rung, tuple[ChannelKind, ...]]] = {
    Rung.OWN_CHANNELS: OWN,
    Rung.PARTY: OWN,
    Rung.HOME_CONTACT: (ChannelKind.SMS,),  # of the contact at home only a telephone is known
    Rung.WARDEN: (ChannelKind.PAPER,),
    Rung.CALL: (ChannelKind.PAPER,),
}


class LadderFault(ValueError):
    """What was given is no ladder; `step` is the one at fault, from 0."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: whom over what, and how many minutes are waited for a receipt before the next."""

    rung: Rung
    channel: ChannelKind
    minutes: int = 30

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"rung": self.rung.value, "channel": self.channel.value, "minutes": self.minutes}

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks of which one must work where somebody is; the contact at home is elsewhere."""
        if self.rung is Rung.HOME_CONTACT:
            return ()
        return CALL_NEEDS if self.rung is Rung.CALL else NEEDS[self.channel]


Ladder = tuple[Step, ...]

USUAL: Final[Ladder] = (
    Step(Rung.OWN_CHANNELS, ChannelKind.SMS, 30),
    Step(Rung.OWN_CHANNELS, ChannelKind.TELEGRAM, 30),
    Step(Rung.OWN_CHANNELS, ChannelKind.EMAIL, 60),
    Step(Rung.PARTY, ChannelKind.SMS, 60),
    Step(Rung.HOME_CONTACT, ChannelKind.SMS, 120),
    Step(Rung.WARDEN, ChannelKind.PAPER, 0),
)


def read(content: Iterable[Step] | Iterable[Mapping[str, Any]]) -> Ladder:
    """Return the ladder that was kept or given, or raise `LadderFault`."""
    ladder = tuple(each if isinstance(each, Step) else _step(number, each) for number, each in enumerate(content))
    if not ladder or len(ladder) > MOST_STEPS:
        raise LadderFault(0)
    for number, step in enumerate(ladder):
        twice = (step.rung, step.channel) in {(each.rung, each.channel) for each in ladder[:number]}
        if twice or step.channel not in BY_RUNG[step.rung] or not 0 <= step.minutes <= LONGEST_WAIT:
            raise LadderFault(number)
    return ladder


def as_json(ladder: Iterable[Step]) -> list[dict[str, Any]]:
    """Return it as it is kept."""
    return [step.as_json() for step in ladder]


def only(ladder: Ladder, channels: Iterable[ChannelKind]) -> tuple[tuple[int, Step], ...]:
    """Return the steps, with their numbers, that can be tried with the channels that are set up."""
    there = set(channels)
    return tuple((number, step) for number, step in enumerate(ladder) if step.channel in there)


def minutes_after(ladder: Ladder, number: int) -> int | None:
    """Return how many minutes are waited after a step; None after the last, unless it is a sheet that comes back."""
    step = ladder[number]
    if number + 1 < len(ladder):
        return step.minutes
    return A_SHEET_COMES_BACK if step.channel is ChannelKind.PAPER else None


def enough_when_taken(*, ground: Ground, purpose: Purpose) -> tuple[ChannelKind, ...]:
    """Return the channels where a message that was taken and did not come back in time counts as read.

    Not where it is a matter of life or an answer is wanted: there a mail that nobody opens is no reason to give up.
    """
    is_news = ground is Ground.ASKED_FOR and purpose in WANTS_NO_ANSWER
    return WITHOUT_RECEIPTS if is_news else ()


def is_down(step: Step, out: Iterable[Network]) -> bool:
    """Say whether all networks that a step could go over are out; a step that needs none never is."""
    needed = step.networks
    return bool(needed) and set(needed) <= set(out)


def _step(number: int, given: Any) -> Step:
    try:
        if set(given) - {"rung", "channel", "minutes"} or isinstance(given.get("minutes"), bool):
            raise LadderFault(number)
        return Step(Rung(given["rung"]), ChannelKind(given["channel"]), int(given.get("minutes", 30)))
    except (ValueError, TypeError, KeyError) as fault:
        raise LadderFault(number) from fault
