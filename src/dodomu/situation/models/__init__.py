"""The tables of the situation. Every row is a version of something that was told; none is ever changed."""

from collections.abc import Mapping
from typing import Final

from dodomu.situation.models.facts import Expectation, Figure, Report, Restriction, Rumour, Told
from dodomu.situation.models.sources import Source
from dodomu.situation.rules.terms import FactKind

TABLES: Final[Mapping[FactKind, type[Told]]] = {
    FactKind.REPORT: Report,
    FactKind.FIGURE: Figure,
    FactKind.RESTRICTION: Restriction,
    FactKind.RUMOUR: Rumour,
    FactKind.EXPECTATION: Expectation,
}

__all__ = ["TABLES", "Expectation", "Figure", "Report", "Restriction", "Rumour", "Source", "Told"]
