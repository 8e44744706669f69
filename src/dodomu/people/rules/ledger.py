"""The ledger of whereabouts: double entry for people, worked out from entries in whatever order they arrived.

Three sentences carry it. Entries are read in the order (happened_at, recorded_at, id). An entry that another names in
`corrects` does not count, and naming that other one in turn does not bring it back. The last entry that counts says
where the person stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.terms import Account, Evidence
from dodomu.people.rules.wishes import Wish

SKEW = timedelta(minutes=5)  # how far the clock of a telephone at a gate may run ahead of ours
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
LONGEST_LEG = 60
LONGEST_SAID_BY = 120
NEEDS_PLACE = frozenset({Account.WAITING, Account.ASSEMBLED, Account.ON_THE_WAY})
NEEDS_LEG = frozenset({Account.PROMISED, Account.ABOARD})
FOLLOWS_WISH = frozenset({Account.REGISTERED, Account.WAITING, Account.STAYS, Account.LEFT_ALONE, Account.UNREACHABLE})

HAS_LEFT = frozenset({Account.ABOARD, Account.ON_THE_WAY, Account.HOME, Account.DECEASED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: an account, with the place and the leg that belong to it."""

    account: Account
    place: UUID | None = None
    leg: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. Without `origin` it opens the account; without `standing` it only takes another back."""

    id: UUID
    person: UUID
    origin: Standing | None
    standing: Standing | None
    evidence: Evidence
    said_by: str
    officer: UUID | None
    happened_at: datetime
    recorded_at: datetime
    corrects: UUID | None = None

    @property
    def order(self) -> tuple[datetime, datetime, UUID]:
        return self.happened_at, self.recorded_at, self.id


@dataclass(frozen=True, slots=True)
class News:
    """What somebody says about whereabouts, before it is decided whether it becomes an entry."""

    id: UUID
    evidence: Evidence
    said_by: str
    officer: UUID | None
    happened_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time in one standing; the last one has no end."""

    entry: Entry
    standing: Standing
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Seam:
    """An entry that left from elsewhere than where the person stood just before: late news came between."""

    entry: Entry
    stood: Standing | None


# --- reading -------------------------------------------------------------------------------------------------------


def effective(entries: Iterable[Entry], *, known_at: datetime | None = None) -> list[Entry]:
    """Return the entries that count, in order; with `known_at`, those that counted by what was recorded until then."""
    known = {entry.id: entry for entry in entries if known_at is None or entry.recorded_at <= known_at}
    corrected = {entry.corrects for entry in known.values()}
    counting = [entry for entry in known.values() if entry.standing is not None and entry.id not in corrected]
    return sorted(counting, key=lambda entry: entry.order)


def in_force(entries: Iterable[Entry], *, at: datetime | None = None, known_at: datetime | None = None) -> Entry | None:
    """Return the entry by which the person stands at an hour, or None before the account was opened."""
    until = [entry for entry in effective(entries, known_at=known_at) if at is None or entry.happened_at <= at]
    return until[-1] if until else None


def fold(entries: Iterable[Entry], *, at: datetime | None = None, known_at: datetime | None = None) -> Standing | None:
    """Return where the person stood at an hour (now, when none is given), by all that is or by then was known."""
    entry = in_force(entries, at=at, known_at=known_at)
    return entry.standing if entry else None


def timeline(entries: Iterable[Entry]) -> list[Stay]:
    """Return where the person stood and how long, without a gap from the opening on."""
    counting = effective(entries)
    ends = [entry.happened_at for entry in counting[1:]] + [None]
    return [
        Stay(entry, entry.standing, entry.happened_at, until)
        for entry, until in zip(counting, ends, strict=True)
        if entry.standing is not None
    ]


def seams(entries: Iterable[Entry]) -> list[Seam]:
    """Return the entries whose origin is not where the person stood just before; an officer looks at them."""
    found: list[Seam] = []
    stood: Standing | None = None
    for entry in effective(entries):
        if entry.origin != stood:
            found.append(Seam(entry, stood))
        stood = entry.standing
    return found


# --- what a wish says ----------------------------------------------------------------------------------------------


def opening_standing(wish: Wish, place: UUID | None) -> Standing:
    """Return where somebody stands by the first word of them."""
    if wish is Wish.STAY:
        return Standing(Account.STAYS, place)
    if wish is Wish.LEFT_ALREADY:
        return Standing(Account.LEFT_ALONE)
    return Standing(Account.WAITING, place) if place else Standing(Account.REGISTERED)


def follow_wish(standing: Standing, wish: Wish, place: UUID | None) -> Standing | None:
    """Return where a newly said wish or place puts somebody, or None where it moves nobody.

    Whoever holds a promise, is on the way or is no longer ours to move is not moved by a wish. A place that is left out
    is not a place denied: the one they stand at stays.
    """
    if standing.account not in FOLLOWS_WISH:
        return None
    followed = opening_standing(wish, place or standing.place)
    return None if followed == standing else followed


