"""A small crisis with a few legs home and plans written by hand, to make offers of. Nobody here exists."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from dodomu.engines.planner.plan import Itinerary, Outcome, Plan, Ride, Status, Travel
from dodomu.engines.planner.problem import Closure, Link, Party, Problem
from dodomu.engines.planner.problem import Leg as PlannerLeg
from dodomu.engines.planner.problem import Place as PlannerPlace
from dodomu.foundation.actors import SYSTEM, Actor
from dodomu.foundation.models import Crisis, Place
from dodomu.journeys.models import Adoption, Leg, Offer, Proposal
from dodomu.journeys.operations.answering import Kept, record_answer
from dodomu.journeys.operations.offering import Made, make_offers
from dodomu.journeys.rules.proposals import outcome_json, pack_plan, pack_problem
from dodomu.journeys.rules.terms import LIVE, Answer, DeclineReason, ProposalState
from dodomu.people.models import Person
from dodomu.people.rules.terms import PartyKind
from tests import cast

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2022, 1, 10, 12, tzinfo=UTC)  # 18:00 in Almaty
TOMORROW = datetime(2022, 1, 11, 12, tzinfo=UTC)
TO_AIRPORT = 60  # minutes


@dataclass
class Harbour:
    """A crisis, its legs by ref, and the plans that were adopted in it."""

    crisis: Crisis
    legs: dict[str, Leg] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    sizes: dict[UUID, int] = field(default_factory=dict)  # of parties that said they are more than are registered

    @property
    def id(self) -> UUID:
        return self.crisis.id

    def officer(self) -> Actor:
        return cast.officer(self.crisis)

    def place(self, ref: str) -> Place:
        return Place.objects.get(crisis=self.crisis, ref=ref)

    def leg(self, ref: str, seats: int, *, departs: datetime = TOMORROW, **changes: object) -> Leg:
        """Add a flight from the airport home."""
        values: dict[str, object] = {
            "mode": "air", "origin": self.place("ala"), "target": self.place("kbp"), "departs_at": departs,
            "arrives_at": departs + timedelta(hours=6), "seats": {"seat": seats + 50}, "block": {"seat": seats},
            "known_from": NOW - timedelta(days=1), "buffer": 120, "recorded_at": NOW - timedelta(days=1),
        }  # fmt: skip
        self.legs[ref] = Leg.objects.create(crisis=self.crisis, ref=ref, **{**values, **changes})
        return self.legs[ref]

    def party(self, persons: int = 1, **changes: str) -> UUID:
        """Register a party in Almaty that wants to leave."""
        people = [
            {**cast.TARAS, "birth_date": "1990-09-02", "name": f"Особа {_letters()}", "phones": _phone(), **changes}
            for _ in range(persons)
        ]
        kind = PartyKind.SINGLE if persons == 1 else PartyKind.FAMILY
        return cast.register(self.crisis, *people, kind=kind, at=NOW - timedelta(days=1)).party

    def parties(self, how_many: int, persons: int = 1) -> list[UUID]:
        return [self.party(persons) for _ in range(how_many)]

    def problem(self, parties: dict[UUID, int]) -> Problem:
        """The planner's words for it: everybody in Almaty, an hour from the airport."""
        legs = tuple(
            PlannerLeg(
                leg.ref, "ala", "kbp", leg.expected_at or leg.departs_at, leg.arrives_at, leg.block, leg.buffer or 0,
                processed=False,
            )
            for leg in Leg.objects.filter(crisis=self.crisis, schedule="dated")
        )  # fmt: skip
        return Problem(
            begins=NOW,
            ends=NOW + timedelta(days=6),
            zone=ALMATY,
            places=(
                PlannerPlace("almaty", country="KZ"),
                PlannerPlace("ala", kind="airport", country="KZ"),
                PlannerPlace("kbp", kind="home", country="UA"),
            ),
            parties=tuple(Party(str(party), "almaty", persons) for party, persons in parties.items()),
            legs=legs,
            links=(Link("to-airport", "almaty", "ala", TO_AIRPORT),),
            closures=self.closures,
            step=15,
        )

    def adopt(self, rides: dict[UUID, str], at: datetime = NOW) -> UUID:
        """Put a plan in force in which each party rides one leg, and return the adoption."""
        sizes = {party: self.sizes.get(party) or _size(party) for party in rides}
        itineraries = tuple(
            Itinerary(str(party), sizes[party], {"seat": sizes[party]}, (self._to_airport(ref), Ride(ref)))
            for party, ref in rides.items()
        )
        before = Adoption.objects.filter(crisis=self.crisis, ended_at=None).first()
        Adoption.objects.filter(crisis=self.crisis, ended_at=None).update(ended_at=at)
        proposal = Proposal.objects.create(
            crisis=self.crisis,
            number=Proposal.objects.filter(crisis=self.crisis).count() + 1,
            asked_at=at,
            state=ProposalState.DONE,
            outcome=outcome_json(Outcome(Status.FINISHED, Plan())),
            problem=pack_problem(self.problem(sizes)),
            plan=pack_plan(Plan(itineraries)),
        )
        return Adoption.objects.create(
            crisis=self.crisis, proposal=proposal, before=before, adopted_at=at, adopted_by_name="duty"
        ).id

    def _to_airport(self, ref: str) -> Travel:
        leg = self.legs[ref]
        return Travel("to-airport", (leg.expected_at or leg.departs_at) - timedelta(hours=4))

    def offer_all(self, rides: dict[UUID, str], at: datetime = NOW) -> Made:
        """Adopt a plan and make its offers."""
        return make_offers(adoption=self.adopt(rides, at), by=SYSTEM, at=at)


def harbour() -> Harbour:
    """Return a crisis with a city, its airport and a place at home."""
    where = cast.crisis()
    for ref, kind, country, zone in (("ala", "airport", "KZ", "Asia/Almaty"), ("kbp", "airport", "UA", "Europe/Kyiv")):
        Place.objects.create(
            crisis=where, ref=ref, kind=kind, names={"en": ref}, country=country, latitude=43, longitude=77, zone=zone
        )
    made = Harbour(where)
    Leg.objects.create(
        crisis=where, ref="to-airport", mode="transfer", schedule="on_demand", origin=made.place("almaty"),
        target=made.place("ala"), minutes=TO_AIRPORT, known_from=NOW, recorded_at=NOW,
    )  # fmt: skip
    return made


def curfew(at: str, begins: time, ends: time) -> Closure:
    """A curfew of every day."""
    return Closure(
        at, NOW - timedelta(days=1), NOW + timedelta(days=6), (begins, ends), road_only=True, zone=ALMATY, why="curfew"
    )


def live(party: UUID) -> Offer:
    """Return the live offer of a party."""
    return Offer.objects.get(party=party, state__in=LIVE)


def _phone() -> str:
    return f"+380 00 {uuid4().int % 10**7:07}"


def _letters() -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in str(uuid4().int)[:8]).title()


def _size(party: UUID) -> int:
    return Person.objects.filter(party=party, joined_into=None).count()


def answered(
    here: Harbour,
    party: UUID,
    answer: Answer,
    *,
    reason: DeclineReason | None = None,
    at: datetime = NOW,
    offer: UUID | None = None,
    key: UUID | None = None,
) -> Kept:
    """Record what a party answered over the telephone to its live offer (or the one named)."""
    return record_answer(
        offer=offer or live(party).id, answer=answer, reason=reason, channel="phone", said_by="the caller",
        submission=key or uuid4(), by=here.officer(), at=at,
    )  # fmt: skip
