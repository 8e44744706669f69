"""What is known of a crisis, as a problem of the planner.

The choices that the tables leave open are those of the exercise (`engines/planner/forms/exercise`), made again for what
the register and the desk hold. Each is said where it is made: `people.py` and
`needs.py` (who wants to leave, what they need), `where.py` (from where), `told.py` (what was promised, what officers
decided), `usable.py` and `legs.py` (ways), `closures.py`, `risk.py` and `hubs.py` (what stands in the way, how
dangerous it is, what a hub can handle), `taken.py` (what of that those take who hold a place, where what is left is
planned).

The plan begins on a step of the clock, so that a plan that was made some minutes ago can be looked at again. It ends at
the midnight, in the zone of the crisis, after the last leg has arrived, at most `FARTHEST` later.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from dodomu.engines.planner.problem import KINDS, Fleet, Leg, Problem
from dodomu.journeys.rules.problem.boarding import boarding_of
from dodomu.journeys.rules.problem.closures import closures_of
from dodomu.journeys.rules.problem.facts import Built, Facts, Note, NoteCode
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.problem.hubs import places_of
from dodomu.journeys.rules.problem.legs import charters_of, fleets_of, legs_of, links_of, permissions_of
from dodomu.journeys.rules.problem.people import Crowd
from dodomu.journeys.rules.problem.taken import Taken
from dodomu.journeys.rules.problem.usable import Ways
from dodomu.journeys.rules.problem.where import Starts
from dodomu.journeys.rules.variants import Options

__all__ = ["Built", "Facts", "build"]

MANY = 5_000  # persons; up to here the steps are short
SHORT, LONG = 15, 60  # minutes
FARTHEST = timedelta(days=30)  # nobody plans for longer, and a leg with a wrong year would make it so
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def build(facts: Facts, options: Options) -> Built:
    """Return the planner's problem, who and what is not in it, and what should be known of its making."""
    frame = Frame(facts, options)
    ways = Ways(frame)
    fleets, fleets_out = fleets_of(frame)
    links = links_of(ways)
    stops = closures_of(frame, ways.legs + ways.links, links)
    crowd = Crowd(frame, _starts(frame, fleets, ways), ways.legs, ways.closed, boarding_of(ways, stops))
    crowd.gather()
    step = SHORT if sum(party.persons for party in crowd.parties) <= MANY else LONG
    begins = on_the_clock(frame.begins, step)
    legs = legs_of(ways, crowd.held_beside())
    horizon = _horizon(frame, begins, legs)
    in_use = _in_use(frame, fleets, ways) | crowd.places
    places = places_of(frame, in_use, horizon.ends)
    ids = {place.id for place in places} | {leg.id for leg in legs} | {link.id for link in links}
    closures = tuple(each for each in stops if each.at in ids)
    if options.residual:
        taken = Taken(ways, begins, timedelta(minutes=step), closures)
        places = tuple(taken.left_of(place, legs) for place in places)
    problem = Problem(
        begins=begins,
        ends=horizon.ends,
        zone=frame.zone,
        places=places,
        parties=tuple(crowd.parties),
        legs=legs,
        charters=charters_of(ways),
        fleets=fleets,
        links=links,
        closures=closures,
        permissions=permissions_of(ways),
        kinds=KINDS,
        budget=options.budget,
        least_chance=options.least_chance,
        step=step,
        name=f"{facts.name} {begins.astimezone(frame.zone):%Y-%m-%d %H:%M}",
    )
    notes = (*crowd.notes, *horizon.notes)
    return Built(problem, tuple(crowd.left_out), (*ways.out, *fleets_out), notes)


def on_the_clock(moment: datetime, step: int) -> datetime:
    """Return the first step of the clock that has not begun before a moment."""
    over = (moment - EPOCH) % timedelta(minutes=step)
    return moment.astimezone(UTC) + (timedelta(minutes=step) - over if over else timedelta())


@dataclass(frozen=True, slots=True)
class _Horizon:
    ends: datetime
    notes: tuple[Note, ...]


def _horizon(frame: Frame, begins: datetime, legs: tuple[Leg, ...]) -> _Horizon:
    if frame.options.until:
        return _Horizon(frame.options.until.astimezone(UTC), ())
    near = [leg for leg in legs if leg.arrives <= begins + FARTHEST]
    last = max((leg.arrives for leg in near), default=begins + timedelta(days=1)).astimezone(frame.zone)
    midnight = datetime.combine(last.date() + timedelta(days=1), time(), frame.zone).astimezone(UTC)
    far = tuple(Note(NoteCode.HORIZON_CUT, leg.id) for leg in legs if leg.arrives > midnight)
    return _Horizon(midnight, far)


def _starts(frame: Frame, fleets: tuple[Fleet, ...], ways: Ways) -> Starts:
    origins = {leg.origin for leg in ways.legs + ways.links}
    legs = {leg.ref: leg for leg in frame.facts.ways.legs}
    return Starts(frame, legs, frozenset(origins | _stops_of(frame, fleets)))


def _in_use(frame: Frame, fleets: tuple[Fleet, ...], ways: Ways) -> set[UUID]:
    """Return the ends of everything that goes; where nothing leads home yet, home is still there."""
    found = {end for leg in ways.legs + ways.links for end in (leg.origin, leg.target)}
    refs = {fleet.id for fleet in fleets}
    found |= {each.hub for each in frame.facts.ways.fleets if each.ref in refs} | _stops_of(frame, fleets)
    homes = {each.place for each in frame.facts.places.values() if each.country == frame.facts.sending}
    return found if found & homes else found | homes


def _stops_of(frame: Frame, fleets: tuple[Fleet, ...]) -> set[UUID]:
    """Return where vehicles that can be planned with fetch people."""
    refs = {fleet.id for fleet in fleets}
    found = {each.place for fleet in frame.facts.ways.fleets if fleet.ref in refs for each in fleet.rounds}
    return {place for place in found if frame.site(place)}
