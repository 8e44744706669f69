"""Legs, charters and links of the exercise.

The choices made here:
- A leg is a dated row that is known, can still be booked and has a block of seats for the embassy. "suspended" rows are
  old timetables. What needs the minister's decision stays out: the policy is no until somebody says otherwise.
- Buffers: 120 minutes for a flight to another country, 60 within one, 45 for a train, 30 for a bus.
- Of a block, one wheelchair space for each 50 seats begun, crates for one pet in 25 seats by air and in 10 by train or
  bus, an infant on each second lap. Nobody says more than seats, so this is a careful guess.
- Tickets, notes for checkpoints and onward tickets are got with the seat; passports and COVID papers are the party's.
- A row that needs a charter order is a charter: the price named in its note in whole euros, else seats times fare; its
  seats then cost nothing more. Landing permits that are not certain are in the chance. No fare named is a fare of 0.
- On-demand rows are links, open to all at any hour: the embassy's cars make several runs, and the places from which
  they are scarce hold fewer people than they carry. Journeys of more than two hours are made by day (`limits.py`);
  a checkpoint that slows adds 90 minutes to each that goes into its region or out of it.
- Danger, in risk-hours for each hour of the way: 0.05 by air, 0.3 by train, 0.6 by road; on demand, also that of the
  more dangerous of its two ends.
"""

import math
import re
from dataclasses import dataclass
from datetime import timedelta

from dodomu.engines.planner.forms.exercise.sheets import Row, Sheets
from dodomu.engines.planner.problem import Charter, Leg, Link

DECISION = "ministerial_decision"
ORDER = "charter_order"
OF_THE_PARTY = frozenset({"passport", "covid_paper"})
DANGER = {"air": 0.05, "rail": 0.3}
BY_ROAD = 0.6
BUFFER = {"rail": 45, "bus": 30}
ABROAD, INLAND = 120, 60
PETS_IN = {"air": 25}
DELAY = 90  # minutes; sources speak of 45 to 90
PRICE = re.compile(r"EUR (\d{1,3}(?:,\d{3})+|\d+)")


@dataclass(frozen=True, slots=True)
class Ways:
    """What goes, and from which row each of it came."""

    legs: tuple[Leg, ...]
    charters: tuple[Charter, ...]
    links: tuple[Link, ...]
    rows: dict[str, Row]


def ways_of(sheets: Sheets) -> Ways:
    """Return the legs, charters and links that were known and could be used at the hour."""
    dated = [row for row in sheets.links if _can_be_booked(sheets, row)]
    asked = [row for row in sheets.links if _can_be_asked_for(sheets, row)]
    charters = tuple(Charter(f"charter {row.id}", _price(row)) for row in dated if ORDER in row.parts("requires"))
    return Ways(
        tuple(_leg(sheets, row) for row in dated),
        charters,
        tuple(_link(sheets, row) for row in asked),
        {row.id: row for row in [*dated, *asked]},
    )


def _is_known(sheets: Sheets, row: Row) -> bool:
    leads_away = sheets.places[row["from_id"]]["country"] != sheets.side.sending
    return row.hours["known_from"] <= sheets.at and leads_away and DECISION not in row.parts("requires")


def _can_be_booked(sheets: Sheets, row: Row) -> bool:
    if row["schedule"] != "dated" or row.hours["depart_local"] <= sheets.at:
        return False
    is_open = "book_by" not in row.hours or row.hours["book_by"] > sheets.at
    return _is_known(sheets, row) and is_open and row.numbers.get("seats_block", 0) > 0


def _can_be_asked_for(sheets: Sheets, row: Row) -> bool:
    return row["schedule"] == "on_demand" and _is_known(sheets, row) and row["from_id"] != row["to_id"]


def _leg(sheets: Sheets, row: Row) -> Leg:
    requires, mode = row.parts("requires"), row["mode"]
    ends = {sheets.places[row[column]]["country"] for column in ("from_id", "to_id")}
    through = {sheets.places[each]["country"] for each in row.parts("via") if each in sheets.places}
    is_charter = ORDER in requires
    departs, arrives = row.hours["depart_local"], row.hours["arrive_local"]
    return Leg(
        row.id,
        row["from_id"],
        row["to_id"],
        departs,
        arrives,
        _seats(int(row.numbers["seats_block"]), mode),
        buffer=BUFFER.get(mode, ABROAD if len(ends) > 1 else INLAND),
        papers=frozenset(requires) & OF_THE_PARTY | _papers_on_entry(sheets, row),
        price=0 if is_charter else round(row.numbers.get("cost_eur", 0)),
        chance=row.numbers.get("p_run", 1.0),
        danger=round(DANGER.get(mode, BY_ROAD) * ((arrives - departs) / timedelta(hours=1)), 4),
        charter=f"charter {row.id}" if is_charter else None,
        mode=mode,
        countries=frozenset(through - ends),
        processed=False,
    )


def _seats(block: int, mode: str) -> dict[str, int]:
    seats = {
        "seat": block,
        "infant": block // 2,
        "wheelchair": math.ceil(block / 50),
        "pet": math.ceil(block / PETS_IN.get(mode, 10)),
    }
    return {kind: amount for kind, amount in seats.items() if amount}


def _papers_on_entry(sheets: Sheets, row: Row) -> frozenset[str]:
    """Return what a country asks of everybody who enters it, from the hour on at which it does."""
    entered, left = (sheets.places[row[column]]["country"] for column in ("to_id", "from_id"))
    asked = any(
        rule["kind"] == "entry_requirement"
        and sheets.places[rule["place_id"]]["country"] == entered != left
        and rule.hours["start_local"] <= row.hours["arrive_local"]
        and not ("end_local" in rule.hours and rule.hours["end_local"] <= row.hours["arrive_local"])
        for rule in sheets.restrictions
    )
    return frozenset({"pcr_test"} if asked else ())


def _price(row: Row) -> int:
    named = PRICE.search(row["note"])
    if named:
        return int(named[1].replace(",", ""))
    return round(row.numbers.get("cost_eur", 0) * row.numbers.get("seats_total", 0))


def _link(sheets: Sheets, row: Row) -> Link:
    minutes = max(1, round(row.numbers["duration_min"])) + (DELAY if _is_slowed(sheets, row) else 0)
    danger = round(BY_ROAD * minutes / 60, 4)
    return Link(
        row.id, row["from_id"], row["to_id"], minutes, danger=danger, price=round(row.numbers.get("cost_eur", 0))
    )


def _is_slowed(sheets: Sheets, row: Row) -> bool:
    """Tell whether a journey goes into or out of a region that has checkpoints around its city."""
    ends = [sheets.region_of(sheets.places[row[column]]) for column in ("from_id", "to_id")]
    regions = [
        sheets.region_of(sheets.places[rule["place_id"]])
        for rule in sheets.restrictions
        if rule["kind"] == "checkpoint" and rule["effect"] == "slow"
    ]
    return any((region == ends[0]) != (region == ends[1]) for region in regions)
