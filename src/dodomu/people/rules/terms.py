"""The register's words, one per thing; each is explained in docs/glossary.md."""

from enum import StrEnum


class Account(StrEnum):
    """Where a person stands. Everybody of a crisis stands in exactly one at every moment."""

    REGISTERED = "registered"  # we know of them, not yet where they are
    WAITING = "waiting"  # at a place, wants to leave or has not said
    PROMISED = "promised"  # a place on a leg
    ASSEMBLED = "assembled"  # at an assembly point
    ABOARD = "aboard"  # a leg
    ON_THE_WAY = "on_the_way"  # arrived at a place on the way
    HOME = "home"
    STAYS = "stays"  # by choice
    LEFT_ALONE = "left_alone"  # on their own
    UNREACHABLE = "unreachable"
    DECEASED = "deceased"
    NOT_OURS = "not_ours"  # not a person of this crisis: a mistake or a duplicate


class Evidence(StrEnum):
    """How a whereabouts is known, weakest first; an officer's decision about records is no sighting at all."""

    DECIDED = "decided"
    TOLD_BY_OTHER = "told_other"
    TOLD_BY_PERSON = "told_self"
    SEEN = "seen"  # by an officer
    CARRIER = "carrier"  # the carrier's list
    SCANNED = "scanned"


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    MESSENGER = "messenger"
    LIST = "list"
    DESK = "desk"
    PRIVATE_PAGE = "private_page"
    GATE = "gate"


class GivenBy(StrEnum):
    SELF = "self"
    RELATIVE = "relative"
    GROUP_LEAD = "group_lead"
    EMBASSY = "embassy"
    LIST = "list"
    CALL_NOTE = "call_note"
    UNKNOWN = "unknown"


class PartyKind(StrEnum):
    SINGLE = "single"
    FAMILY = "family"
    GROUP = "group"
    TOUR = "tour"


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    TELEGRAM = "telegram"


class NoteKind(StrEnum):
    CALL = "call"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    OUT_OF_REACH = "out_of_reach"
    DELIVERED = "delivered"
    RELATIVE_ANSWERED = "relative_said"
    SAFE = "safe"
    HELP = "help"
    HEALTH = "health"
    WITHDRAWN = "withdrawn"
    REMARK = "remark"
    # written by what gates say
    COMES_LATER = "comes_later"  # their party boarded without them, and they are to come
    NOT_THERE = "not_there"  # their party boarded without them, and nobody knows where they are
    CAME_AFTER_ALL = "came_after_all"
