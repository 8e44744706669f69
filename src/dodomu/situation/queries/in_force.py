"""What is in force at an hour: begun and not ended, whatever the hour of the day. Daily hours are said, not applied."""

from collections.abc import Iterable
from datetime import datetime

from dodomu.situation.rules.restrictions import RestrictionKnown, is_in_force


def in_force(restrictions: Iterable[RestrictionKnown], at: datetime) -> list[RestrictionKnown]:
    """Return what holds at an hour or at certain hours of its days, what was announced last first."""
    return sorted((each for each in restrictions if is_in_force(each, at)), key=_announced, reverse=True)


def to_come(restrictions: Iterable[RestrictionKnown], at: datetime) -> list[RestrictionKnown]:
    """Return what was announced and has not begun, in the order of beginning."""
    return [each for each in restrictions if each.begins_at is not None and each.begins_at > at]


def _announced(restriction: RestrictionKnown) -> tuple[datetime, str]:
    return restriction.announced_at, str(restriction.thing)
