"""What can be wrong with a plan, and the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dodomu.engines.planner.marking import Translate, filled, gettext_noop


class PlanFaultCode(StrEnum):
    """What is wrong. Codes are kept for ever; sentences may be worded better."""

    # what is written
    UNREADABLE = "unreadable"
    NO_ZONE = "no-zone"
    UNKNOWN_PARTY = "unknown-party"
    UNKNOWN_LEG = "unknown-leg"
    UNKNOWN_LINK = "unknown-link"
    UNKNOWN_ROTATION = "unknown-rotation"
    UNKNOWN_CHARTER = "unknown-charter"
    UNKNOWN_FLEET = "unknown-fleet"
    NO_SUCH_ROUND = "no-such-round"
    NO_SUCH_VEHICLE = "no-such-vehicle"
    ROTATION_TWICE = "rotation-twice"
    OFF_THE_GRID = "off-the-grid"
    BEFORE_THE_START = "before-the-start"
    # who
    TOO_MANY_PERSONS = "too-many-persons"
    PARTY_SPLIT = "party-split"
    WRONG_NEEDS = "wrong-needs"
    NEEDS_TORN_APART = "needs-torn-apart"
    NEEDS_LEFT_ALONE = "needs-left-alone"
    PAPERS_MISSING = "papers-missing"
    REFUSED = "refused"
    NO_CAR = "no-car"
    CAR_LEFT_BEHIND = "car-left-behind"
    # the way
    NO_STEPS = "no-steps"
    NOT_THERE = "not-there"
    NOT_AVAILABLE = "not-available"
    MISSED = "missed"
    LEAVES_HOME = "leaves-home"
    NOT_HOME = "not-home"
    HOME_TOO_LATE = "home-too-late"
    NOT_PROCESSED = "not-processed"
    PROCESSED_NEEDLESSLY = "processed-needlessly"
    PROCESSED_TOO_SOON = "processed-too-soon"
    PROCESSED_TOO_LATE = "processed-too-late"
    # what is stopped
    PROCESSED_WHILE_CLOSED = "processed-while-closed"
    DEPARTURE_CLOSED = "departure-closed"
    ARRIVAL_CLOSED = "arrival-closed"
    STOPPED = "stopped"
    UNLIKELY = "unlikely"
    NOT_HIRED = "not-hired"
    NO_PERMISSION = "no-permission"
    # what there is enough of
    LEG_OVERFULL = "leg-overfull"
    VEHICLE_OVERFULL = "vehicle-overfull"
    HOUR_OVERFULL = "hour-overfull"
    PLACE_OVERFULL = "place-overfull"
    PERMISSION_OVERUSED = "permission-overused"
    VEHICLE_TWICE = "vehicle-twice"
    DRIVERS_OVERWORKED = "drivers-overworked"
    BUDGET_EXCEEDED = "budget-exceeded"


SENTENCES: Mapping[PlanFaultCode, str] = {
    PlanFaultCode.UNREADABLE: gettext_noop("{what} cannot be read: {why}."),
    PlanFaultCode.NO_ZONE: gettext_noop("{what} has no time zone: {given}."),
    PlanFaultCode.UNKNOWN_PARTY: gettext_noop("There is no party {party}."),
    PlanFaultCode.UNKNOWN_LEG: gettext_noop("Party {party} rides leg {leg}, which does not exist."),
    PlanFaultCode.UNKNOWN_LINK: gettext_noop("Party {party} travels on link {link}, which does not exist."),
    PlanFaultCode.UNKNOWN_ROTATION: gettext_noop(
        "Party {party} rides on rotation {rotation}, which is not in the plan."
    ),
    PlanFaultCode.UNKNOWN_CHARTER: gettext_noop("Charter {charter} is hired, but does not exist."),
    PlanFaultCode.UNKNOWN_FLEET: gettext_noop("Rotation {rotation} is made by fleet {fleet}, which does not exist."),
    PlanFaultCode.NO_SUCH_ROUND: gettext_noop(
        "Rotation {rotation} goes to {place}, where fleet {fleet} makes no rounds."
    ),
    PlanFaultCode.NO_SUCH_VEHICLE: gettext_noop(
        "Rotation {rotation} is made by vehicle {vehicle} of fleet {fleet}, which has {vehicles}, numbered from 0."
    ),
    PlanFaultCode.ROTATION_TWICE: gettext_noop("There are {times} rotations called {rotation}."),
    PlanFaultCode.OFF_THE_GRID: gettext_noop(
        "{what} is at {at}, which does not lie on a whole step of {step} minutes."
    ),
    PlanFaultCode.BEFORE_THE_START: gettext_noop("{what} begins at {at}, before the start of the plan at {start}."),
    PlanFaultCode.TOO_MANY_PERSONS: gettext_noop("Party {party} has {persons} persons, but {planned} are planned for."),
    PlanFaultCode.PARTY_SPLIT: gettext_noop(
        "Party {party} of {persons} may not be split, but {planned} travel by themselves."
    ),
    PlanFaultCode.WRONG_NEEDS: gettext_noop(
        "Party {party} takes {taken} for {persons} persons, but must take {needed}."
    ),
    PlanFaultCode.NEEDS_TORN_APART: gettext_noop(
        "What party {party} needs besides seats lies in {parts} parts, not in one."
    ),
    PlanFaultCode.NEEDS_LEFT_ALONE: gettext_noop(
        "{persons} persons of party {party} travel apart from those with its needs, but at most {most} may."
    ),
    PlanFaultCode.PAPERS_MISSING: gettext_noop("Party {party} rides leg {leg} without the papers for it: {papers}."),
    PlanFaultCode.REFUSED: gettext_noop("Party {party} refuses {refused}, but rides leg {leg}."),
    PlanFaultCode.NO_CAR: gettext_noop("Party {party} has no car, but travels on link {link}, which needs one."),
    PlanFaultCode.CAR_LEFT_BEHIND: gettext_noop("Party {party} needs its car on link {link}, but has left it behind."),
    PlanFaultCode.NO_STEPS: gettext_noop("Party {party} has an itinerary without a single step."),
    PlanFaultCode.NOT_THERE: gettext_noop("Party {party} is at {place}, but {what} begins at {origin}."),
    PlanFaultCode.NOT_AVAILABLE: gettext_noop(
        "Party {party} is available from {available}, but {what} begins at {start}."
    ),
    PlanFaultCode.MISSED: gettext_noop("Party {party} comes to {place} at {arrives}, but {what} begins at {start}."),
    PlanFaultCode.LEAVES_HOME: gettext_noop("Party {party} is home at {place}, but leaves again by {what}."),
    PlanFaultCode.NOT_HOME: gettext_noop("The itinerary of party {party} ends at {place}, which is not home."),
    PlanFaultCode.HOME_TOO_LATE: gettext_noop(
        "Party {party} is home at {arrives}, after the end of the plan at {end}."
    ),
    PlanFaultCode.NOT_PROCESSED: gettext_noop(
        "Party {party} boards leg {leg} at {place} without having been processed."
    ),
    PlanFaultCode.PROCESSED_NEEDLESSLY: gettext_noop(
        "Party {party} is processed for leg {leg}, for which nobody needs to be."
    ),
    PlanFaultCode.PROCESSED_TOO_SOON: gettext_noop(
        "Party {party} is processed at {place} for leg {leg} at {at}, but is there from {from} on."
    ),
    PlanFaultCode.PROCESSED_TOO_LATE: gettext_noop(
        "Party {party} is processed at {place} for leg {leg} at {at}, but has to be done by {ready}."
    ),
    PlanFaultCode.PROCESSED_WHILE_CLOSED: gettext_noop(
        "Party {party} is processed at {place} at {at}, when it is closed{why}."
    ),
    PlanFaultCode.DEPARTURE_CLOSED: gettext_noop("{what} leaves {place} at {at}, when nothing may leave it{why}."),
    PlanFaultCode.ARRIVAL_CLOSED: gettext_noop("{what} arrives at {place} at {at}, when nothing may arrive{why}."),
    PlanFaultCode.STOPPED: gettext_noop("{what} begins at {at}, when it may not{why}."),
    PlanFaultCode.UNLIKELY: gettext_noop(
        "Leg {leg} runs with a chance of {chance}, and nothing below {least} is planned with."
    ),
    PlanFaultCode.NOT_HIRED: gettext_noop("Leg {leg} runs only if charter {charter} is hired, and it is not."),
    PlanFaultCode.NO_PERMISSION: gettext_noop("Leg {leg} departs at {at}, when permission {permission} does not hold."),
    PlanFaultCode.LEG_OVERFULL: gettext_noop("Leg {leg} has {capacity} of {kind}, but {used} are taken."),
    PlanFaultCode.VEHICLE_OVERFULL: gettext_noop("Rotation {rotation} has {capacity} of {kind}, but {used} are taken."),
    PlanFaultCode.HOUR_OVERFULL: gettext_noop(
        "At {place}, {capacity} persons can be processed in the hour from {hour}, but {used} are."
    ),
    PlanFaultCode.PLACE_OVERFULL: gettext_noop(
        "At {place} there is room for {room}, but {persons} are there from {from} to {to}."
    ),
    PlanFaultCode.PERMISSION_OVERUSED: gettext_noop(
        "Permission {permission} is for {quota} persons, but {used} use it."
    ),
    PlanFaultCode.VEHICLE_TWICE: gettext_noop(
        "Vehicle {vehicle} of fleet {fleet} leaves on rotation {rotation} at {at}, but is on {other} until {until}."
    ),
    PlanFaultCode.DRIVERS_OVERWORKED: gettext_noop(
        "The drivers of fleet {fleet} are away for {used} minutes on {day}, but have {minutes}."
    ),
    PlanFaultCode.BUDGET_EXCEEDED: gettext_noop("The plan costs {costs}, but the budget is {budget}."),
}


@dataclass(frozen=True, slots=True)
class PlanFault:
    """One fault of a plan: what is wrong, where ("party P12", "leg L3" …), and the facts that the sentence names.

    `facts` of a fault of one itinerary also have its number in the plan, from 0, as "itinerary".
    """

    code: PlanFaultCode
    where: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return self.said()

    def said(self, translate: Translate = str) -> str:
        """Return its sentence in the language of `translate`."""
        sentence = filled(SENTENCES[self.code], self.facts, translate)
        # What does something is called in small letters, as it stands within a sentence.
        begins = translate(SENTENCES[self.code]).startswith("{what}")
        return sentence[:1].upper() + sentence[1:] if begins else sentence
