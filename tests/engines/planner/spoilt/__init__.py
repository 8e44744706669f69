"""For each constraint a plan that only it refuses, so that dropping it would let the plan pass."""

from tests.engines.planner.spoilt import limits, people, way, written
from tests.engines.planner.spoilt.making import CITY, FAMILY, Case, cases
from tests.engines.planner.spoilt.people import FOR_GROUP, GROUP

__all__ = ["CITY", "FAMILY", "FOR_GROUP", "GROUP", "Case", "cases", "limits", "people", "way", "written"]
