"""Random but lawful histories of the ledger: what officers may do to it, in any order and at any hour."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from dodomu.foundation.refusal import Refused
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, News, Standing
from dodomu.people.rules.terms import Account, Evidence

START = datetime(2022, 1, 5, 12, tzinfo=UTC)
LAST_HOUR = 12
PERSON = UUID(int=1)
REGISTERED = Standing(Account.REGISTERED)
PLACES = (UUID(int=0xA1), UUID(int=0xA2))  # Almaty and Nur-Sultan, say

standings = st.one_of(
    st.builds(
        Standing, st.sampled_from([Account.WAITING, Account.ASSEMBLED, Account.ON_THE_WAY]), st.sampled_from(PLACES)
    ),
    st.builds(
        Standing, st.sampled_from([Account.PROMISED, Account.ABOARD]), st.none(), st.sampled_from(["KB-1", "KB-2"])
    ),
    st.builds(
        Standing,
        st.sampled_from([Account.REGISTERED, Account.HOME, Account.UNREACHABLE, Account.STAYS, Account.NOT_OURS]),
    ),
)


@dataclass(frozen=True)
class Act:
    """Something an officer tries: a move, a correction (`of` the entry so many lines back) or a taking back."""

    id: UUID
    hour: int
    to: Standing | None
    of: int | None


acts = st.builds(
    Act,
    id=st.uuids(),
    hour=st.integers(-2, LAST_HOUR),  # some before the opening; few hours, so that many fall together
    to=st.one_of(standings, standings, standings, st.none()),
    of=st.one_of(st.none(), st.integers(0, 6)),
)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def news(key: UUID, happened_at: datetime, at: datetime, evidence: Evidence = Evidence.TOLD_BY_PERSON) -> News:
    return News(key, evidence, "self", None, happened_at, at)


def opened(person: UUID = PERSON, to: Standing = REGISTERED) -> Entry:
    return ledger.open_account([], news(uuid5(person, "opening"), START, START), person=person, to=to)


def do(history: list[Entry], act: Act, at: datetime) -> list[Entry]:
    """Return what the rules make of an act; nothing, where they refuse."""
    person = history[0].person
    try:
        if act.of is not None and act.of < len(history):
            return _correct(history, act, at, history[-1 - act.of].id)
        if act.to is None:
            return []
        origin = ledger.fold(history, at=hour(act.hour))
        return [ledger.transfer(history, news(act.id, hour(act.hour), at), person=person, origin=origin, to=act.to)]
    except Refused:
        return []


def _correct(history: list[Entry], act: Act, at: datetime, wrong: UUID) -> list[Entry]:
    person = history[0].person
    if act.to is None:
        return [ledger.take_back(history, news(act.id, at, at), person=person, corrects=wrong)]
    # Half of them keep the hour of what they correct.
    corrected = next(entry for entry in history if entry.id == wrong)
    when = corrected.happened_at if act.hour % 2 else hour(act.hour)
    return ledger.correct(history, news(act.id, when, at), person=person, corrects=wrong, to=act.to)


def play(attempts: list[Act], person: UUID = PERSON, first: Standing = REGISTERED) -> list[Entry]:
    """Return the history that comes of one attempt after another, in the order of recording."""
    history = [opened(person, first)]
    for number, act in enumerate(attempts):
        at = hour(LAST_HOUR) + timedelta(minutes=number // 2)  # two by two on one tick of the clock
        history.extend(do(history, act, at))
    return history


histories = st.lists(acts, max_size=14, unique_by=lambda act: act.id).map(play)