def may_withdraw(standing: Standing) -> bool:
    """Say whether somebody who withdraws leaves the count: not those who have really left, were moved or have died."""
    return standing.account not in HAS_LEFT


# --- writing -------------------------------------------------------------------------------------------------------


def open_account(history: Sequence[Entry], news: News, *, person: UUID, to: Standing) -> Entry:
    """Return the first entry of a person, or refuse: nobody is opened twice."""
    said_before = _said_before(history, news, person=person, to=to)
    if said_before:
        return said_before
    if history:
        raise Refused(PeopleReason.ALREADY_OPENED, person=person)
    _check_hour(news)
    _check_words(to, news)
    return _entry(history, news, person=person, origin=None, to=to)


def transfer(history: Sequence[Entry], news: News, *, person: UUID, origin: Standing | None, to: Standing) -> Entry:
    """Return the entry that moves a person from where they stand, or refuse. The same id again returns the same entry.

    Better evidence for the same standing is no move: it restates the entry that says so (`correct`).
    """
    said_before = _said_before(history, news, person=person, to=to)
    if said_before:
        return said_before
    _check_hour(news)
    news = _to_the_moment(news, effective(history))
    stands = _standing_before(history, news)
    if stands is None:
        raise Refused(PeopleReason.NOT_OPENED, person=person)
    if origin != stands:
        raise Refused(PeopleReason.STANDS_ELSEWHERE, person=person, stands=stands)
    if to == stands:
        raise Refused(PeopleReason.STANDS_THERE_ALREADY, person=person, stands=stands)
    _check_words(to, news)
    return _entry(history, news, person=person, origin=origin, to=to)


def correct(history: Sequence[Entry], news: News, *, person: UUID, corrects: UUID, to: Standing) -> list[Entry]:
    """Return the entry that stands in place of another, or refuse.

    What followed in the same instant is restated behind it: it was recorded earlier, and would otherwise be read first.
    """
    said_before = _said_before(history, news, person=person, to=to, corrects=corrects)
    if said_before:
        return [said_before]
    wrong = _correctable(history, corrects, person=person)
    _check_hour(news)
    _check_words(to, news)
    news = _to_the_moment(news, [wrong])
    if _is_opening(wrong) and news.happened_at != wrong.happened_at:
        raise Refused(PeopleReason.OPENING_STAYS, person=person)  # the hour of the first word is a fact
    if (to, news.evidence, news.happened_at) == (wrong.standing, wrong.evidence, wrong.happened_at):
        raise Refused(PeopleReason.STANDS_THERE_ALREADY, person=person, stands=to)
    before, after = _around(history, wrong, news.happened_at)
    if not before and not _is_opening(wrong):
        raise Refused(PeopleReason.NOT_OPENED, person=person)
    origin = before[-1].standing if before else None
    correction = _entry(history, news, person=person, origin=origin, to=to, corrects=corrects)
    return [correction, *_restated(after, correction)]


def take_back(history: Sequence[Entry], news: News, *, person: UUID, corrects: UUID) -> Entry:
    """Return the entry that strikes another and puts nothing in its place, or refuse: an opening is never struck."""
    said_before = _said_before(history, news, person=person, to=None, corrects=corrects)
    if said_before:
        return said_before
    wrong = _correctable(history, corrects, person=person)
    if wrong.standing is None:  # striking a striking revives nothing: restate it instead
        raise Refused(PeopleReason.ALREADY_CORRECTED, entry=corrects)
    if _is_opening(wrong):
        raise Refused(PeopleReason.OPENING_STAYS, person=person)
    _check_words(None, news)
    return _entry(history, news, person=person, origin=wrong.standing, to=None, corrects=corrects)


def witness(
    history: Sequence[Entry], news: News, *, person: UUID, to: Standing | None, corrects: UUID | None = None
) -> Entry | None:
    """Return the entry of what was seen to happen: it is written whatever the ledger says, also where they stand there.

    It leaves from where they stood by what is known. An hour ahead of ours is the hour at which it is recorded; one
    before the opening is that of the opening: nobody is anywhere before the first word of them. The same id again is
    the same entry. With `corrects` it stands in place of that one, or (without `to`) takes it back; None where that
    entry is no longer there to be corrected: what an officer has put right since holds.
    """
    if any(entry.id == news.id for entry in history):
        return next(entry for entry in history if entry.id == news.id)
    opening = next((entry for entry in history if _is_opening(entry) and entry.corrects is None), None)
    if opening is None:
        raise Refused(PeopleReason.NOT_OPENED, person=person)
    hour = news.at if news.happened_at > news.at + SKEW else news.happened_at
    news = replace(news, happened_at=max(hour, opening.happened_at), said_by=news.said_by[:LONGEST_SAID_BY])
    if corrects is None:
        return _entry(history, news, person=person, origin=fold(history, at=news.happened_at), to=to)
    wrong = next((entry for entry in effective(history) if entry.id == corrects), None)
    if wrong is None or _is_opening(wrong):
        return None
    rest = [entry for entry in history if entry.id != corrects]
    origin = wrong.standing if to is None else fold(rest, at=news.happened_at)
    return _entry(history, news, person=person, origin=origin, to=to, corrects=corrects)


