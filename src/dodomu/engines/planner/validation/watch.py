"""What every look at a problem uses: collecting faults, and the questions asked of single values.

Nothing here trusts that a value has the type that its field names: a problem that was put together by hand may hold
anything, and has to be told about, not to break.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeGuard

from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.problem import (
    EVERYWHERE,
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    Problem,
)
from dodomu.engines.planner.validation.faults import FaultCode, ProblemFault
from dodomu.engines.planner.validation.limits import (
    EARLIEST_YEAR,
    LARGEST_NUMBER,
    LATEST_YEAR,
    MOST,
    MOST_CHARACTERS_OF_ID,
)

SORTS: Mapping[str, type] = {
    "places": Place,
    "parties": Party,
    "legs": Leg,
    "charters": Charter,
    "fleets": Fleet,
    "links": Link,
    "closures": Closure,
    "permissions": Permission,
}
# What one of each sort is called: in place of one that is none, and with its id.
ONE: Mapping[str, str] = {
    "places": gettext_noop("a place"),
    "parties": gettext_noop("a party"),
    "legs": gettext_noop("a leg"),
    "charters": gettext_noop("a charter"),
    "fleets": gettext_noop("a fleet"),
    "links": gettext_noop("a link"),
    "closures": gettext_noop("a closure"),
    "permissions": gettext_noop("a permission"),
}
CALLED: Mapping[str, str] = {
    "places": gettext_noop("place {id}"),
    "parties": gettext_noop("party {id}"),
    "legs": gettext_noop("leg {id}"),
    "charters": gettext_noop("charter {id}"),
    "fleets": gettext_noop("fleet {id}"),
    "links": gettext_noop("link {id}"),
    "closures": gettext_noop("closure of {id}"),
    "permissions": gettext_noop("permission {id}"),
}
MOST_SHOWN = 80  # characters of a wrong value that a sentence repeats


def shown(value: object) -> str:
    """Return a value as a sentence can repeat it: short, on one line, without control characters."""
    text = value.isoformat() if isinstance(value, datetime) else repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def all_of(names: Iterable[str]) -> str:
    """Return the names that are known, for a sentence."""
    return ", ".join(sorted(names)) or Phrase(gettext_noop("none"))


def is_clean(text: str) -> bool:
    """Tell whether an id can be told apart by eye, put into a cell of a table, and encoded."""
    if text.isascii():
        return 0 < len(text) <= MOST_CHARACTERS_OF_ID and text.isprintable() and text == text.strip()
    return (
        len(text) <= MOST_CHARACTERS_OF_ID
        and text == text.strip()
        and not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text)
    )


def is_country(text: object) -> bool:
    """Tell whether it is a country by its form: two capital letters."""
    return isinstance(text, str) and len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()  # noqa: PLR2004 - two letters


class Watch:
    """The faults found so far, and what the names of a problem stand for.

    `base` is where a thing stands ("legs[3]"), `name` what of it ("arrives"); they are put together only for a fault.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem: Any = problem
        self.faults: list[ProblemFault] = []
        self.naive = self.aware = 0
        self.rows: dict[str, tuple[Any, ...]] = {sort: self._rows(sort) for sort in SORTS}
        self.known: dict[str, dict[str, Any]] = {sort: {} for sort in SORTS if sort != "closures"}
        for sort, found in self.known.items():
            for row in self.rows[sort]:
                if row is not None and isinstance(row.id, str):
                    found.setdefault(row.id, row)
        self.kinds = set(self._names(problem.kinds))
        self.priorities = set(self._names(problem.priorities))

    def _rows(self, sort: str) -> tuple[Any, ...]:
        rows = getattr(self.problem, sort)
        if not isinstance(rows, Sequence) or isinstance(rows, str):
            self.note(FaultCode.WRONG_TYPE, sort, value=shown(rows), wanted=Phrase(gettext_noop("a row of things")))
            return ()
        if len(rows) > MOST[sort]:
            self.note(FaultCode.TOO_MANY, sort, count=str(len(rows)), most=str(MOST[sort]))
        for index, row in enumerate(rows[: MOST[sort]]):
            if not isinstance(row, SORTS[sort]):
                wanted = Phrase(ONE[sort])
                self.note(FaultCode.WRONG_TYPE, f"{sort}[{index}]", value=shown(row), wanted=wanted)
        return tuple(row if isinstance(row, SORTS[sort]) else None for row in rows[: MOST[sort]])

    @staticmethod
    def _names(names: object) -> Iterable[str]:
        if isinstance(names, str) or not isinstance(names, Iterable):
            return ()
        return (name for name in names if isinstance(name, str))

    def note(self, code: FaultCode, base: str, name: str = "", /, **facts: str) -> None:
        """Keep a fault."""
        where = f"{base}.{name}" if base and name else base or name
        self.faults.append(ProblemFault(code, where, facts))

    def each(self, sort: str) -> Iterable[tuple[str, Any]]:
        """Walk over all of one sort with where each stands; their ids are looked at on the way."""
        first: dict[str, str] = {}
        for index, row in enumerate(self.rows[sort]):
            if row is None:  # noted when the rows were counted
                continue
            base = f"{sort}[{index}]"
            count = len(self.faults)
            if sort != "closures" and self.clean(base, "id", row.id):
                if row.id == EVERYWHERE:
                    self.note(FaultCode.RESERVED_ID, base, "id")
                if row.id in first:
                    self.note(FaultCode.DUPLICATED_ID, base, "id", id=shown(row.id), first=first[row.id])
                first.setdefault(row.id, base)
            yield base, row
            for at in range(count, len(self.faults)):
                of = Phrase(CALLED[sort], {"id": shown(row.at if sort == "closures" else row.id)})
                fault = self.faults[at]
                self.faults[at] = ProblemFault(fault.code, fault.where, {**fault.facts, "of": of})

    def clean(self, base: str, name: str, value: object) -> TypeGuard[str]:
        """Ask for a text that can be an id."""
        if not isinstance(value, str):
            self.note(FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=Phrase(gettext_noop("a text")))
            return False
        if not is_clean(value):
            self.note(FaultCode.BAD_TEXT, base, name, value=shown(value))
            return False
        return True

    def text(self, base: str, name: str, value: object) -> None:
        """Ask for any text that can be encoded; it may be empty."""
        if not isinstance(value, str):
            self.note(FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=Phrase(gettext_noop("a text")))
        elif not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            self.note(FaultCode.BAD_TEXT, base, name, value=shown(value))

    def flag(self, base: str, name: str, value: object) -> None:
        """Ask for yes or no."""
        if not isinstance(value, bool):
            self.note(FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=Phrase(gettext_noop("yes or no")))

    def whole(self, base: str, name: str, value: object, least: int = 0, most: int = LARGEST_NUMBER) -> TypeGuard[int]:
        """Ask for a whole number between two others."""
        if not isinstance(value, int) or isinstance(value, bool):
            self.note(FaultCode.NOT_WHOLE, base, name, value=shown(value))
        elif value < least:
            self.note(FaultCode.TOO_SMALL, base, name, value=shown(value), least=str(least))
        elif value > most:
            self.note(FaultCode.TOO_LARGE, base, name, value=shown(value), most=str(most))
        else:
            return True
        return False

    def number(
        self, base: str, name: str, value: object, least: float = 0.0, most: float = float(LARGEST_NUMBER)
    ) -> TypeGuard[float]:
        """Ask for a finite number between two others."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            self.note(FaultCode.NOT_A_NUMBER, base, name, value=shown(value))
        elif value < least:
            self.note(FaultCode.TOO_SMALL, base, name, value=shown(value), least=f"{least:g}")
        elif value > most:
            self.note(FaultCode.TOO_LARGE, base, name, value=shown(value), most=f"{most:g}")
        else:
            return True
        return False

    def moment(self, base: str, name: str, value: object) -> datetime | None:
        """Ask for an aware moment and return it in UTC, where differences are true on the days when clocks change."""
        if not isinstance(value, datetime):
            self.note(FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=Phrase(gettext_noop("a moment")))
            return None
        if value.utcoffset() is None:
            self.naive += 1
            self.note(FaultCode.NAIVE_MOMENT, base, name, value=shown(value))
            return None
        self.aware += 1
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            self.note(
                FaultCode.MOMENT_OUT_OF_RANGE,
                base,
                name,
                value=shown(value),
                first=str(EARLIEST_YEAR),
                last=str(LATEST_YEAR),
            )
            return None
        return value.astimezone(UTC)

    def words(self, base: str, name: str, value: object) -> Iterable[str]:
        """Ask for a set of texts, each of which can be an id; a text in its place would be taken for its letters."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            self.note(
                FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=Phrase(gettext_noop("a set of texts"))
            )
            return
        for each in sorted(value, key=str):
            if self.clean(base, name, each):
                yield each

    def amounts(self, base: str, name: str, value: object) -> Mapping[str, int]:
        """Ask for an amount of each kind, and return those that are well."""
        if not isinstance(value, Mapping):
            self.note(
                FaultCode.WRONG_TYPE,
                base,
                name,
                value=shown(value),
                wanted=Phrase(gettext_noop("an amount of each kind")),
            )
            return {}
        good: dict[str, int] = {}
        for kind, amount in value.items():
            if kind not in self.kinds:
                known = all_of(self.kinds)
                self.note(FaultCode.UNKNOWN_KIND, base, name, id=shown(kind), known=known)
            elif self.whole(base, f"{name}.{kind}", amount):
                good[kind] = amount
        return good

    def one_of(self, base: str, name: str, value: object, allowed: Sequence[str]) -> None:
        """Ask for one of a few words."""
        if value not in allowed:
            self.note(FaultCode.NOT_ONE_OF, base, name, value=shown(value), allowed=", ".join(allowed))

    def countries(self, base: str, name: str, value: object) -> None:
        """Ask for a set of countries."""
        for each in self.words(base, name, value):
            if not is_country(each):
                self.note(FaultCode.BAD_COUNTRY, base, name, value=shown(each))

    def place(self, base: str, name: str, value: object) -> Any:
        """Ask for the id of a place, and return the place."""
        return self.named(base, name, value, "places", FaultCode.UNKNOWN_PLACE)

    def named(self, base: str, name: str, value: object, sort: str, code: FaultCode) -> Any:
        """Ask for the id of something, and return it."""
        found = self.known[sort].get(value) if isinstance(value, str) else None
        if found is None:
            self.note(code, base, name, id=shown(value))
        return found

    def steps(self, base: str, name: str, value: object, *, whole: bool = False) -> None:
        """Ask for a value that may change over time: a number, or ascending moments with what holds from then on."""
        if isinstance(value, int | float) and (whole is False or isinstance(value, int)):
            self.number(base, name, value)
            return
        if isinstance(value, str | int | float) or not isinstance(value, Sequence):
            wanted = Phrase(gettext_noop("a number or what holds from certain moments on"))
            self.note(FaultCode.WRONG_TYPE, base, name, value=shown(value), wanted=wanted)
            return
        if not value:
            self.note(FaultCode.NO_VALUES, base, name)
        before: datetime | None = None
        for index, step in enumerate(value):
            here = f"{name}[{index}]"
            if isinstance(step, str) or not isinstance(step, Sequence) or len(step) != 2:  # noqa: PLR2004 - a pair
                self.note(
                    FaultCode.WRONG_TYPE,
                    base,
                    here,
                    value=shown(step),
                    wanted=Phrase(gettext_noop("a moment and a number")),
                )
                continue
            moment = self.moment(base, f"{here}[0]", step[0])
            self.number(base, f"{here}[1]", step[1])
            if moment is not None and before is not None and moment <= before:
                self.note(FaultCode.NOT_ASCENDING, base, here, value=shown(moment), before=shown(before))
            before = moment or before
