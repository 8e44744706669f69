"""The manifest of a leg."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from dodomu.boarding.rules.manifests import Passenger, Seen, counts_of, lines_of, minors_alone, torn_parties
from dodomu.boarding.rules.terms import LineState as State

NOON = datetime(2022, 1, 11, 12, tzinfo=UTC)
TODAY = NOON.date()
SPACE = UUID(int=7)


def passenger(name: str, *, party: str = "koval", born: date | None = date(1986, 3, 14), **more: object) -> Passenger:
    given: dict[str, object] = {
        "citizenships": ("UA",), "is_citizen": True, "needs": (), "holds_place": True,
    } | more  # fmt: skip
    return Passenger(uuid5(SPACE, name), uuid5(SPACE, party), name, name, name.upper(), born, **given)  # type: ignore[arg-type]


def seen(state: State) -> Seen:
    return Seen(state, NOON, "A consul")


def states(*passengers: Passenger, is_closed: bool = False) -> dict[str, State]:
    return {line.passenger.name: line.state for line in lines_of(passengers, is_closed=is_closed, on=TODAY)}


def test_who_holds_a_place_is_expected_until_they_are_seen() -> None:
    assert states(passenger("olena"), passenger("taras", seen=seen(State.ARRIVED))) == {
        "olena": State.EXPECTED,
        "taras": State.ARRIVED,
    }


def test_at_closing_who_was_not_seen_aboard_is_missing_even_if_they_stood_at_the_gate() -> None:
    assert states(
        passenger("olena"), passenger("taras", seen=seen(State.ARRIVED)), passenger("iryna", seen=seen(State.BOARDED)),
        is_closed=True,
    ) == {"olena": State.MISSING, "taras": State.MISSING, "iryna": State.BOARDED}  # fmt: skip


def test_who_stands_by_and_did_not_come_is_never_missing() -> None:
    assert states(passenger("olena", holds_place=False, standby=3), is_closed=True) == {"olena": State.STANDBY}


def test_boarded_is_never_landed() -> None:
    lines = lines_of([passenger("olena", seen=seen(State.BOARDED))], is_closed=True, on=TODAY)
    assert counts_of(lines).landed == 0
    assert counts_of(lines).aboard == 1


def test_citizens_and_others_are_counted_apart_and_only_aboard() -> None:
    lines = lines_of(
        [
            passenger("a", seen=seen(State.BOARDED), needs=("wheelchair",)),
            passenger("b", seen=seen(State.LANDED), is_citizen=False),
            passenger("c"),
        ],
        is_closed=False,
        on=TODAY,
    )
    counts = counts_of(lines)
    assert (counts.aboard, counts.citizens, counts.others, counts.needs) == (2, 1, 1, {"wheelchair": 1})


def test_a_child_aboard_without_an_adult_of_its_party_is_alone() -> None:
    child = passenger("maria", born=date(2015, 5, 5), seen=seen(State.BOARDED))
    mother, stranger = passenger("olena"), passenger("ivan", party="other", seen=seen(State.BOARDED))
    assert [
        line.passenger.name for line in minors_alone(lines_of([child, mother, stranger], is_closed=False, on=TODAY))
    ] == ["maria"]
    together = lines_of([child, passenger("olena", seen=seen(State.BOARDED))], is_closed=False, on=TODAY)
    assert minors_alone(together) == ()


def test_an_adult_whose_birth_date_is_not_known_does_not_end_the_alarm() -> None:
    child = passenger("maria", born=date(2015, 5, 5), seen=seen(State.BOARDED))
    unknown = passenger("olena", born=None, seen=seen(State.BOARDED))
    assert len(minors_alone(lines_of([child, unknown], is_closed=False, on=TODAY))) == 1


def test_a_party_of_which_some_are_aboard_is_torn_and_says_who_is_left() -> None:
    lines = lines_of(
        [passenger("olena", seen=seen(State.BOARDED)), passenger("taras"), passenger("ivan", party="other")],
        is_closed=False,
        on=TODAY,
    )
    assert [[line.passenger.name for line in left] for left in torn_parties(lines).values()] == [["taras"]]


def test_a_child_that_has_landed_is_nobodys_alarm_at_the_gate_any_more() -> None:
    child = passenger("taras", born=date(2015, 6, 1))
    (aboard,) = lines_of([replace(child, seen=seen(State.BOARDED))], is_closed=False, on=TODAY)
    (landed,) = lines_of([replace(child, seen=seen(State.LANDED))], is_closed=False, on=TODAY)
    assert minors_alone([aboard]) == (aboard,)
    assert minors_alone([landed]) == ()
