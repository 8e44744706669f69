"""A plan as drawings and tables: functions from facts and outcome to markup, and one sheet that holds them all."""

from dodomu.web.parts.plans.curve import draw_home_by_day
from dodomu.web.parts.plans.departures import draw_departures
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.flows import draw_flows
from dodomu.web.parts.plans.sheet import draw_sheet

__all__ = ["Facts", "draw_departures", "draw_flows", "draw_home_by_day", "draw_sheet"]
