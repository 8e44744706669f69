"""A small crisis with a plan made by hand: long names, every kind of way, somebody left. All of it is invented."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dodomu.engines.planner.plan import (
    Itinerary,
    Level,
    LevelName,
    Outcome,
    Plan,
    Prices,
    Ride,
    Rotation,
    Shuttle,
    Status,
    Travel,
)
from dodomu.engines.planner.problem import Charter, Closure, Fleet, Leg, Link, Party, Place, Problem, Promise, Round

BEGINS = datetime(2022, 1, 9, 18, 0, tzinfo=UTC)  # midnight in Almaty
ZONE = ZoneInfo("Asia/Almaty")


def hour(hours: float) -> datetime:
    return BEGINS + timedelta(hours=hours)


PLACES = (
    Place("ala", "Алмати, готель біля залізничного вокзалу Алмати-2", "place", "KZ", (43.2525, 76.9115), risk=2.0),
    Place("kgf", "Караганда", "place", "KZ", (49.8019, 73.1021), risk=0.6),
    Place("dmb", "Тараз", "place", "KZ", (42.899, 71.3733), risk=1.1),
    Place("ap_ala", "Міжнародний аеропорт Алмати", "airport", "KZ", (43.3521, 77.0405), 1.5, processing=60, room=120),
    Place(
        "ap_nqz", "Міжнародний аеропорт Нурсултан Назарбаєв", "airport", "KZ", (51.0222, 71.4669), 0.4, processing=90
    ),
    Place("korday", "Пункт пропуску Кордай – Ак-Жол", "crossing", "KZ", (43.036, 74.712), 0.7),
    Place("bishkek", "Бішкек", "abroad", "KG", (42.87, 74.59), 0.1),
    Place("istanbul", "Стамбул", "abroad", "TR", (41.0138, 28.9497), 0.05),
    Place("kyiv", "Київ", "home", "UA", (50.4547, 30.5238)),
)
LEGS = (
    Leg("KC 405", "ap_ala", "kyiv", hour(15), hour(21), {"seat": 40, "wheelchair": 2, "infant": 4}, 120, mode="air"),
    Leg("KC 291", "ap_nqz", "istanbul", hour(33.5), hour(39), {"seat": 24, "stretcher": 1}, 90, mode="air", chance=0.8),
    Leg("PS 714", "istanbul", "kyiv", hour(44), hour(46), {"seat": 60}, 90, mode="air"),
    Leg("ПС-1", "ap_ala", "kyiv", hour(52), hour(58), {"seat": 18}, 120, charter="Ан-148", mode="charter"),
    Leg("поїзд 12", "kgf", "ap_nqz", hour(9), hour(13), {"seat": 30}, 30, mode="train", processed=False),
    Leg("PC 740", "bishkek", "istanbul", hour(36), hour(42), {"seat": 10}, 90, mode="air"),
)
ROUNDS = (Round("ala", 60, 60, 0.3), Round("dmb", 480, 480, 2.0))
NIGHT = (time(23), time(5))
FAMILY = "родина Шевченків-Підгаєцьких"
PROBLEM = Problem(
    begins=BEGINS,
    ends=hour(72),
    zone=ZONE,
    places=PLACES,
    parties=(
        Party(FAMILY, "ala", 4, {"seat": 3, "infant": 1}, priority="children"),
        Party("P-002", "ala", 2, {"seat": 2, "wheelchair": 1}, priority="frail"),
        Party("P-003", "kgf", 3, car=True),
        Party("P-004", "kgf", 6, may_split=True, priority="family"),
        Party("P-005", "dmb", 2, promise=Promise("ПС-1", 3)),
        Party("P-006", "ala", 9, priority="family"),
        Party("P-007", "dmb", 1, {"seat": 0, "stretcher": 1}, priority="medical"),
        Party("P-008", "ala", 14, priority="other", may_split=True),
    ),
    legs=LEGS,
    charters=(Charter("Ан-148", 42000), Charter("запасний", 90000)),
    fleets=(Fleet("мікроавтобуси", "ap_ala", 2, {"seat": 8, "wheelchair": 1, "infant": 2}, ROUNDS, 2400),),
    links=(
        Link("walk-ala", "ala", "ap_ala", 120, danger=0.8),
        Link("drive-kgf", "kgf", "ap_nqz", 200, needs_car=True, danger=0.4, price=20),
    ),
    closures=(
        Closure("ap_ala", hour(24), hour(40), why="аеропорт закрито"),
        Closure("*", hour(0), hour(72), daily=NIGHT, road_only=True, why="комендантська година"),
    ),
    budget=60000,
    name="Казахстан, січень 2022: громадяни України та їхні рідні (навчання)",
)  # fmt: skip
PLAN = Plan(
    itineraries=(
        Itinerary(FAMILY, 4, {"seat": 3, "infant": 1}, (Shuttle("r1"), Ride("KC 405", hour(12)))),
        Itinerary("P-002", 2, {"seat": 2, "wheelchair": 1}, (Shuttle("r1"), Ride("KC 405", hour(12)))),
        Itinerary("P-006", 9, {"seat": 9}, (Travel("walk-ala", hour(8)), Ride("KC 405", hour(11)))),
        Itinerary("P-003", 3, {"seat": 3}, (Travel("drive-kgf", hour(18)), Ride("KC 291", hour(30)), Ride("PS 714"))),
        Itinerary("P-004", 4, {"seat": 4}, (Ride("поїзд 12"), Ride("KC 291", hour(30)), Ride("PS 714"))),
        Itinerary("P-005", 2, {"seat": 2}, (Shuttle("r2"), Ride("ПС-1", hour(48)))),
        Itinerary("P-008", 10, {"seat": 10}, (Travel("walk-ala", hour(44)), Ride("ПС-1", hour(49)))),
    ),
    rotations=(Rotation("r1", "мікроавтобуси", 0, "ala", hour(8)), Rotation("r2", "мікроавтобуси", 1, "dmb", hour(5))),
    charters=frozenset({"Ан-148"}),
)  # fmt: skip
OUTCOME = Outcome(
    Status.OUT_OF_TIME,
    PLAN,
    (
        Level(LevelName.HOME, 73, 75),
        Level(LevelName.DANGER, 2_234_350_000, 2_150_000_000),
        Level(LevelName.PROMISES, 0, 0),
        Level(LevelName.MONEY, 42060, 41000),
    ),
    seconds=12.34,
    seed=7,
    prices=Prices({("seat", "KC 405", "seat"): 1.4, ("processing", "ap_ala", "2022-01-10T04:00:00+00:00"): 0.5}),
)  # fmt: skip
EMPTY = Outcome(Status.NO_WAY_HOME, Plan(), (Level(LevelName.HOME, 0, 0),))


def large(parties: int, legs: int, days: int = 17) -> tuple[Problem, Plan, Outcome]:
    """Return a problem of this size with a plan in which everybody takes one leg (what matters here is how much)."""
    places = [
        replace(
            PLACES[0], id=f"місце {n}", name=f"Населений пункт під номером {n}", position=(42 + n % 11, 52 + n % 33)
        )
        for n in range(500)
    ]
    many = tuple(
        Leg(
            f"рейс {n}",
            f"місце {n * 7 % 500}",
            "kyiv",
            hour(n * days * 24 / legs),
            hour(n * days * 24 / legs + 6),
            {"seat": 180, "pet": 4},
        )
        for n in range(legs)
    )
    groups = tuple(
        Party(
            f"група {n}",
            f"місце {(n % legs) * 7 % 500}",
            1 + n % 5,
            may_split=True,
            priority=("other", "family", "children")[n % 3],
        )
        for n in range(parties)
    )
    gone = tuple(
        Itinerary(each.id, each.persons, each.takes, (Ride(f"рейс {n % legs}"),))
        for n, each in enumerate(groups)
        if n % 5
    )
    problem = Problem(BEGINS, hour(days * 24 + 12), ZONE, (*places, PLACES[-1]), groups, many)
    return problem, Plan(gone), replace(OUTCOME, plan=Plan(gone))
