"""What officers decided otherwise than the planner would, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from dodomu.journeys.queries.overrides import OverrideLine
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.plans.naming import Names, Shown
from dodomu.web.parts.plan_words import OVERRIDES
from dodomu.web.parts.plans.words import kind_words


@dataclass(frozen=True)
class DecisionLine:
    """One decision as it is listed."""

    id: UUID
    party: Shown
    address: str  # of the party's way by the plan that counts
    kind: str
    what: str  # the departure, country or class
    reason: str
    officer: str
    at: datetime
    ended_at: datetime | None


def decision_lines(request: DeskRequest, found: Sequence[OverrideLine], names: Names) -> list[DecisionLine]:
    """Return decisions with the parties they are about."""
    names.know(each.party for each in found)
    return [
        DecisionLine(
            each.id, names.party(each.party), reverse("desk:plans-their-way", args=[request.crisis.slug, each.party]),
            str(OVERRIDES[each.kind]), each.leg or each.country or (kind_words(each.priority) if each.priority else ""),
            each.reason, each.officer, each.at, each.ended_at,
        )
        for each in found
    ]  # fmt: skip
