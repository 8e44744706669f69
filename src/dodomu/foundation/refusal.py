"""Saying no: one exception, a reason that can be counted and translated, and no sentence."""

from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Base of every chapter's reasons; the sentences for them live with the words of the web."""


class FoundationReason(Reason):
    NOT_PERMITTED = "not-permitted"
    ONLY_AT_HEADQUARTERS = "only-at-headquarters"  # a post that works alone takes it over with the next exchange
    NOT_SIGNED_IN = "not-signed-in"
    NO_SUCH_CRISIS = "no-such-crisis"
    CRISIS_CLOSED = "crisis-closed"
    NOT_AN_EXERCISE = "not-an-exercise"
    CLOCK_RUNS_BACK = "clock-runs-back"
    UNKNOWN_COUNTRY = "unknown-country"
    UNKNOWN_PLACE = "unknown-place"
    NAME_TAKEN = "name-taken"
    NAME_NEEDED = "name-needed"
    TEXT_TOO_LONG = "text-too-long"
    NOT_ON_EARTH = "not-on-earth"
    UNKNOWN_ZONE = "unknown-zone"
    PLACE_WITHIN_ITSELF = "place-within-itself"
    PLACE_IN_USE = "place-in-use"
    NO_SUCH_OFFICER = "no-such-officer"
    OWN_RIGHTS = "own-rights"  # nobody gives or takes their own
    WEAK_PASSWORD = "weak-password"
    WRONG_PASSWORD = "wrong-password"


class Refused(Exception):
    """What was asked for is not done, and nothing was changed."""

    def __init__(self, reason: Reason, /, **details: Any) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details
