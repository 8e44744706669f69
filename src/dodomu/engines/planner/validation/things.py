"""What can be wrong with places and with the ways between them."""

from collections.abc import Sequence
from datetime import time, tzinfo
from typing import Any, get_args

from dodomu.engines.planner.marking import Phrase, gettext_noop, listed
from dodomu.engines.planner.problem import EVERYWHERE, PlaceKind, Round
from dodomu.engines.planner.validation.faults import FaultCode
from dodomu.engines.planner.validation.limits import MOST, MOST_MINUTES, MOST_VEHICLES
from dodomu.engines.planner.validation.watch import Watch, is_country, shown

CLOSABLE = ("places", "legs", "links", "fleets")
A_COORDINATE = 2


def look_at_places(watch: Watch) -> None:
    """Note every fault of every place."""
    for base, place in watch.each("places"):
        watch.text(base, "name", place.name)
        watch.one_of(base, "kind", place.kind, get_args(PlaceKind))
        if place.country != "" and not is_country(place.country):
            watch.note(FaultCode.BAD_COUNTRY, base, "country", value=shown(place.country))
        watch.steps(base, "risk", place.risk)
        if place.processing is not None:
            watch.steps(base, "processing", place.processing, whole=True)
        if place.room is not None:
            watch.whole(base, "room", place.room)
        if place.position is None:
            continue
        if not isinstance(place.position, Sequence) or len(place.position) != A_COORDINATE:
            wanted = Phrase(gettext_noop("a latitude and a longitude"))
            watch.note(FaultCode.WRONG_TYPE, base, "position", value=shown(place.position), wanted=wanted)
            continue
        watch.number(base, "position[0]", place.position[0], -90.0, 90.0)
        watch.number(base, "position[1]", place.position[1], -180.0, 180.0)


def look_at_legs(watch: Watch) -> None:
    """Note every fault of every leg. One that lies outside the horizon is none: it is of no use, and that is all."""
    for base, leg in watch.each("legs"):
        _it_goes_somewhere(watch, base, leg.origin, leg.target)
        _it_arrives_after_it_departs(watch, base, leg)
        watch.amounts(base, "seats", leg.seats)
        watch.amounts(base, "held_back", leg.held_back)
        watch.whole(base, "buffer", leg.buffer, most=MOST_MINUTES)
        watch.whole(base, "price", leg.price)
        watch.one_of(base, "paid_by", leg.paid_by, ("state", "traveller", "partner"))
        watch.number(base, "chance", leg.chance, 0.0, 1.0)
        watch.number(base, "danger", leg.danger)
        for _ in watch.words(base, "papers", leg.papers):
            pass  # each is looked at on the way
        watch.countries(base, "countries", leg.countries)
        watch.text(base, "mode", leg.mode)
        watch.flag(base, "processed", leg.processed)
        if leg.permission is not None:
            watch.named(base, "permission", leg.permission, "permissions", FaultCode.UNKNOWN_PERMISSION)
        if leg.charter is not None:
            watch.named(base, "charter", leg.charter, "charters", FaultCode.UNKNOWN_CHARTER)


def look_at_charters(watch: Watch) -> None:
    """Note every fault of every charter."""
    for base, charter in watch.each("charters"):
        watch.whole(base, "price", charter.price)


def look_at_fleets(watch: Watch) -> None:
    """Note every fault of every fleet and of the journeys it can make."""
    rounds = 0
    for base, fleet in watch.each("fleets"):
        hub = watch.place(base, "hub", fleet.hub)
        if hub is not None and hub.kind == "home":
            watch.note(FaultCode.FLEET_AT_HOME, base, "hub", id=shown(fleet.hub))
        watch.whole(base, "vehicles", fleet.vehicles, most=MOST_VEHICLES)
        watch.amounts(base, "seats", fleet.seats)
        if fleet.drivers_minutes is not None:
            watch.whole(base, "drivers_minutes", fleet.drivers_minutes)
        if isinstance(fleet.rounds, str) or not isinstance(fleet.rounds, Sequence):
            watch.note(
                FaultCode.WRONG_TYPE,
                base,
                "rounds",
                value=shown(fleet.rounds),
                wanted=Phrase(gettext_noop("a row of journeys")),
            )
            continue
        rounds += len(fleet.rounds)
        _its_journeys_lead_somewhere(watch, base, fleet)
    if rounds > MOST["rounds"]:
        watch.note(FaultCode.TOO_MANY, "fleets", "rounds", count=str(rounds), most=str(MOST["rounds"]))


def look_at_links(watch: Watch) -> None:
    """Note every fault of every link."""
    for base, link in watch.each("links"):
        _it_goes_somewhere(watch, base, link.origin, link.target)
        _it_takes_time(watch, base, "minutes", link.minutes)
        watch.flag(base, "needs_car", link.needs_car)
        watch.number(base, "danger", link.danger)
        watch.whole(base, "price", link.price)


