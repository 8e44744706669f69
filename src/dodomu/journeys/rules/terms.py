"""The words of ways home, one per thing; each is explained in docs/glossary.md."""

from enum import StrEnum


class Mode(StrEnum):
    AIR = "air"
    RAIL = "rail"
    BUS = "bus"
    CAR = "car"
    SEA = "sea"
    FOOT = "foot"
    TRANSFER = "transfer"  # the embassy's own cars and taxis


class Schedule(StrEnum):
    DATED = "dated"  # one departure
    ON_DEMAND = "on_demand"  # at any hour, by whoever asks: a link of the planner
    SUSPENDED = "suspended"  # an old timetable: never planned with


class LegState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"
    DEPARTED = "departed"
    ARRIVED = "arrived"


class PaidBy(StrEnum):
    STATE = "state"
    TRAVELLER = "traveller"
    PARTNER = "partner"


class CharterState(StrEnum):
    OFFERED = "offered"
    ORDERED = "ordered"
    DECLINED = "declined"
    LAPSED = "lapsed"  # the hour to order it has passed


class PermissionState(StrEnum):
    TO_ASK = "to_ask"
    LIST_SENT = "list_sent"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"


class Kind(StrEnum):
    """Of capacity, as the planner names it."""

    SEAT = "seat"
    WHEELCHAIR = "wheelchair"
    STRETCHER = "stretcher"
    INFANT = "infant"
    PET = "pet"


class Check(StrEnum):
    """What is said next to a leg; the first ones mean that nobody is planned on it."""

    OLD_TIMETABLE = "old-timetable"
    CANCELLED = "cancelled"
    GONE = "gone"
    NOT_KNOWN_YET = "not-known-yet"
    BOOKING_CLOSED = "booking-closed"
    NO_BLOCK = "no-block"
    NEEDS_DECISION = "needs-decision"  # a minister's; the default is no
    LEADS_AWAY = "leads-away"  # from the sending state
    CHARTER_NOT_ORDERED = "charter-not-ordered"  # declined, or the hour to order it has passed
    PERMISSION_MISSING = "permission-missing"
    # closed by a restriction
    CROSSING_CLOSED = "crossing-closed"
    AIRPORT_CLOSED = "airport-closed"
    OUTSIDE_HOURS = "outside-hours"  # of an airport
    CARRIER_STOPPED = "carrier-stopped"
    ROAD_CLOSED = "road-closed"
    PORT_CLOSED = "port-closed"
    # it can be planned with, and an officer should know
    DEPARTS_IN_CURFEW = "departs-in-curfew"
    ARRIVES_IN_CURFEW = "arrives-in-curfew"
    SLOWED = "slowed"  # by a checkpoint
    PAPERS_ASKED = "papers-asked"
    FIXED_PRICE = "fixed-price"  # it costs the same half empty
    ORDER_SOON = "order-soon"
    BLOCK_SHRANK = "block-shrank"
    BLOCK_ABOVE_SEATS = "block-above-seats"
    OVER_PROMISED = "over-promised"  # more is promised than the block has now
    NO_WAY_ON = "no-way-on"  # it ends where nothing goes on home
    UNLIKELY = "unlikely"
    HOUR_DISAGREES = "hour-disagrees"  # the file's own UTC is not the wall time of the place's zone
    TOO_FAST = "too-fast"  # for the distance
    NOT_STATED = "not-stated"  # price, chance or booking hour


class ProposalState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAULTY = "faulty"  # the problem has faults; nothing was planned
    FAILED = "failed"
    DROPPED = "dropped"  # stopped before anybody began with it


class OfferKind(StrEnum):
    PLACE = "place"  # a promised place
    STANDBY = "standby"  # an invitation to the gate, no promise


class OfferState(StrEnum):
    HELD = "held"  # the notice is shorter than the way: an officer looks at it first
    SENT = "sent"
    ACCEPTED = "accepted"
    LATER = "later"  # they asked for time; the deadline stands
    # ended
    DECLINED = "declined"
    LAPSED = "lapsed"  # no answer by the deadline
    WITHDRAWN = "withdrawn"  # by an officer
    SUPERSEDED = "superseded"  # by a newer offer, or because its leg does not go
    TRAVELLED = "travelled"


LIVE = (OfferState.HELD, OfferState.SENT, OfferState.ACCEPTED, OfferState.LATER)
TOLD = (OfferState.SENT, OfferState.ACCEPTED, OfferState.LATER)  # these were promised something


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    LATER = "later"


class DeclineReason(StrEnum):
    OTHER_DATE = "other_date"
    WORK_OR_FAMILY = "work_or_family"
    RELATIVES_PAPERS = "relatives_papers"
    NO_SAFE_WAY = "no_safe_way"
    ALREADY_LEFT = "already_left"
    PRICE = "price"
    OTHER = "other"
    NOT_SAID = "not_said"


