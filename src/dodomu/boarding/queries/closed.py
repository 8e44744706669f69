"""The lines of a closed manifest, sealed as they were."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.rules.manifests import Line, Passenger, Seen
from dodomu.boarding.rules.terms import LineState, Means
from dodomu.foundation import encryption

CONTEXT: Final = "boarding_manifest.lines"


def seal_lines(lines: tuple[Line, ...]) -> bytes:
    """Return lines sealed for keeping."""
    return encryption.seal([_plain(line) for line in lines], context=CONTEXT)


def read_lines(sealed: bytes | memoryview | None) -> tuple[Line, ...]:
    """Return lines as they were kept."""
    return tuple(_line(each) for each in encryption.open_sealed(sealed, context=CONTEXT) or ())


def _plain(line: Line) -> dict[str, Any]:
    passenger = asdict(line.passenger)
    passenger |= {
        "person": str(line.passenger.person),
        "party": str(line.passenger.party),
        "born": line.passenger.born.isoformat() if line.passenger.born else None,
    }
    if line.passenger.seen:
        passenger["seen"]["at"] = line.passenger.seen.at.isoformat()
    return {"passenger": passenger, "state": line.state.value, "age": line.age}


def _line(plain: dict[str, Any]) -> Line:
    given = dict(plain["passenger"])
    seen = given.pop("seen")
    given |= {
        "person": UUID(given["person"]),
        "party": UUID(given["party"]),
        "born": date.fromisoformat(given["born"]) if given["born"] else None,
        "citizenships": tuple(given["citizenships"]),
        "needs": tuple(given["needs"]),
        "seen": _seen(seen) if seen else None,
    }
    return Line(Passenger(**given), LineState(plain["state"]), plain["age"])


def _seen(plain: dict[str, Any]) -> Seen:
    means = Means(plain["means"]) if plain["means"] else None
    return Seen(LineState(plain["state"]), datetime.fromisoformat(plain["at"]), plain["by"], means, plain["device"])
