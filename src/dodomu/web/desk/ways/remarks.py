"""What is said next to a leg, in words: gravest first, with the restriction it rests on and who says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dodomu.journeys.rules.checks import NOT_PLANNED, Found
from dodomu.journeys.rules.terms import Check
from dodomu.situation.queries import known
from dodomu.situation.queries.sources import sources_of
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.addresses import fact_address
from dodomu.web.desk.situation.showing import Sources, credit_of
from dodomu.web.parts import situation_words
from dodomu.web.parts.journeys_words import check_name, check_words

BROKEN = frozenset({Check.OVER_PROMISED})  # it does not keep a leg out of plans, and somebody must act


@dataclass(frozen=True)
class Remark:
    """One check as it is read."""

    code: str
    name: str
    words: str
    is_grave: bool
    address: str = ""  # of the restriction
    restriction: str = ""  # what it is, until when
    said_by: str = ""

    @property
    def title(self) -> str:
        """All of it in one line."""
        return " · ".join(part for part in (self.words, self.restriction, self.said_by) if part)


@dataclass(frozen=True)
class Grounds:
    """What remarks are explained by: the restrictions by their ref or id, and their sources."""

    request: DeskRequest
    restrictions: Mapping[str, RestrictionKnown]
    sources: Sources


def grounds_of(request: DeskRequest) -> Grounds:
    """Return the restrictions that checks may rest on, as they are known at the hour of the page."""
    found = known.restrictions(request.crisis.id, known_at=request.at)
    return Grounds(request, {each.ref or str(each.thing): each for each in found}, sources_of(request.crisis.id))


def remarks(found: Iterable[Found], zone: str, grounds: Grounds) -> tuple[Remark, ...]:
    """Return everything that is said next to a leg."""
    return tuple(_remark(each, zone, grounds) for each in found)


def once(told: Iterable[Remark]) -> tuple[Remark, ...]:
    """Of several remarks of one name the one that rests on a restriction: there it is said why."""
    found: dict[str, Remark] = {}
    for each in told:
        if each.code not in found or each.address:
            found[each.code] = each
    return tuple(found.values())


def short_names(told: Iterable[Remark]) -> str:
    """Return the names of remarks in one line, each once."""
    return " · ".join(dict.fromkeys(each.name for each in told))


def is_grave(check: Check) -> bool:
    """Whether a check keeps a leg out of plans, or somebody's promise is broken."""
    return check in NOT_PLANNED or check in BROKEN


def _remark(found: Found, zone: str, grounds: Grounds) -> Remark:
    code = found.check.value
    words = check_words(code, dict(found.facts), zone)
    behind = grounds.restrictions.get(found.restriction) if found.restriction else None
    if behind is None:
        return Remark(code, check_name(code), words, is_grave(found.check), restriction=found.restriction)
    return Remark(
        code, check_name(code), words, is_grave(found.check),
        address=fact_address(grounds.request, FactKind.RESTRICTION, behind.thing),
        restriction=_what(behind),
        said_by=credit_of(behind, grounds.sources),
    )  # fmt: skip


def _what(each: RestrictionKnown) -> str:
    name, hours = str(situation_words.RESTRICTIONS[each.kind]), situation_words.daily_words(each.daily)
    until = situation_words.end_words(each.ends_at, each.ends_is, each.zone)
    return " · ".join(part for part in (name, each.scope, hours, until) if part)