class EndCause(StrEnum):
    """Why an offer ended."""

    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    LEG_CANCELLED = "leg_cancelled"
    LEG_GONE = "leg_gone"  # it has left without who was asked to its gate
    BLOCK_SHRANK = "block_shrank"
    NEW_PLAN = "new_plan"
    BETTER_PLACE = "better_place"  # from further down the line, or from standby
    PARTY_CHANGED = "party_changed"  # grew, left by itself, stays, was joined
    OFFICER = "officer"
    TRAVELLED = "travelled"


class Unplannable(StrEnum):
    """Why a party that wants to leave is not in the problem."""

    NO_PLACE = "no-place"
    TWO_PLACES = "two-places"  # its people wait at different places
    PARTLY_GONE = "partly-gone"  # somebody of it is aboard, home or left alone
    NOT_ELIGIBLE = "not-eligible"
    WISHES_DIFFER = "wishes-differ"
    NOT_REACHED = "not-reached"  # most of it are people who are said and not registered
    NO_DAY = "no-day"  # it wants to leave later and named no day
    AT_HOME = "at-home"  # by its place it is in the sending state, while the ledger has it waiting
    TOO_LARGE = "too-large"  # more than can be kept together: it is to be made several parties
    STAYS_OUT = "stays-out"  # an officer decided so


class OverrideKind(StrEnum):
    NOT_BY = "not_by"  # a leg, or a country
    ONLY_BY = "only_by"  # a leg
    PRIORITY = "priority"
    STAYS_OUT = "stays_out"  # not to be planned for now


class MilestoneKind(StrEnum):
    """Of a departure clock."""

    SLOT = "slot"
    CREW_HOURS = "crew_hours"
    CURFEW = "curfew"
    PERMISSION = "permission"
    BUS_TIME = "bus_time"
    BOOKING = "booking"
    ANSWERS = "answers"
    MEETING = "meeting"
    PROCESSING = "processing"
    READY = "ready"
    DEPARTURE = "departure"
    ORDER = "order"  # of the charter
    OTHER = "other"


class InviteLimit(StrEnum):
    """What keeps more from being asked to a gate."""

    RISK = "risk"
    ALLOWED = "allowed"  # by the officer
    LINE = "line"  # nobody else stands in it


class ClockState(StrEnum):
    """How an hour of a departure clock stands, best first."""

    DONE = "done"
    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"  # it has passed or will by all that is known, and something can still be done
    MISSED = "missed"  # nothing makes it good any more


class ClockCode(StrEnum):
    """Why an hour of a departure clock is what it is."""

    WRITTEN = "written"  # by an officer, not worked out
    LATER_STEP_REACHED = "later-step-reached"  # what comes after it was, so it was too
    ORDERED = "ordered"
    NOT_ORDERED = "not-ordered"
    ORDER_DECLINED = "order-declined"
    SEATS_UNUSED = "seats-unused"
    ANSWERS_OPEN = "answers-open"
    ALL_ANSWERED = "all-answered"
    ALL_THERE = "all-there"  # everybody who holds a place was seen at the meeting point
    ALL_ABOARD = "all-aboard"
    DEADLINE_PASSED = "deadline-passed"
    OFFERS_HELD = "offers-held"
    LIST_NOT_SENT = "list-not-sent"
    NOT_ANSWERED = "not-answered"
    GRANTED = "granted"
    NOT_GRANTED = "not-granted"
    ENDS_BEFORE_DEPARTURE = "ends-before-departure"
    BEGINS_AFTER_DEPARTURE = "begins-after-departure"
    ABOVE_QUOTA = "above-quota"
    CURFEW_BEFORE_DEPARTURE = "curfew-before-departure"  # everybody has to be at the meeting point when it begins
    CURFEW_AFTER_DEPARTURE = "curfew-after-departure"
    DEPARTS_IN_CURFEW = "departs-in-curfew"
    CURFEW_AFTER_ARRIVAL = "curfew-after-arrival"
    ARRIVES_IN_CURFEW = "arrives-in-curfew"
    LAST_SET_OUT = "last-set-out"
    FIRST_AT_THE_DOOR = "first-at-the-door"
    MEETS_TOO_LATE = "meets-too-late"  # for everybody to pass the door in time
    EXPECTED_LATER = "expected-later"
    LEAVES_AFTER_SLOT = "leaves-after-slot"
    LANDS_AFTER_CREW_HOURS = "lands-after-crew-hours"
    NOT_MARKED = "not-marked"  # its hour has passed, and nobody said that it left
    CANCELLED = "cancelled"
