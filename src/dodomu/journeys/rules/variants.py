"""What a proposal is asked to suppose: without the charter, from tomorrow, a leg that slips by a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

SECONDS, LONGEST_SECONDS = 60, 900


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is asked for; every field left alone means: as things are."""

    from_at: datetime | None = None  # plan from this hour on; None: now
    until: datetime | None = None  # None: midnight after the last known leg has arrived
    without_legs: frozenset[str] = frozenset()  # refs
    without_charters: bool = False  # none at all, also none that is ordered
    without_third_countries: bool = False  # nobody is led into a country that is neither the crisis's nor home
    slips: Mapping[str, int] = field(default_factory=dict)  # ref of a leg or charter -> minutes later
    least_chance: float = 0.0
    budget: int | None = None  # whole euros
    residual: bool = False  # only who holds no place, and only what live offers leave free
    seconds: float = SECONDS
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with a proposal; two that ask for the same are kept alike."""
        return {
            "from_at": self.from_at.isoformat() if self.from_at else None,
            "until": self.until.isoformat() if self.until else None,
            "without_legs": sorted(self.without_legs),
            "without_charters": self.without_charters,
            "without_third_countries": self.without_third_countries,
            "slips": dict(sorted(self.slips.items())),
            "least_chance": self.least_chance,
            "budget": self.budget,
            "residual": self.residual,
            "seconds": self.seconds,
            "seed": self.seed,
        }


def read(content: Mapping[str, Any]) -> Options:
    """Return the options that were kept; what an older proposal did not know of is as things are."""
    plain = Options()
    return Options(
        from_at=_moment(content.get("from_at")),
        until=_moment(content.get("until")),
        without_legs=frozenset(content.get("without_legs", ())),
        without_charters=content.get("without_charters", plain.without_charters),
        without_third_countries=content.get("without_third_countries", plain.without_third_countries),
        slips=dict(content.get("slips", {})),
        least_chance=content.get("least_chance", plain.least_chance),
        budget=content.get("budget"),
        residual=content.get("residual", plain.residual),
        seconds=content.get("seconds", plain.seconds),
        seed=content.get("seed", plain.seed),
    )


def going_on(options: Options, at: datetime) -> Options:
    """Return what a plan supposed for one that is made later: of hours that have passed nothing is supposed."""
    begins = options.from_at if options.from_at and options.from_at > at else None
    ends = options.until if options.until and options.until > at else None
    return replace(options, from_at=begins, until=ends)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
