"""The tables of a plan: its levels, its legs, its parties, who is left, what is hired, what is scarce."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner import check
from dodomu.engines.planner.explain import Bottleneck
from dodomu.engines.planner.plan import Itinerary, Outcome
from dodomu.engines.planner.problem import Leg, Party
from dodomu.web.parts.plans.facts import Facts, Load, Movement
from dodomu.web.parts.plans.markup import called, joined, percent_of, tag
from dodomu.web.parts.plans.reasons import bottleneck_words
from dodomu.web.parts.plans.words import (
    LEVELS,
    MODES,
    code_words,
    decimal,
    hour,
    kind_words,
    level_gap,
    level_words,
    number,
    place_name,
)

MOST_LEGS: Final = 400
MOST_PARTIES: Final = 1000
MOST_LEFT: Final = 300
MOST_ROUNDS: Final = 200
_EMPTY: Final = Load()
_SHORT: Final = 14
_FIT: Final = 4  # so many columns have room on a telephone

Row = Sequence[str]


def levels_table(facts: Facts, outcome: Outcome) -> SafeString:
    """Return what the plan reaches level by level, and what nobody can better."""
    head, *rows = level_rows(facts, outcome)
    lines = [(row[0], *(_num(cell) for cell in row[1:])) for row in rows]
    return _table(_("How good the plan is"), head, lines, numbers=set(range(1, len(head))))


def level_rows(facts: Facts, outcome: Outcome) -> list[Row]:
    """Return the head and the rows of that table; of a plan that nothing was proven of, only what it reaches."""
    if not outcome.levels:
        values = check.values_of(facts.problem, facts.plan)
        head: Row = (_("What is wanted"), _("This plan"))
        return [head, *((str(LEVELS[name]), level_words(name, amount)) for name, amount in values.items())]
    rows = [
        (
            str(LEVELS[each.name]),
            level_words(each.name, each.value),
            level_words(each.name, each.bound),
            level_gap(each),
        )
        for each in outcome.levels
    ]
    return [(_("What is wanted"), _("This plan"), _("Bound"), _("Gap")), *rows]


def legs_table(facts: Facts, *, most: int = MOST_LEGS) -> SafeString:
    """Return every leg that carries somebody, in order of departure; where there are too many, the fullest of them."""
    carrying = [leg for leg in facts.problem.legs if leg.id in facts.leg_loads]
    if not carrying:
        return tag("p", _("Nobody travels by a leg."), class_="plan-note")
    fullest = sorted(carrying, key=lambda leg: (-facts.leg_loads[leg.id].persons, leg.id))[:most]
    rows = [_leg_row(leg, facts) for leg in sorted(fullest, key=lambda leg: (leg.departs, leg.id))]
    head = (_("Leg"), _("From"), _("To"), _("Departs"), _("Arrives"), _("People"), _("Seats"), _("Filled"), _("Also"))
    table = _table(_("Legs"), head, rows, numbers={5, 6})
    empty = sum(1 for leg in facts.problem.legs if leg.id not in facts.leg_loads)
    notes = [_beyond(len(carrying), most, ngettext("%(count)s leg", "%(count)s legs", len(carrying)))]
    if empty:
        told = ngettext("%(count)s leg carries nobody.", "%(count)s legs carry nobody.", empty)
        notes.append(tag("p", told % {"count": number(empty)}, class_="plan-note"))
    return joined(table, *notes)


def parties_table(facts: Facts, *, most: int = MOST_PARTIES) -> SafeString:
    """Return how each party comes home, in order of their setting out."""
    if not facts.plan.itineraries:
        return tag("p", _("Nobody comes home."), class_="plan-note")
    begun = [(_begins(itinerary, facts), itinerary.party, itinerary) for itinerary in facts.plan.itineraries]
    first = sorted(begun, key=lambda each: (each[0], each[1], each[2].persons))[:most]
    rows = [_party_row(itinerary, facts) for _begin, _party, itinerary in first]
    head = (_("Party"), _("From"), _("People"), _("Priority"), _("Way"), _("Home"))
    many = len(facts.plan.itineraries)
    table = _table(_("Parties and their ways"), head, rows, numbers={2}, wide=4)
    return joined(table, _beyond(many, most, ngettext("%(count)s party", "%(count)s parties", many)))


def left_table(
    facts: Facts, *, most: int = MOST_LEFT, reasons: Mapping[str, Sequence[str]] | None = None
) -> SafeString:
    """Return who is left, the most urgent first, with what is known of why (sentences by the id of the party)."""
    if not facts.left:
        return tag("p", _("Nobody is left."), class_="plan-note")
    told = reasons or {}
    rows = [
        (
            _id(party.id),
            place_name(facts.places[party.place]),
            _num(number(many) if many == party.persons else f"{number(many)}/{number(party.persons)}"),
            kind_words(party.priority),
            _needs(party),
            *([joined(*(tag("p", sentence) for sentence in told.get(party.id, ())))] if told else []),
        )
        for party, many in facts.left[:most]
    ]
    head = (_("Party"), _("Where"), _("People"), _("Priority"), _("Needs"), *([_("Why")] if told else []))
    table = _table(_("Who is left"), head, rows, numbers={2}, wide=5)
    many = len(facts.left)
    return joined(table, _beyond(many, most, ngettext("%(count)s party", "%(count)s parties", many)))


def left_by_priority(facts: Facts) -> SafeString:
    """Return how many are left of each class, those with the greatest weight first."""
    counted: dict[str, int] = {}
    for party, many in facts.left:
        counted[party.priority] = counted.get(party.priority, 0) + many
    order = sorted(counted, key=lambda each: (-facts.problem.priorities.get(each, 0), each))
    entries = [joined(tag("dt", kind_words(each)), tag("dd", number(counted[each]))) for each in order]
    return tag("dl", *(tag("div", entry) for entry in entries), class_="plan-sums") if entries else SafeString("")


def charters_table(facts: Facts) -> SafeString:
    """Return which charters are hired, with their rotations and what they carry, and how many are not."""
    hired = [charter for charter in facts.problem.charters if charter.id in facts.plan.charters]
    rows = []
    for charter in sorted(hired, key=lambda each: each.id):
        legs = sorted((leg for leg in facts.problem.legs if leg.charter == charter.id), key=lambda leg: leg.departs)
        used = sum(facts.leg_loads.get(leg.id, _EMPTY).used.get("seat", 0) for leg in legs)
        seats = sum(facts.offered(leg).get("seat", 0) for leg in legs)
        legs_told = ", ".join(f"{called(leg.id)} {hour(leg.departs, facts.problem.zone)}" for leg in legs)
        rows.append(
            (
                _id(charter.id),
                _num(number(charter.price)),
                legs_told,
                _num(f"{number(used)}/{number(seats)}"),
                _meter(used, seats),
            )
        )
    head = (_("Charter"), _("Price"), _("Its legs"), _("Seats"), _("Filled"))
    table = _table(_("Charters"), head, rows, numbers={1, 3}, wide=2) if rows else SafeString("")
    others = len(facts.problem.charters) - len(hired)
    if not others:
        return table
    told = ngettext("%(count)s charter is not hired.", "%(count)s charters are not hired.", others)
    return joined(table, tag("p", told % {"count": number(others)}, class_="plan-note"))


def rotations_table(facts: Facts, *, most: int = MOST_ROUNDS) -> SafeString:
    """Return the rounds of each vehicle in order."""
    rotations = sorted(facts.plan.rotations, key=lambda each: (each.leaves, each.fleet, each.vehicle))
    rows = []
    for rotation in rotations[:most]:
        load = facts.rotation_loads.get(rotation.id, _EMPTY)
        seats = facts.fleets[rotation.fleet].seats.get("seat", 0)
        back = facts.shuttle(rotation)
        zone = facts.problem.zone
        rows.append((
            f"{called(rotation.fleet)} {rotation.vehicle + 1}", place_name(facts.places[rotation.place]),
            _num(hour(rotation.leaves, zone)), _num(hour(back.begins, zone)), _num(hour(back.ends, zone)),
            _num(number(load.persons)), _num(f"{number(load.used.get('seat', 0))}/{number(seats)}"),
        ))  # fmt: skip
    head = (_("Vehicle"), _("To"), _("Leaves"), _("Loads"), _("Back"), _("People"), _("Seats"))
    table = _table(_("Rounds of vehicles"), head, rows, numbers={5, 6})
    told = ngettext("%(count)s round", "%(count)s rounds", len(rotations))
    return joined(table, _beyond(len(rotations), most, told))


def bottlenecks_table(found: Sequence[Bottleneck], facts: Facts) -> SafeString:
    """Return what is scarce, how much of it is used, and what one more of it was worth in the last prices."""
    rows = [
        (
            bottleneck_words(each, facts),
            _num(f"{number(each.used)}/{number(each.capacity)}"),
            _num(decimal(each.worth, 2)),
        )
        for each in found
    ]
    head = (_("What is scarce"), _("Used"), _("Worth of one more"))
    note = _("In people by priority; a first guess from the last prices of the search, not checked.")
    return joined(_table(_("Bottlenecks"), head, rows, numbers={1, 2}), tag("p", note, class_="plan-note"))


def way_words(itinerary: Itinerary, facts: Facts) -> list[str]:
    """Return each part of a way home in words: when, by what, to where."""
    return [_movement_words(movement, facts) for movement in facts.movements(itinerary)]


def _movement_words(movement: Movement, facts: Facts) -> str:
    target = place_name(facts.places[movement.target])
    by = _("on their own") if movement.way == "travel" else called(movement.name)
    return f"{hour(movement.begins, facts.problem.zone)} {by} → {target}"


def _leg_row(leg: Leg, facts: Facts) -> Row:
    load, offered, zone = facts.leg_loads[leg.id], facts.offered(leg), facts.problem.zone
    used, seats = load.used.get("seat", 0), offered.get("seat", 0)
    also = [
        f"{kind_words(kind)} {number(load.used[kind])}/{number(offered.get(kind, 0))}"
        for kind in facts.problem.kinds
        if kind != "seat" and load.used.get(kind)
    ]
    if leg.charter:
        also.append(_("charter %(name)s") % {"name": called(leg.charter)})
    if leg.chance < 1:
        also.append(_("chance to run %(percent)s %%") % {"percent": round(leg.chance * 100)})
    mode = code_words(MODES, leg.mode) if leg.mode else ""
    name = joined(tag("b", _id(leg.id)), *([" ", tag("span", mode, class_="plan-quiet")] if mode else []))
    return (
        name, place_name(facts.places[leg.origin]), place_name(facts.places[leg.target]),
        _num(hour(leg.departs, zone)), _num(hour(leg.arrives, zone)), _num(number(load.persons)),
        _num(f"{number(used)}/{number(seats)}"), _meter(used, seats), ", ".join(also),
    )  # fmt: skip


def _party_row(itinerary: Itinerary, facts: Facts) -> Row:
    party = facts.parties[itinerary.party]
    part = itinerary.persons != party.persons
    many = f"{number(itinerary.persons)}/{number(party.persons)}" if part else number(itinerary.persons)
    way = joined(*(tag("span", words, class_="plan-step") for words in way_words(itinerary, facts)))
    return (
        _id(party.id), place_name(facts.places[party.place]), _num(many), kind_words(party.priority),
        way, _num(hour(facts.home_at(itinerary), facts.problem.zone)),
    )  # fmt: skip


def _begins(itinerary: Itinerary, facts: Facts) -> datetime:
    return min((movement.begins for movement in facts.movements(itinerary)), default=facts.problem.ends)


def _needs(party: Party) -> str:
    wanted = [f"{kind_words(kind)} {number(many)}" for kind, many in party.needs.items() if kind != "seat" and many]
    return ", ".join(wanted)


def _id(text: str) -> SafeString:
    """A name by which something is looked up: a short one is never broken."""
    name = called(text)
    return tag("span", name, class_="plan-num" if len(name) <= _SHORT else None)


def _num(text: str) -> SafeString:
    return tag("span", text, class_="plan-num")


def _meter(used: int, seats: int) -> SafeString:
    """A small bar of how full it is."""
    full = tag(
        "rect", class_="plan-fill plan-fill--leg", width=percent_of(min(used, seats), seats), height="100%", rx=1.5
    )
    around = tag("rect", class_="plan-bar plan-bar--leg", width="100%", height="100%", rx=1.5)
    return tag("svg", around, full, class_="plan-meter", aria_hidden="true")


def _beyond(many: int, most: int, told: str) -> SafeString:
    """Say how much a table leaves out, and where it stands; nothing where it leaves nothing out."""
    if many <= most:
        return SafeString("")
    words = _("Here are %(most)s of %(all)s. The others are in the CSV and JSON files of this plan.")
    return tag("p", words % {"most": number(most), "all": told % {"count": number(many)}}, class_="plan-note")


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Row], *, numbers: set[int], wide: int | None = None
) -> SafeString:
    """A table that may be wider than its page: then it is moved sideways in its own frame, also by keyboard."""

    def kind(at: int) -> str | None:
        return "num" if at in numbers else "plan-way" if at == wide else None

    heads = tag("tr", *(tag("th", text, scope="col", class_=kind(at)) for at, text in enumerate(head)))
    lines = [tag("tr", *(tag("td", cell, class_=kind(at)) for at, cell in enumerate(row))) for row in rows]
    size = " plan-table--long" if len(head) > _FIT else ""
    name = tag("caption", caption, class_="visually-hidden")
    table = tag("table", name, tag("thead", heads), tag("tbody", *lines), class_=f"table plan-table{size}")
    return tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=caption)
