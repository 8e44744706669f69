"""Why: every reason of the planner as a code with facts, and its sentence in plain English to be translated.

A `Because` can be counted and compared; `in_words` makes a sentence of it. The engine knows no language: it takes the
function that translates, and without one speaks English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dodomu.engines.planner.marking import gettext_noop


class Code(StrEnum):
    """Every reason there is."""

    # how a party travels
    HOME_BY = "home-by"
    DANGER = "danger"
    WAITS_LONGEST = "waits-longest"
    LEFT = "left"
    PROMISE_KEPT = "promise-kept"
    PROMISE_BROKEN = "promise-broken"
    # why this way
    NOTHING_BETTER_OPEN = "nothing-better-open"
    BETTER_OPEN = "better-open"
    NOTHING_OPEN = "nothing-open"
    WAY_OPEN = "way-open"
    ALONE_NO_SOONER = "alone-no-sooner"
    ALONE_HOME = "alone-home"
    NO_WAY_AT_ALL = "no-way-at-all"
    AT_HOME = "at-home"
    ALTERNATIVE = "alternative"
    # why not that leg
    RIDES = "rides"
    PAST = "past"
    HORIZON = "horizon"
    UNLIKELY = "unlikely"
    PERMISSION_DATES = "permission-dates"
    QUOTA = "quota"
    CLOSED = "closed"
    CLOSED_EVERYWHERE = "closed-everywhere"
    PAPERS = "papers"
    REFUSED_LEG = "refused-leg"
    REFUSED_COUNTRY = "refused-country"
    NEVER_FITS = "never-fits"
    UNREACHABLE = "unreachable"
    TOO_LATE = "too-late"
    NO_TIME_TO_PROCESS = "no-time-to-process"
    NEVER_PROCESSED = "never-processed"
    ROOM_TOO_SMALL = "room-too-small"
    NO_WAY_ON = "no-way-on"
    FULL = "full"
    HELD_BACK = "held-back"
    ABOARD = "aboard"
    NOT_HIRED = "not-hired"
    BUDGET = "budget"
    PROCESSING_FULL = "processing-full"
    PROCESSING_HOUR_FULL = "processing-hour-full"
    ROOM_FULL = "room-full"
    WAYS_THERE_TAKEN = "ways-there-taken"
    WAYS_ON_TAKEN = "ways-on-taken"
    NO_VEHICLE = "no-vehicle"
    NO_DRIVERS = "no-drivers"
    NO_CAR = "no-car"
    LATER = "later"
    MORE_DANGER = "more-danger"
    AS_GOOD = "as-good"
    BETTER = "better"
    WOULD_DO = "would-do"
    # why somebody of a lower class is aboard
    LOWER_TOO_FEW = "lower-too-few"
    LOWER_WEIGH_MORE = "lower-weigh-more"
    LOWER_PROMISED = "lower-promised"
    LOWER_ONLY_WAY = "lower-only-way"
    LOWER_WORSE_OFF = "lower-worse-off"
    LOWER_COULD_MOVE = "lower-could-move"
    # what would have to be different
    MORE_SEATS = "more-seats"
    RELEASE_HELD_BACK = "release-held-back"
    WITH_PAPER = "with-paper"
    NOT_REFUSED = "not-refused"
    HIRE = "hire"
    HIRE_BEYOND_BUDGET = "hire-beyond-budget"
    MORE_QUOTA = "more-quota"
    LONGER_PERMISSION = "longer-permission"
    OPENED = "opened"
    OPENED_EVERYWHERE = "opened-everywhere"
    RISK_CHANCE = "risk-chance"
    MORE_PROCESSING = "more-processing"
    MORE_ROOM = "more-room"
    MORE_VEHICLES = "more-vehicles"
    MORE_DRIVERS = "more-drivers"
    BETTER_VEHICLES = "better-vehicles"
    MORE_MONEY = "more-money"
    OWN_CAR = "own-car"
    SPLIT = "split"
    AVAILABLE_SOONER = "available-sooner"
    LONGER_HORIZON = "longer-horizon"
    # bottlenecks
    USED = "used"
    WORTH_GUESS = "worth-guess"
    WORTH_VERIFIED = "worth-verified"
    WORTH_PROVEN = "worth-proven"
    WORTH_NOTHING_PROVEN = "worth-nothing-proven"
    WORTH_NOT_FOUND = "worth-not-found"
    # what moved
    NEW_PARTY = "new-party"
    PARTY_GONE = "party-gone"
    NOW_HOME_BY = "now-home-by"
    NOW_LEFT = "now-left"
    LEG_GONE = "leg-gone"
    LEG_STOPPED = "leg-stopped"
    LEG_MOVED = "leg-moved"
    LEG_SMALLER = "leg-smaller"
    LINK_GONE = "link-gone"
    PARTY_CHANGED = "party-changed"
    CONNECTION_LOST = "connection-lost"
    GAVE_WAY = "gave-way"
    CHOSEN_SAFER = "chosen-safer"
    CHOSEN_FOR_OTHERS = "chosen-for-others"
    WAY_FOUND = "way-found"
    # promises
    PROMISED_LEG_GONE = "promised-leg-gone"
    PROMISED_OUT_OF_REACH = "promised-out-of-reach"
    PROMISED_TOO_MANY = "promised-too-many"
    PROMISED_QUOTA = "promised-quota"
    PROMISE_COULD_BE_KEPT = "promise-could-be-kept"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason: which, and the numbers, names and moments in it. Moments are aware, dangers in risk-hours."""

    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return in_words(self)


