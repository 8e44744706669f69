"""What a plan means: loads, hours, rotations, money, who is home when, who is left, who stands by.

Each function reads a problem and a plan and answers with small frozen dataclasses that screens and files can show as
they are. Moments are in UTC, danger is in millionths of a risk-hour, everything else in persons, minutes and whole
units of money. No plan makes them raise, but of a plan with faults they count what is written.
"""

from dodomu.engines.planner.reports.loads import (
    CharterUse,
    HubHour,
    LegLoad,
    Load,
    Money,
    PermissionUse,
    Presence,
    VehicleRound,
    charters,
    hub_hours,
    leg_loads,
    money,
    permissions,
    presence,
    vehicle_rounds,
)
from dodomu.engines.planner.reports.people import (
    HomeDay,
    HomePoint,
    Journey,
    Left,
    home_by_day,
    home_by_step,
    journeys,
    left,
)
from dodomu.engines.planner.reports.standby import Standby, Waiting, standby

__all__ = [
    "CharterUse",
    "HomeDay",
    "HomePoint",
    "HubHour",
    "Journey",
    "Left",
    "LegLoad",
    "Load",
    "Money",
    "PermissionUse",
    "Presence",
    "Standby",
    "VehicleRound",
    "Waiting",
    "charters",
    "home_by_day",
    "home_by_step",
    "hub_hours",
    "journeys",
    "left",
    "leg_loads",
    "money",
    "permissions",
    "presence",
    "standby",
    "vehicle_rounds",
]
