"""A small crisis that is really planned: a city, an airport, two flights home and a charter. Nobody here exists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connections

from dodomu.engines.planner import replan, solve
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.models import Crisis, Place
from dodomu.journeys.models import Charter, Leg, Proposal
from dodomu.journeys.operations import proposing, solving
from dodomu.journeys.rules.variants import Options
from dodomu.people.rules.terms import PartyKind
from tests import cast

NOW = datetime(2022, 1, 10, 12, tzinfo=UTC)  # 18:00 in Almaty
FIRST, SECOND = NOW + timedelta(hours=20), NOW + timedelta(hours=44)
EAST, WEST = (43.35, 77.04), (50.34, 30.89)


@dataclass
class Town:
    """A crisis whose clock stands at NOW, with officers and legs by ref."""

    crisis: Crisis

    @property
    def id(self) -> UUID:
        return self.crisis.id

    @property
    def duty(self) -> Actor:
        return cast.officer(self.crisis)

    @property
    def consul(self) -> Actor:
        return cast.officer(self.crisis, Role.CONSUL)

    def place(self, ref: str) -> Place:
        return Place.objects.get(crisis=self.crisis, ref=ref)

    def leg(self, ref: str, seats: int, departs: datetime = FIRST, **changes: object) -> Leg:
        """Add a flight home."""
        values: dict[str, object] = {
            "mode": "air", "origin": self.place("ala"), "target": self.place("kbp"), "departs_at": departs,
            "arrives_at": departs + timedelta(hours=6), "seats": {"seat": seats}, "block": {"seat": seats},
            "known_from": NOW - timedelta(days=1), "buffer": 120, "recorded_at": NOW - timedelta(days=1), "price": 100,
        }  # fmt: skip
        return Leg.objects.create(crisis=self.crisis, ref=ref, **{**values, **changes})

    def charter(self, ref: str, seats: int, price: int, departs: datetime = FIRST) -> Leg:
        """Offer a charter with one rotation."""
        offered = Charter.objects.create(crisis=self.crisis, ref=ref, price=price)
        return self.leg(f"{ref}-1", seats, departs, charter=offered)

    def party(self, persons: int = 1, at: datetime = NOW - timedelta(days=1), **changes: str) -> UUID:
        """Register a party in Almaty that wants to leave now."""
        people = [
            {**cast.OLENA, "name": f"Особа {letters()}", "phones": f"+380 00 {uuid4().int % 10**7:07}",
             "document_number": f"XX {uuid4().int % 10**6:06}", **changes}
            for _ in range(persons)
        ]  # fmt: skip
        kind = PartyKind.SINGLE if persons == 1 else PartyKind.FAMILY
        return cast.register(self.crisis, *people, kind=kind, at=at).party

    def plan(self, *, at: datetime = NOW, name: str = "", mends: bool = False, **options: object) -> UUID:
        """Ask for a plan and make it, as the planner does."""
        asked = self.ask(at=at, name=name, mends=mends, **options)
        assert self.make(asked, at=at)
        return asked

    def ask(self, *, at: datetime = NOW, name: str = "", mends: bool = False, **options: object) -> UUID:
        wanted = Options(**{"seconds": 5, **options})  # type: ignore[arg-type]
        return proposing.ask_for_plan(crisis=self.id, name=name, options=wanted, mends=mends, by=self.consul, at=at)

    def make(self, asked: UUID, *, at: datetime = NOW) -> bool:
        """Make the plan that waits longest, which is the one that was asked for."""
        claimed = solving.claim(worker=uuid4(), now=NOW)
        assert claimed is not None and claimed.proposal == asked
        task = solving.prepare(claimed, at=at)
        if task.before is None:
            outcome = solve(task.problem, seconds=task.options.seconds)
        else:
            outcome = replan(task.problem, task.before, seconds=task.options.seconds)
        return solving.keep(task, outcome, goes_on=lambda: True, at=at)


def town(**changes: object) -> Town:
    """Return a crisis with a taxi to the airport."""
    where = cast.crisis(exercise="test", exercise_now=NOW, **changes)
    for ref, country, zone, (latitude, longitude) in (
        ("ala", "KZ", "Asia/Almaty", EAST),
        ("kbp", "UA", "Europe/Kyiv", WEST),
    ):
        Place.objects.create(
            crisis=where, ref=ref, kind="airport", names={"en": ref}, country=country, latitude=latitude,
            longitude=longitude, zone=zone,
        )  # fmt: skip
    made = Town(where)
    Leg.objects.create(
        crisis=where, ref="taxi", mode="transfer", schedule="on_demand", origin=made.place("almaty"),
        target=made.place("ala"), minutes=60, known_from=NOW - timedelta(days=1), recorded_at=NOW - timedelta(days=1),
    )  # fmt: skip
    return made


def row(proposal: UUID) -> Proposal:
    """Return a proposal as it stands."""
    return Proposal.objects.get(id=proposal)


def letters() -> str:
    """Return a name that nobody has."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(uuid4().int)[:8]).title()


def let_go() -> None:
    """Close the connection of a thread that ends."""
    connections.close_all()
