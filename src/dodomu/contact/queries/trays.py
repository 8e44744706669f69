"""Which conversations a desk looks after: those of its crisis, and of unknown addresses that may belong to any.

Words of an exercise and words in earnest never lie on one table: an answer from an exercise would reach nobody.
"""

from typing import Final
from uuid import UUID

from django.db.models import Q

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation
from dodomu.foundation.models import Crisis

# As SQL; `c` is the conversation, the parameters are those of `values`.
HERE: Final = "(c.crisis_id = %(crisis)s OR c.crisis_id IS NULL AND (c.channel = 'drill') = %(is_exercise)s)"


def values(crisis: UUID) -> dict[str, object]:
    """Return what travels beside `HERE`."""
    return {"crisis": crisis, "is_exercise": _is_exercise(crisis)}


def of_none(crisis: UUID) -> Q:
    """The conversations of no crisis that may be of this one."""
    drill = Q(channel=ChannelKind.DRILL)
    return Q(crisis=None) & (drill if _is_exercise(crisis) else ~drill)


def here(crisis: UUID) -> Q:
    """The conversations of this crisis, and those that may be of it."""
    return Q(crisis=crisis) | of_none(crisis)


def is_here(row: Conversation, crisis: UUID) -> bool:
    """Say whether a conversation is looked after in this crisis, or may be."""
    if row.crisis_id is not None:
        return row.crisis_id == crisis
    return (row.channel == ChannelKind.DRILL) == _is_exercise(crisis)


def _is_exercise(crisis: UUID) -> bool:
    return Crisis.objects.filter(id=crisis).exclude(exercise="").exists()