def look_at_closures(watch: Watch) -> None:
    """Note every fault of every closure."""
    for base, closure in watch.each("closures"):
        _what_is_closed_is_known(watch, base, closure.at)
        _it_ends_after_it_begins(watch, base, closure.begins, closure.ends)
        _its_daily_hours_are_hours(watch, base, closure)
        watch.one_of(base, "stops", closure.stops, ("departures", "arrivals", "both"))
        watch.flag(base, "road_only", closure.road_only)
        watch.text(base, "why", closure.why)
        if closure.zone is not None and not isinstance(closure.zone, tzinfo):
            watch.note(
                FaultCode.WRONG_TYPE,
                base,
                "zone",
                value=shown(closure.zone),
                wanted=Phrase(gettext_noop("a time zone")),
            )


def look_at_permissions(watch: Watch) -> None:
    """Note every fault of every permission."""
    for base, permission in watch.each("permissions"):
        watch.whole(base, "quota", permission.quota)
        _it_ends_after_it_begins(watch, base, permission.begins, permission.ends, open_ended=True)


def _it_goes_somewhere(watch: Watch, base: str, origin: object, target: object) -> None:
    watch.place(base, "origin", origin)
    watch.place(base, "target", target)
    if origin == target:
        watch.note(FaultCode.GOES_NOWHERE, base, "target", id=shown(target))


def _it_arrives_after_it_departs(watch: Watch, base: str, leg: Any) -> None:
    departs, arrives = watch.moment(base, "departs", leg.departs), watch.moment(base, "arrives", leg.arrives)
    if departs is not None and arrives is not None and arrives <= departs:
        facts = {"arrives": shown(leg.arrives), "departs": shown(leg.departs)}
        watch.note(FaultCode.ARRIVES_TOO_EARLY, base, "arrives", **facts)


def _it_takes_time(watch: Watch, base: str, name: str, minutes: object) -> None:
    if isinstance(minutes, int) and minutes == 0 and not isinstance(minutes, bool):
        watch.note(FaultCode.TAKES_NO_TIME, base, name, value=shown(minutes))
    else:
        watch.whole(base, name, minutes, least=1, most=MOST_MINUTES)


def _its_journeys_lead_somewhere(watch: Watch, base: str, fleet: Any) -> None:
    first: dict[object, str] = {}
    for index, journey in enumerate(fleet.rounds[: MOST["rounds"]]):
        here = f"{base}.rounds[{index}]"
        if not isinstance(journey, Round):
            watch.note(FaultCode.WRONG_TYPE, here, value=shown(journey), wanted=Phrase(gettext_noop("a journey")))
            continue
        if watch.place(here, "place", journey.place) is not None:
            if journey.place == fleet.hub:
                watch.note(FaultCode.GOES_NOWHERE, here, "place", id=shown(fleet.hub))
            if journey.place in first:
                facts = {"id": shown(journey.place), "first": first[journey.place]}
                watch.note(FaultCode.DUPLICATED_ROUND, here, "place", **facts)
            first.setdefault(journey.place, here)
        _it_takes_time(watch, here, "out", journey.out)
        _it_takes_time(watch, here, "back", journey.back)
        watch.number(here, "danger", journey.danger)


def _what_is_closed_is_known(watch: Watch, base: str, at: object) -> None:
    if not watch.clean(base, "at", at) or at == EVERYWHERE:
        return
    sorts = [sort for sort in CLOSABLE if at in watch.known[sort]]
    if not sorts:
        watch.note(FaultCode.UNKNOWN_THING, base, "at", id=shown(at))
    elif len(sorts) > 1:
        watch.note(FaultCode.AMBIGUOUS, base, "at", id=shown(at), sorts=listed(sorts))


def _it_ends_after_it_begins(watch: Watch, base: str, begins: object, ends: object, open_ended: bool = False) -> None:
    first = None if open_ended and begins is None else watch.moment(base, "begins", begins)
    last = None if open_ended and ends is None else watch.moment(base, "ends", ends)
    if first is not None and last is not None and last <= first:
        watch.note(FaultCode.ENDS_TOO_EARLY, base, "ends", ends=shown(ends), begins=shown(begins))


def _its_daily_hours_are_hours(watch: Watch, base: str, closure: Any) -> None:
    daily = closure.daily
    if daily is None:
        return
    if not isinstance(daily, tuple) or len(daily) != A_COORDINATE or not all(isinstance(each, time) for each in daily):
        watch.note(
            FaultCode.WRONG_TYPE, base, "daily", value=shown(daily), wanted=Phrase(gettext_noop("two times of the day"))
        )
        return
    for index, each in enumerate(daily):
        if each.tzinfo is not None:
            watch.note(FaultCode.DAILY_WITH_ZONE, base, f"daily[{index}]", value=shown(each))
    if daily[0].replace(tzinfo=None) == daily[1].replace(tzinfo=None):
        watch.note(FaultCode.DAILY_EMPTY, base, "daily", ends=daily[1].isoformat("minutes"))
