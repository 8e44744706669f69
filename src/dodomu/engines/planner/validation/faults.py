"""What can be wrong with a problem, and in which words it is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dodomu.engines.planner.marking import Translate, filled, gettext_noop, said


class FaultCode(StrEnum):
    """One sort of fault. Which facts go with it can be read from its sentence."""

    # the horizon
    HORIZON_BACKWARDS = "horizon-backwards"
    HORIZON_EMPTY = "horizon-empty"
    HORIZON_TOO_LONG = "horizon-too-long"
    HORIZON_PAST = "horizon-past"
    STEP_NOT_ALLOWED = "step-not-allowed"
    MIXED_ZONES = "mixed-zones"
    # values
    WRONG_TYPE = "wrong-type"
    NOT_WHOLE = "not-whole"
    NOT_A_NUMBER = "not-a-number"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    NAIVE_MOMENT = "naive-moment"
    MOMENT_OUT_OF_RANGE = "moment-out-of-range"
    BAD_TEXT = "bad-text"
    BAD_COUNTRY = "bad-country"
    NOT_ONE_OF = "not-one-of"
    NOT_ASCENDING = "not-ascending"
    NO_VALUES = "no-values"
    # names
    TOO_MANY = "too-many"
    DUPLICATED_ID = "duplicated-id"
    RESERVED_ID = "reserved-id"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_LEG = "unknown-leg"
    UNKNOWN_CHARTER = "unknown-charter"
    UNKNOWN_PERMISSION = "unknown-permission"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_PRIORITY = "unknown-priority"
    UNKNOWN_REFUSED = "unknown-refused"
    UNKNOWN_THING = "unknown-thing"
    # people
    PARTY_TOO_LARGE = "party-too-large"
    PARTY_AT_HOME = "party-at-home"
    FLEET_AT_HOME = "fleet-at-home"
    NEED_TOO_LARGE = "need-too-large"
    NEEDS_TOO_MANY = "needs-too-many"
    NEEDS_TOO_FEW = "needs-too-few"
    NO_HOME = "no-home"
    # ways
    ARRIVES_TOO_EARLY = "arrives-too-early"
    GOES_NOWHERE = "goes-nowhere"
    TAKES_NO_TIME = "takes-no-time"
    DUPLICATED_ROUND = "duplicated-round"
    ENDS_TOO_EARLY = "ends-too-early"
    DAILY_EMPTY = "daily-empty"
    DAILY_WITH_ZONE = "daily-with-zone"
    TOTAL_TOO_LARGE = "total-too-large"


# English, with the facts in braces: what a command prints, and what a screen translates.
SENTENCES: Mapping[FaultCode, str] = {
    FaultCode.HORIZON_BACKWARDS: gettext_noop("the plan ends at {ends}, which is not after it begins at {begins}"),
    FaultCode.HORIZON_EMPTY: gettext_noop("between {begins} and {ends} there is not one whole step of {step} minutes"),
    FaultCode.HORIZON_TOO_LONG: gettext_noop("{steps} steps are more than {most}; take longer ones or fewer days"),
    FaultCode.HORIZON_PAST: gettext_noop("the plan ends at {ends}, and it is {now} already"),
    FaultCode.STEP_NOT_ALLOWED: gettext_noop("a step of {value} minutes is not allowed; take one of {allowed}"),
    FaultCode.MIXED_ZONES: gettext_noop(
        "{naive} moments have no time zone and {aware} have one; they cannot be compared"
    ),
    FaultCode.WRONG_TYPE: gettext_noop("{value} is not {wanted}"),
    FaultCode.NOT_WHOLE: gettext_noop("{value} is not a whole number"),
    FaultCode.NOT_A_NUMBER: gettext_noop("{value} is not a number that can be counted with"),
    FaultCode.TOO_SMALL: gettext_noop("{value} is less than {least}"),
    FaultCode.TOO_LARGE: gettext_noop("{value} is more than {most}"),
    FaultCode.NAIVE_MOMENT: gettext_noop("{value} has no time zone"),
    FaultCode.MOMENT_OUT_OF_RANGE: gettext_noop("{value} is not between the years {first} and {last}"),
    FaultCode.BAD_TEXT: gettext_noop(
        "{value} is empty, or begins or ends with a space, or has control characters, or is too long"
    ),
    FaultCode.BAD_COUNTRY: gettext_noop("{value} is not a country of two capital letters"),
    FaultCode.NOT_ONE_OF: gettext_noop("{value} is none of {allowed}"),
    FaultCode.NOT_ASCENDING: gettext_noop(
        "the steps must come one after the other in time: {value} does not come after {before}"
    ),
    FaultCode.NO_VALUES: gettext_noop("there is not one value in it"),
    FaultCode.TOO_MANY: gettext_noop("there are {count}; at most {most} are read"),
    FaultCode.DUPLICATED_ID: gettext_noop("{id} stands there before, at {first}"),
    FaultCode.RESERVED_ID: gettext_noop("* means everywhere and cannot be the id of anything"),
    FaultCode.AMBIGUOUS: gettext_noop("{id} is the id of {sorts}; it cannot be told which of them is meant"),
    FaultCode.UNKNOWN_PLACE: gettext_noop("there is no place {id}"),
    FaultCode.UNKNOWN_LEG: gettext_noop("there is no leg {id}"),
    FaultCode.UNKNOWN_CHARTER: gettext_noop("there is no charter {id}"),
    FaultCode.UNKNOWN_PERMISSION: gettext_noop("there is no permission {id}"),
    FaultCode.UNKNOWN_KIND: gettext_noop("{id} is no kind of capacity; there are {known}"),
    FaultCode.UNKNOWN_PRIORITY: gettext_noop("there is no priority {id}; there are {known}"),
    FaultCode.UNKNOWN_REFUSED: gettext_noop("{id} is neither a leg nor a country of two capital letters"),
    FaultCode.UNKNOWN_THING: gettext_noop("there is no place, leg, link or fleet {id}"),
    FaultCode.PARTY_TOO_LARGE: gettext_noop(
        "{persons} persons are more than {most}, the most of one party; make several of it"
    ),
    FaultCode.PARTY_AT_HOME: gettext_noop("the party is at {id}, which is home already"),
    FaultCode.FLEET_AT_HOME: gettext_noop("the hub {id} is home; write vehicles that bring people home as legs"),
    FaultCode.NEED_TOO_LARGE: gettext_noop(
        "{amount} × {kind} is more than the {persons} persons of the party can need"
    ),
    FaultCode.NEEDS_TOO_MANY: gettext_noop(
        "{amount} infants on the lap and stretchers are more than its {persons} persons"
    ),
    FaultCode.NEEDS_TOO_FEW: gettext_noop(
        "its needs are for {amount} persons, but {persons} need a seat or something instead"
    ),
    FaultCode.NO_HOME: gettext_noop("there are {parties} parties and no place of the kind home to bring them to"),
    FaultCode.ARRIVES_TOO_EARLY: gettext_noop("it arrives at {arrives}, which is not after it departs at {departs}"),
    FaultCode.GOES_NOWHERE: gettext_noop("it goes from {id} to {id}"),
    FaultCode.TAKES_NO_TIME: gettext_noop(
        "it takes {value} minutes; a way that takes no time could be gone round for ever"
    ),
    FaultCode.DUPLICATED_ROUND: gettext_noop(
        "the fleet goes to {id} by {first} already; it cannot be told which of the two is meant"
    ),
    FaultCode.ENDS_TOO_EARLY: gettext_noop("it ends at {ends}, which is not after it begins at {begins}"),
    FaultCode.DAILY_EMPTY: gettext_noop(
        "every day it ends at {ends}, when it begins; leave both out to mean the whole day"
    ),
    FaultCode.DAILY_WITH_ZONE: gettext_noop("{value} has a zone of its own; give the closure a zone instead"),
    FaultCode.TOTAL_TOO_LARGE: gettext_noop("its {what} could add up to {total}, which is more than {most}"),
}


@dataclass(frozen=True, slots=True)
class ProblemFault:
    """Something that is wrong with a problem.

    `where` is the path in the published form, such as "legs[12].arrives". `facts` are the words of the sentence, and
    the id of the thing as "of" where it has one. `str()` is an English sentence, `said` one in another language.
    """

    code: FaultCode
    where: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said()

    def said(self, translate: Translate = str) -> str:
        """Return its sentence in the language of `translate`, begun by where it is."""
        of = f" ({said(self.facts['of'], translate)})" if "of" in self.facts else ""
        sentence = f"{self.where}{of}: {filled(SENTENCES[self.code], self.facts, translate)}."
        if sentence.isprintable():
            return sentence
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in sentence)