def _is_opening(entry: Entry) -> bool:
    return entry.origin is None and entry.standing is not None


def _said_before(
    history: Sequence[Entry], news: News, *, person: UUID, to: Standing | None, corrects: UUID | None = None
) -> Entry | None:
    for entry in history:
        if entry.id == news.id:
            if (entry.person, entry.standing, entry.corrects) == (person, to, corrects):
                return entry
            raise Refused(PeopleReason.ENTRY_DIFFERS, entry=news.id)
    return None


def _correctable(history: Sequence[Entry], corrects: UUID, *, person: UUID) -> Entry:
    wrong = next((entry for entry in history if entry.id == corrects and entry.person == person), None)
    if wrong is None:
        raise Refused(PeopleReason.NO_SUCH_ENTRY, entry=corrects)
    if any(entry.corrects == corrects for entry in history):
        raise Refused(PeopleReason.ALREADY_CORRECTED, entry=corrects)
    return wrong


def _check_hour(news: News) -> None:
    if news.happened_at > news.at + SKEW:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=news.happened_at)


def _check_words(to: Standing | None, news: News) -> None:
    if to and to.account in NEEDS_PLACE and to.place is None:
        raise Refused(PeopleReason.PLACE_NEEDED, account=to.account)
    if to and to.account in NEEDS_LEG and not to.leg:
        raise Refused(PeopleReason.LEG_NEEDED, account=to.account)
    if len(news.said_by) > LONGEST_SAID_BY or (to and len(to.leg) > LONGEST_LEG):
        raise Refused(FoundationReason.TEXT_TOO_LONG)


def _to_the_moment(news: News, known: Iterable[Entry]) -> News:
    """Read an hour that was typed to the minute as the last moment of it that is known, never as one before it.

    Who registered somebody at 10:00:30 and moves them at "10:00" does not mean before they were registered.
    """
    hour = news.happened_at
    if hour.second or hour.microsecond:
        return news
    moments = [entry.happened_at for entry in known if hour <= entry.happened_at < hour + MINUTE]
    return replace(news, happened_at=max(moments, default=hour))


def _standing_before(history: Sequence[Entry], news: News) -> Standing | None:
    # "Before" includes the same hour: what is recorded later comes later.
    return fold(history, at=news.happened_at)


def _next_record(history: Sequence[Entry], at: datetime) -> datetime:
    # Never earlier than what the ledger already holds of them: two servers' clocks may disagree, an exercise's stands.
    return max([at, *(entry.recorded_at + TICK for entry in history)])


def _entry(
    history: Sequence[Entry],
    news: News,
    *,
    person: UUID,
    origin: Standing | None,
    to: Standing | None,
    corrects: UUID | None = None,
) -> Entry:
    return Entry(
        id=news.id,
        person=person,
        origin=origin,
        standing=to,
        evidence=news.evidence,
        said_by=news.said_by,
        officer=news.officer,
        happened_at=news.happened_at,
        recorded_at=_next_record(history, news.at),
        corrects=corrects,
    )


def _around(history: Sequence[Entry], wrong: Entry, hour: datetime) -> tuple[list[Entry], list[Entry]]:
    """Return what counts before a correction, and what happened in the same instant after what it corrects."""
    others = [entry for entry in effective(history) if entry.id != wrong.id]
    before = [entry for entry in others if entry.happened_at <= hour]
    if hour != wrong.happened_at:
        return before, []
    known = {entry.id: entry for entry in history}
    place = _first_said(wrong, known).order
    after = [entry for entry in before if _first_said(entry, known).order > place]
    return [entry for entry in before if entry not in after], after


def _first_said(entry: Entry, known: Mapping[UUID, Entry]) -> Entry:
    """Return the entry in whose place this one stands, through corrections that kept the hour."""
    while entry.corrects is not None:
        wrong = known.get(entry.corrects)
        if wrong is None or wrong.happened_at != entry.happened_at:
            break
        entry = wrong
    return entry


def _restated(after: Iterable[Entry], correction: Entry) -> list[Entry]:
    written: list[Entry] = []
    before = correction
    for entry in after:
        before = replace(
            entry,
            id=uuid5(correction.id, str(entry.id)),
            origin=before.standing,
            officer=correction.officer,
            recorded_at=before.recorded_at + TICK,
            corrects=entry.id,
        )
        written.append(before)
    return written
