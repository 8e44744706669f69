"""What a check has found."""

from dataclasses import dataclass

from dodomu.journeys.rules.terms import Check

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Found:
    """Something to be said next to a leg: what, its facts, and the restriction that it rests on, if one."""

    check: Check
    facts: tuple[tuple[str, Fact], ...] = ()
    restriction: str = ""  # its ref, or its id where it has none

    def fact(self, name: str) -> Fact | None:
        """Return one of its facts."""
        return dict(self.facts).get(name)