C = Code
SENTENCES: Mapping[Code, str] = {
    C.HOME_BY: gettext_noop("Home on %(home)s, by %(way)s. Persons: %(persons)s."),
    C.DANGER: gettext_noop(
        "Danger until home for one person: %(danger)s risk-hours, of which %(waiting)s while waiting and %(moving)s on "
        "the way."
    ),
    C.WAITS_LONGEST: gettext_noop(
        "The longest wait is at %(place)s, from %(since)s until %(until)s: %(danger)s risk-hours."
    ),
    C.LEFT: gettext_noop("This plan has no way home for them. Persons left: %(persons)s."),
    C.PROMISE_KEPT: gettext_noop("They were promised %(leg)s, and it is kept."),
    C.PROMISE_BROKEN: gettext_noop("They were promised %(leg)s, and it is not kept."),
    C.NOTHING_BETTER_OPEN: gettext_noop(
        "With everybody else travelling as planned there is no safer way home for them."
    ),
    C.BETTER_OPEN: gettext_noop(
        "A safer way is open as the plan stands, home on %(home)s by %(way)s: %(danger)s instead of %(now)s risk-hours "
        "for one person. Searching for longer may use it."
    ),
    C.NOTHING_OPEN: gettext_noop("With everybody else travelling as planned no way home is left for them."),
    C.WAY_OPEN: gettext_noop(
        "A way home is open as the plan stands, home on %(home)s by %(way)s. Searching for longer may use it."
    ),
    C.ALONE_NO_SOONER: gettext_noop("Even if nobody else travelled they could not be home sooner."),
    C.ALONE_HOME: gettext_noop(
        "If nobody else travelled they could be home on %(home)s, by %(way)s. What is in the way of that follows."
    ),
    C.NO_WAY_AT_ALL: gettext_noop("Even if nobody else travelled there would be no way home for them before %(ends)s."),
    C.AT_HOME: gettext_noop("They are home already."),
    C.ALTERNATIVE: gettext_noop("Otherwise by %(leg)s: home on %(home)s, %(danger)s risk-hours for one person."),
    C.RIDES: gettext_noop("They travel by this."),
    C.PAST: gettext_noop("It leaves before the plan begins (%(begins)s), or too soon after that to board."),
    C.HORIZON: gettext_noop("It arrives on %(arrives)s, after the plan ends (%(ends)s)."),
    C.UNLIKELY: gettext_noop(
        "It is not planned with: its chance to run is %(chance)s, and at least %(least)s is asked for."
    ),
    C.PERMISSION_DATES: gettext_noop("The permission %(permission)s does not hold on %(departs)s, when it leaves."),
    C.QUOTA: gettext_noop(
        "Of the permission %(permission)s for %(quota)s persons %(left)s are left; needed: %(needed)s."
    ),
    C.CLOSED: gettext_noop("Closed on %(hour)s: %(at)s, until %(ends)s. Reason given: %(why)s."),
    C.CLOSED_EVERYWHERE: gettext_noop("Nothing may move on %(hour)s, a rule until %(ends)s. Reason given: %(why)s."),
    C.PAPERS: gettext_noop("They lack papers for it: %(papers)s."),
    C.REFUSED_LEG: gettext_noop("They refuse it themselves."),
    C.REFUSED_COUNTRY: gettext_noop("It goes through a country that they refuse themselves: %(country)s."),
    C.NEVER_FITS: gettext_noop(
        "It does not offer what they need, even empty. Needed of “%(kind)s”: %(needed)s, offered: %(offered)s, "
        "held back: %(held)s."
    ),
    C.UNREACHABLE: gettext_noop("There is no way for them to %(place)s before it leaves, or at all."),
    C.TOO_LATE: gettext_noop(
        "They cannot be there in time: at %(place)s on %(earliest)s at the earliest, by %(way)s; they must be ready by "
        "%(ready)s."
    ),
    C.NO_TIME_TO_PROCESS: gettext_noop(
        "They can be at %(place)s on %(earliest)s at the earliest, by %(way)s; then there is no time left to process "
        "them by %(ready)s."
    ),
    C.NEVER_PROCESSED: gettext_noop(
        "Between %(earliest)s and %(ready)s nobody, or not so many at once, can be processed at %(place)s, even if "
        "nobody else travelled."
    ),
    C.ROOM_TOO_SMALL: gettext_noop(
        "They would have to wait at %(place)s, where there is no room for so many at any time."
    ),
    C.NO_WAY_ON: gettext_noop(
        "From %(place)s, where it arrives on %(arrives)s, there is no way on to be home in time."
    ),
    C.FULL: gettext_noop("It is full for them. Needed of “%(kind)s”: %(needed)s, left: %(left)s of %(seats)s."),
    C.HELD_BACK: gettext_noop("Held back on it and not planned with, of “%(kind)s”: %(held)s."),
    C.ABOARD: gettext_noop(
        "Aboard are: %(classes)s. Of a higher class: %(higher)s; of the same class: %(same)s, waiting longer: "
        "%(longer)s; of a lower class: %(lower)s."
    ),
    C.NOT_HIRED: gettext_noop("It belongs to the charter %(charter)s, which is not hired (price: %(price)s)."),
    C.BUDGET: gettext_noop("There is not the money: it costs %(cost)s for them, and %(left)s is left."),
    C.PROCESSING_FULL: gettext_noop(
        "At %(place)s the hours in which they would have to be processed are taken, from %(since)s until %(until)s. "
        "The most left in one of them: %(left)s; needed: %(needed)s."
    ),
    C.PROCESSING_HOUR_FULL: gettext_noop(
        "At %(place)s %(left)s of %(capacity)s can still be processed in the hour of %(hour)s; needed: %(needed)s."
    ),
    C.ROOM_FULL: gettext_noop("At %(place)s, with room for %(room)s, there is no room for them to wait on %(hour)s."),
    C.WAYS_THERE_TAKEN: gettext_noop(
        "The ways by which they would reach %(place)s in time are taken; what is missing follows."
    ),
    C.WAYS_ON_TAKEN: gettext_noop("The ways on from %(place)s are taken; what is missing follows."),
    C.NO_VEHICLE: gettext_noop("No vehicle of %(fleet)s is free in those hours."),
    C.NO_DRIVERS: gettext_noop("The drivers of %(fleet)s have no hours left on %(day)s."),
    C.NO_CAR: gettext_noop("They have no car for %(link)s."),
    C.LATER: gettext_noop(
        "They could take it, but would be home on %(home)s instead of %(now)s, with %(danger)s instead of "
        "%(danger_now)s risk-hours for one person."
    ),
    C.MORE_DANGER: gettext_noop(
        "They could take it and be home on %(home)s instead of %(now)s, but with %(danger)s instead of "
        "%(danger_now)s risk-hours for one person."
    ),
    C.AS_GOOD: gettext_noop("They could as well take it: home on %(home)s, and no more danger."),
    C.BETTER: gettext_noop(
        "They could take it with less danger: home on %(home)s instead of %(now)s, %(danger)s instead of "
        "%(danger_now)s risk-hours for one person. Searching for longer may use it."
    ),
    C.WOULD_DO: gettext_noop(
        "They could take it as the plan stands, home on %(home)s. Searching for longer may use it."
    ),
    C.LOWER_TOO_FEW: gettext_noop(
        "If everybody of a lower class got off, that would free %(free)s of “%(kind)s”; %(short)s are missing."
    ),
    C.LOWER_WEIGH_MORE: gettext_noop(
        "Those who would have to get off for them weigh as much or more together: %(lost)s against %(gained)s "
        "(persons times weight)."
    ),
    C.LOWER_PROMISED: gettext_noop("%(party)s ranks lower and is aboard because the place was promised."),
    C.LOWER_ONLY_WAY: gettext_noop("%(party)s ranks lower and is aboard because no other way home is left for it."),
    C.LOWER_WORSE_OFF: gettext_noop(
        "%(party)s ranks lower; by another way it would have %(lost)s risk-hours more in all, and they would save at "
        "most %(gained)s."
    ),
    C.LOWER_COULD_MOVE: gettext_noop(
        "%(party)s ranks lower and could travel another way, home on %(home)s. Searching for longer may exchange them."
    ),
    C.MORE_SEATS: gettext_noop("%(leg)s would have to offer more. %(more)s."),
    C.RELEASE_HELD_BACK: gettext_noop("What is held back on %(leg)s would have to be given out. %(more)s."),
    C.WITH_PAPER: gettext_noop("They would need one more paper: %(paper)s."),
    C.NOT_REFUSED: gettext_noop("They would have to accept what they refuse: %(refused)s."),
    C.HIRE: gettext_noop("The charter %(charter)s would have to be hired for %(price)s; the money for it is there."),
    C.HIRE_BEYOND_BUDGET: gettext_noop(
        "The charter %(charter)s would have to be hired for %(price)s; of that %(more)s is not in the budget."
    ),
    C.MORE_QUOTA: gettext_noop("The permission %(permission)s would have to hold for more persons: %(more)s."),
    C.LONGER_PERMISSION: gettext_noop("The permission %(permission)s would have to hold on %(departs)s."),
    C.OPENED: gettext_noop(
        "%(at)s would have to be open in the hours of %(hours)s. Reason given for closing: %(why)s."
    ),
    C.OPENED_EVERYWHERE: gettext_noop(
        "What stops all movement would have to be lifted in the hours of %(hours)s. Reason given for it: %(why)s."
    ),
    C.RISK_CHANCE: gettext_noop("%(leg)s would have to be planned with although its chance to run is %(chance)s."),
    C.MORE_PROCESSING: gettext_noop("%(place)s would have to process more in the hour of %(hour)s: %(more)s."),
    C.MORE_ROOM: gettext_noop("%(place)s would need room for more people: %(more)s."),
    C.MORE_VEHICLES: gettext_noop("%(fleet)s would need more vehicles: %(more)s."),
    C.MORE_DRIVERS: gettext_noop("The drivers of %(fleet)s would have to drive longer in a day, in minutes: %(more)s."),
    C.BETTER_VEHICLES: gettext_noop("The vehicles of %(fleet)s would have to offer more. %(more)s."),
    C.MORE_MONEY: gettext_noop("The budget would have to be larger by %(more)s."),
    C.OWN_CAR: gettext_noop("They would need a car."),
    C.SPLIT: gettext_noop("If they agreed to be separated, so many of them could travel: %(persons)s."),
    C.AVAILABLE_SOONER: gettext_noop("They would have to be able to leave %(place)s by %(hour)s."),
    C.LONGER_HORIZON: gettext_noop("The plan would have to run until %(ends)s."),
    C.USED: gettext_noop("Used: %(used)s of %(capacity)s (%(percent)s %%)."),
    C.WORTH_GUESS: gettext_noop(
        "A first guess from the prices, not checked: one more is worth %(worth)s in persons times weight."
    ),
    C.WORTH_VERIFIED: gettext_noop(
        "Solved again with %(amount)s more: a checked plan brings home %(gain)s more in persons times weight. That may "
        "be less than what is possible, and part of it may come from the longer search."
    ),
    C.WORTH_PROVEN: gettext_noop(
        "Solved again with %(amount)s more: at least %(gain)s more in persons times weight, beyond what was possible "
        "without it."
    ),
    C.WORTH_NOTHING_PROVEN: gettext_noop("Solved again with %(amount)s more to the end: that brings nobody more home."),
    C.WORTH_NOT_FOUND: gettext_noop(
        "Solved again with %(amount)s more: no better plan was found. That proves nothing."
    ),
    C.NEW_PARTY: gettext_noop("They are new in this plan."),
    C.PARTY_GONE: gettext_noop("They no longer travel with us."),
    C.NOW_HOME_BY: gettext_noop("Now home on %(home)s, by %(way)s; before: %(before)s."),
    C.NOW_LEFT: gettext_noop("They are left now; before: %(before)s."),
    C.LEG_GONE: gettext_noop("%(leg)s is cancelled."),
    C.LEG_STOPPED: gettext_noop("%(leg)s cannot be used any more; the reason follows."),
    C.LEG_MOVED: gettext_noop("%(leg)s has other hours: it leaves on %(departs)s and arrives on %(arrives)s."),
    C.LEG_SMALLER: gettext_noop("%(leg)s has fewer places of “%(kind)s”: %(now)s instead of %(before)s."),
    C.LINK_GONE: gettext_noop("%(link)s is no longer a way."),
    C.PARTY_CHANGED: gettext_noop(
        "What is known of them has changed: size, needs, papers, place, or when they can leave."
    ),
    C.CONNECTION_LOST: gettext_noop("They would no longer be in time for %(leg)s."),
    C.GAVE_WAY: gettext_noop("On %(leg)s they gave way to others: %(parties)s."),
    C.CHOSEN_SAFER: gettext_noop("The old way is still open; on the new one there is less danger for them."),
    C.CHOSEN_FOR_OTHERS: gettext_noop(
        "The old way is still open to them in the new plan, and was better for them. Searching for longer may give it "
        "back."
    ),
    C.WAY_FOUND: gettext_noop("They had no way home before."),
    C.PROMISED_LEG_GONE: gettext_noop("%(leg)s, which was promised, cannot be used by anybody any more."),
    C.PROMISED_OUT_OF_REACH: gettext_noop(
        "%(leg)s, which was promised, cannot be used by them any more or does not bring them home, even if nobody else "
        "travelled."
    ),
    C.PROMISED_TOO_MANY: gettext_noop(
        "On %(leg)s more was promised of “%(kind)s” than there is: %(promised)s of %(seats)s."
    ),
    C.PROMISED_QUOTA: gettext_noop(
        "More was promised than the permission %(permission)s holds for: %(promised)s of %(quota)s persons."
    ),
    C.PROMISE_COULD_BE_KEPT: gettext_noop(
        "Taken alone this promise could be kept; it was broken for the good of others."
    ),
}

