"""Who may travel in our places: the rules as they were stated, and whom a new one would concern."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Eligibility
from dodomu.journeys.queries.planning import facts_for
from dodomu.journeys.rules.eligibility import Rule, Why, is_eligible, read
from dodomu.journeys.rules.parties import PartyKnown
from dodomu.journeys.rules.terms import TOLD
from dodomu.people.models import Person
from dodomu.people.rules.terms import Account

OVER = frozenset({Account.HOME, Account.LEFT_ALONE, Account.STAYS, Account.DECEASED, Account.NOT_OURS})


@dataclass(frozen=True)
class RuleLine:
    """A rule as it was stated."""

    id: UUID
    rule: Rule
    from_at: datetime
    why: str
    source: str
    officer: str
    recorded_at: datetime
    holds: bool  # at the hour that was asked for


@dataclass(frozen=True)
class PartyAffected:
    """A party whose case a new rule would change."""

    party: UUID
    reference: str  # of who speaks for it
    persons: int
    citizens: int
    holds_place: bool
    whys: tuple[Why, ...]  # why not, by the rule that excludes it


@dataclass(frozen=True)
class Affected:
    """Whom a new rule would concern, and how many may travel by each."""

    gain: tuple[PartyAffected, ...]
    lose: tuple[PartyAffected, ...]
    parties_now: int
    parties_then: int
    persons_now: int
    persons_then: int
    whys_then: Mapping[Why, int] = field(hash=False)  # parties that may not travel by the new rule, by why


def rules_stated(crisis: UUID, *, at: datetime) -> list[RuleLine]:
    """Return every rule, newest first; the one that holds at the hour is marked."""
    rows = list(
        Eligibility.objects.filter(crisis=crisis).select_related("officer").order_by("-from_at", "-recorded_at")
    )
    held = next((row.id for row in rows if row.from_at <= at and row.recorded_at <= at), None)
    return [
        RuleLine(
            row.id, read(row.rule), row.from_at, row.why, row.source, row.officer.name if row.officer else "",
            row.recorded_at, row.id == held,
        )
        for row in rows
    ]  # fmt: skip


def affected_by(crisis: UUID, rule: Rule, *, at: datetime) -> Affected:
    """Return which parties would gain or lose the right to travel by a new rule, of all that are not over yet."""
    zone = Crisis.objects.filter(id=crisis).values_list("zone", flat=True).first()
    if zone is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    facts = facts_for(crisis, at=at)
    day = at.astimezone(ZoneInfo(zone)).date()
    parties = [party for party in facts.parties if any(person.account not in OVER for person in party.persons)]
    now = {party.id: is_eligible(party, facts.eligibility, day) for party in parties}
    then = {party.id: is_eligible(party, rule, day) for party in parties}
    gain = [party for party in parties if then[party.id][0] and not now[party.id][0]]
    lose = [party for party in parties if now[party.id][0] and not then[party.id][0]]
    names = _references([*gain, *lose])
    told = frozenset(party for party, each in facts.told.items() if each.state in TOLD and not each.is_standby)
    return Affected(
        gain=tuple(_line(party, names, told, now[party.id][1]) for party in gain),
        lose=tuple(_line(party, names, told, then[party.id][1]) for party in lose),
        parties_now=sum(may for may, _ in now.values()),
        parties_then=sum(may for may, _ in then.values()),
        persons_now=sum(len(party.persons) for party in parties if now[party.id][0]),
        persons_then=sum(len(party.persons) for party in parties if then[party.id][0]),
        whys_then=Counter(why for may, whys in then.values() if not may for why in whys),
    )


def _references(parties: Iterable[PartyKnown]) -> dict[UUID, str]:
    leads = [party.persons[0].id for party in parties if party.persons]
    return dict(Person.objects.filter(id__in=leads).values_list("party_id", "reference"))


def _line(party: PartyKnown, names: Mapping[UUID, str], told: frozenset[UUID], whys: tuple[Why, ...]) -> PartyAffected:
    citizens = sum(person.is_citizen for person in party.persons)
    return PartyAffected(party.id, names.get(party.id, ""), len(party.persons), citizens, party.id in told, whys)
