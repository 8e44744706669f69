"""A gate where everything goes wrong: devices, a post that relays, and a network that loses, repeats and reorders.

What was handed in goes to the real receiver and the real database. The laws are checked at the end of each story.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import connection

from dodomu.boarding.models import CustodyItem, Doubt, Touch, TouchOutcome
from dodomu.boarding.operations import receiving, working_out
from dodomu.boarding.rules.terms import Via
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.database import as_owner
from dodomu.people.models import Note, Person
from dodomu.people.operations.whereabouts import restand
from dodomu.people.queries.whereabouts import entries_of, headcount
from dodomu.people.rules import ledger
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import RECEIVED, Gate

HOUR_MS = 3_600_000
SURE = 0.6  # how often an answer arrives
SKEWS = (0, 5 * HOUR_MS, -3 * HOUR_MS, 1234)
KINDS = ("arrived", "boarded", "boarded", "taken_off", "landed", "missing", "walked_in", "document", "looked")


class LawBroken(AssertionError):
    """Somebody was lost or counted twice, or it mattered in which order things came."""


@dataclass
class Sim:
    """A device with what it keeps durably, what it believes is acknowledged, and its last backup."""

    gate: Gate
    acknowledged: set[str] = field(default_factory=set)
    backup: tuple[int, int, frozenset[str]] = (0, 0, frozenset())

    @property
    def unsent(self) -> list[dict[str, Any]]:
        return [line for line in self.gate.all if line["id"] not in self.acknowledged]


class World:
    """A crisis with some people, two legs that leave at one time, devices with wrong clocks and one post."""

    def __init__(self, skews: Sequence[int] = SKEWS) -> None:
        self.where = cast.crisis()
        registered = cast.register(self.where, cast.OLENA, cast.TARAS, cast.AIGERIM, cast.PETRO)
        self.people = [each.id for each in registered.persons]
        self.first = [*self.people]
        self.people.append(uuid4())  # whom nobody knows, and who never comes
        self.legs = [touching.leg(self.where, "KB-1", places=2), touching.leg(self.where, "KB-2")]
        self.items = [uuid4(), uuid4()]
        self.sims = [Sim(touching.gate(self.where, f"d{number}", off=off)) for number, off in enumerate(skews)]
        self.at_post: dict[str, tuple[Sim, dict[str, Any]]] = {}
        self.told: set[str] = set()  # every id that anybody at headquarters ever acknowledged
        self.reached: set[str] = set()  # every id that headquarters ever had, acknowledged or not
        self.made: dict[str, tuple[Sim, dict[str, Any]]] = {}

    # --- what happens ----------------------------------------------------------------------------------------------

    def touch(self, sim: Sim, kind: str, person: UUID, minute: int, leg: int, choice: int) -> None:
        """Do something at a gate; minutes are few, so that much falls into one moment."""
        said: dict[str, Any] = {"minutes": minute}
        if kind in ("boarded", "taken_off", "landed", "missing"):
            said["leg"] = self.legs[leg].id
        if kind == "boarded":
            said |= {"means": ("pass", "name")[choice % 2], "verdict": ("go", "stop")[choice // 2 % 2]}
        if kind == "missing":
            said["fate"] = ("stays", "left_alone", "comes_later")[choice % 3]
        if kind == "document":
            kind = ("document_in", "document_out", "document_back")[choice % 3]
            said |= {"item": str(self.items[choice % 2]), "what": "passport"}
        if kind == "walked_in":
            beside, person = person, uuid4()
            self.people.append(person)
            said |= {"person": str(person), "submission": str(uuid4()), "given": {"name": f"Гість {minute}"}}
            said |= {"party": str(beside)} if choice % 2 else {}
        line = sim.gate.touch(kind, person, **said)
        self.made[line["id"]] = (sim, line)

    def upload(self, sim: Sim, lines: Sequence[dict[str, Any]], *, answered: bool, via: Via = Via.NETWORK) -> None:
        """Hand some touches in; the answer may get lost."""
        if not lines:
            return
        self.reached |= {line["id"] for line in lines}
        answer = sim.gate.hand_in(*lines, via=via)
        self.told |= {str(each) for each in answer.kept}
        if answered:
            sim.acknowledged |= {str(each) for each in answer.kept}

    def to_post(self, sim: Sim, lines: Sequence[dict[str, Any]], *, answered: bool) -> None:
        """Hand some touches to the post, which keeps them before it says so."""
        self.at_post |= {line["id"]: (sim, line) for line in lines}
        if answered:
            sim.acknowledged |= {line["id"] for line in lines}

    def from_post(self, ids: Sequence[str]) -> None:
        """Let the post relay some of what it has, as often as it likes."""
        for key in ids:
            sim, line = self.at_post[key]
            self.upload(sim, [line], answered=False, via=Via.POST)

    def die_between(self, sim: Sim) -> None:
        """Let the server die after it kept what came, and before it worked out what follows."""
        true_follow = receiving._follow
        receiving._follow = lambda *_: None
        self.reached |= {line["id"] for line in sim.unsent}
        try:
            if sim.unsent:
                sim.gate.hand_in(*sim.unsent)
        finally:
            receiving._follow = true_follow

    def back_up(self, sim: Sim) -> None:
        sim.backup = (len(sim.gate.all), sim.gate.made, frozenset(sim.acknowledged))

    def crash(self, sim: Sim) -> None:
        """Let a device forget which answers it had: it sends everything again."""
        sim.acknowledged = set(sim.backup[2])

    def restore(self, sim: Sim) -> None:
        """Let a device come back from its last backup: it counts on from there, and numbers come twice."""
        kept, made, acknowledged = sim.backup
        for line in sim.gate.all[kept:]:
            if line["id"] not in self.reached and line["id"] not in self.at_post:
                self.made.pop(line["id"])  # never acknowledged, and gone with the device
        sim.gate.all, sim.gate.made, sim.acknowledged = sim.gate.all[:kept], made, set(acknowledged)

    def heal(self) -> None:
        working_out.work_out_left(crisis=self.where.id, by=SYSTEM, at=RECEIVED)

    # --- the laws --------------------------------------------------------------------------------------------------

    def acknowledged_is_stored(self) -> None:
        """Whatever was acknowledged is on disk."""
        stored = {str(each) for each in Touch.objects.filter(crisis=self.where).values_list("id", flat=True)}
        if not self.told <= stored:
            raise LawBroken("acknowledged and not stored")

    def deliver_all(self) -> None:
        for sim in self.sims:
            self.upload(sim, sim.unsent, answered=True)
        self.from_post(list(self.at_post))
        self.heal()

    def laws(self, order: Random) -> None:
        """Everything arrives in the end: nobody is lost, nobody doubled, and the same touches make the same state."""
        self.deliver_all()
        self.acknowledged_is_stored()
        stored = list(Touch.objects.filter(crisis=self.where).values_list("id", flat=True))
        if sorted(map(str, stored)) != sorted(self.made):
            raise LawBroken("a touch was lost or doubled")
        came = {person for sim, line in self.made.values() if line["kind"] == "walked_in" for person in line["persons"]}
        everybody = {*self.first, *map(UUID, came)}
        if set(Person.objects.filter(crisis=self.where).values_list("id", flat=True)) != everybody:
            raise LawBroken("somebody was lost or doubled")
        counts = {headcount(self.where.id).registered, headcount(self.where.id, at=RECEIVED).registered}
        if counts != {len(everybody)}:
            raise LawBroken("the accounts do not sum up")
        self.hours_are_true()
        self.entries_have_their_hours()
        state = self.state()
        self.start_anew()
        lines = list(self.made.values())
        order.shuffle(lines)
        size = order.choice((1, 3, len(lines) or 1))
        for sim in self.sims:
            own = [line for each, line in lines if each is sim]
            for start in range(0, len(own), size):
                sim.gate.hand_in(*own[start : start + size])
        again = self.state()
        for name in state:
            if state[name] != again[name]:
                raise LawBroken(f"{name}: {_apart(state[name], again[name])}")

    def hours_are_true(self) -> None:
        """However wrong its clock is, a touch counts for the minute at which it was made."""
        for row in Touch.objects.filter(crisis=self.where):
            sim, line = self.made[str(row.id)]
            true = (line["made"] - (sim.gate.off or 0)) // 60_000
            if int(row.happened_at.timestamp() // 60) != true:
                raise LawBroken("a false clock was believed")

    def entries_have_their_hours(self) -> None:
        """Every entry that came of a touch stands at the minute of that touch, or of the first word of the person."""
        histories = entries_of(Person.objects.filter(crisis=self.where).values_list("id", flat=True))
        counting = {entry.id: entry for history in histories.values() for entry in ledger.effective(history)}
        for key, (sim, line) in self.made.items():
            for person in map(UUID, line["persons"]):
                entry_id = uuid5(UUID(key), str(person))
                while entry_id not in counting and any(each.id == entry_id for each in histories.get(person, ())):
                    entry_id = uuid5(entry_id, "again")
                if entry := counting.get(entry_id):
                    opened = min(each.happened_at for each in histories[person])
                    true = max((line["made"] - (sim.gate.off or 0)) // 60_000, int(opened.timestamp() // 60))
                    if int(entry.happened_at.timestamp() // 60) != true:
                        raise LawBroken("an entry stands at another hour than what it tells of")

    def state(self) -> dict[str, Any]:
        """Return all that is shown to anybody: where everybody stood and when, what waits, what is doubtful, papers."""
        persons = sorted(Person.objects.filter(crisis=self.where).values_list("id", flat=True))
        stays = {
            person: [(stay.since, stay.standing, stay.entry.evidence, stay.entry.said_by) for stay in line]
            for person, history in entries_of(persons).items()
            for line in [ledger.timeline(history)]
        }
        rows = Person.objects.filter(id__in=persons)
        doubts = Doubt.objects.filter(crisis=self.where, cleared_at=None)
        return {
            "stays": stays,
            "records": set(rows.values_list("id", "account", "account_place", "account_leg", "account_since")),
            "outcomes": set(TouchOutcome.objects.filter(crisis=self.where).values_list("touch", "state")),
            "doubts": set(doubts.values_list("id", "kind", "touch", "beside", "person", "leg")),
            "parties": {frozenset(one) for one in self.parties().values()},
            "notes": set(Note.objects.filter(person__in=persons).values_list("id", "person", "kind", "happened_at")),
            "papers": set(CustodyItem.objects.filter(crisis=self.where).values_list("id", "state", "since", "person")),
        }

    def parties(self) -> dict[UUID, set[UUID]]:
        """Return who belongs together."""
        found: dict[UUID, set[UUID]] = {}
        for person, party in Person.objects.filter(crisis=self.where).values_list("id", "party"):
            found.setdefault(party, set()).add(person)
        return found

    def start_anew(self) -> None:
        """Forget everything that came of touches, as a second database would not know of it."""
        walked = set(Person.objects.filter(crisis=self.where).values_list("id", flat=True)) - set(self.first)
        with as_owner(), connection.cursor() as cursor:
            where = [self.where.id]
            for table in ("doubt", "touchoutcome", "custodyitem", "touch"):
                cursor.execute(f"DELETE FROM boarding_{table} WHERE crisis_id = %s", where)  # noqa: S608
            cursor.execute("DELETE FROM people_note WHERE person_id = ANY(%s)", [list(walked | {*self.first})])
            cursor.execute("DELETE FROM people_ledgerentry WHERE crisis_id = %s AND from_account <> ''", where)
            cursor.execute("DELETE FROM people_ledgerentry WHERE person_id = ANY(%s)", [list(walked)])
            of_parties = "party_id IN (SELECT party_id FROM people_person WHERE id = ANY(%s))"
            cursor.execute(f"DELETE FROM people_privatelink WHERE {of_parties}", [list(walked)])  # noqa: S608
            cursor.execute("DELETE FROM people_contactpoint WHERE person_id = ANY(%s)", [list(walked)])
            cursor.execute("DELETE FROM people_registration WHERE person_id = ANY(%s)", [list(walked)])
            cursor.execute("DELETE FROM people_person WHERE id = ANY(%s)", [list(walked)])
        restand(self.first)


def _apart(one: Any, other: Any) -> tuple[Any, Any]:
    """Return what is in one of two states only."""
    if isinstance(one, dict):
        one, other = ({(key, *value) for key, value in each.items()} for each in (one, other))
    return one - other, other - one


def story(seed: int, steps: int = 45) -> World:
    """Play a story of one seed."""
    chance, world = Random(seed), World()
    for _ in range(steps):
        _step(world, chance.choice(world.sims), chance)
    return world


def _step(world: World, sim: Sim, chance: Random) -> None:
    act: Callable[[], None] = chance.choice(
        [
            *[lambda: _touch(world, sim, chance)] * 6,
            *[lambda: world.upload(sim, _some(sim.gate.all, chance), answered=chance.random() < SURE)] * 3,
            lambda: world.to_post(sim, _some(sim.unsent, chance), answered=chance.random() < SURE),
            lambda: world.from_post(_some(list(world.at_post), chance)),
            lambda: world.die_between(sim),
            lambda: world.crash(sim),
            lambda: world.back_up(sim),
            world.heal,
        ]
    )
    act()


def _touch(world: World, sim: Sim, chance: Random) -> None:
    person, kind = chance.choice(world.people), chance.choice(KINDS)
    world.touch(sim, kind, person, chance.randrange(4), chance.randrange(2), chance.randrange(12))


def _some(things: Sequence[Any], chance: Random) -> list[Any]:
    return chance.sample(list(things), chance.randint(0, len(things)))