WORDS: Mapping[str, str] = {
    # what the usual classes and kinds are called; those of a problem's own are shown as they are
    "medical": gettext_noop("medical cases"),
    "children": gettext_noop("with children"),
    "frail": gettext_noop("old or disabled"),
    "family": gettext_noop("families"),
    "other": gettext_noop("others"),
    "seat": gettext_noop("seats"),
    "wheelchair": gettext_noop("wheelchair spaces"),
    "stretcher": gettext_noop("stretcher spaces"),
    "infant": gettext_noop("infants on a lap"),
    "pet": gettext_noop("pet crates"),
    "": gettext_noop("not said"),
}
SHOWN_AS_WORDS = frozenset({"kind", "why"})


def say_hour(moment: datetime) -> str:
    """Return a moment as it stands in its own zone, to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")


def in_words(
    because: Because, translate: Callable[[str], str] = str, hour: Callable[[datetime], str] = say_hour
) -> str:
    """Return the sentence of a reason; `hour` says how moments are written."""
    shown = {name: _shown(name, fact, translate, hour) for name, fact in because.facts.items()}
    return translate(SENTENCES[because.code]) % shown


def _shown(name: str, fact: object, translate: Callable[[str], str], hour: Callable[[datetime], str]) -> str:
    if isinstance(fact, datetime):
        return hour(fact)
    if isinstance(fact, Mapping):
        return ", ".join(f"{translate(WORDS.get(str(each), str(each)))}: {many}" for each, many in fact.items())
    if isinstance(fact, tuple):
        return ", ".join(_shown(name, each, translate, hour) for each in fact)
    if isinstance(fact, float):
        return f"{fact:g}"
    if name in SHOWN_AS_WORDS:
        return translate(WORDS.get(str(fact), str(fact)))
    return str(fact)
