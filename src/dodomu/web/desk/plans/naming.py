"""Places in the language of the page, parties by their code and who leads them, also within the planner's sentences."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from dodomu.engines.planner.check.faults import PlanFault
from dodomu.engines.planner.plan import Outcome
from dodomu.engines.planner.reasons import Because, in_words
from dodomu.engines.planner.validation.faults import ProblemFault
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.proposals import ProposalLine
from dodomu.people.queries.leads import PartyLead, leads_of
from dodomu.people.rules.references import spoken
from dodomu.web.desk.door import DeskRequest
from dodomu.web.parts.hours import short_words
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.markup import called
from dodomu.web.parts.plans.reasons import called_sentence

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)")  # as a fault has it
LAST = 6  # letters of an id that tell parties apart where nobody may see their names


@dataclass(frozen=True)
class Shown:
    """A party as a page shows it."""

    id: UUID
    reference: str
    name: str
    person: UUID | None

    @property
    def words(self) -> str:
        """The code and the name on one line."""
        return " ".join(part for part in (self.reference, self.name) if part)


class Names:
    """Names for what a plan speaks of by its ids; what is asked for together is looked up together."""

    def __init__(self, request: DeskRequest) -> None:
        self.crisis, self.actor, self.zone = request.crisis.id, request.actor, request.crisis.zone
        self.may_see = may(request.actor, Permission.SEE_PEOPLE, request.crisis.id)
        self._leads: dict[UUID, PartyLead | None] = {}

    @cached_property
    def views(self) -> Mapping[str, PlaceView]:
        """The places of the crisis by their refs."""
        return {place.ref: place for place in places_of(self.crisis)}

    @cached_property
    def places(self) -> Mapping[str, str]:
        """What each place is called in the language of the page, by its ref."""
        return {ref: place.name for ref, place in self.views.items()}

    @cached_property
    def _any_place(self) -> Mapping[str, str]:
        """The same by every name that a place has: a reason names places as the plan was made with them."""
        return {name: view.name for ref, view in self.views.items() for name in (*view.names.values(), ref)}

    def place(self, ref: str) -> str:
        """Return what a place is called."""
        return self.places.get(ref) or called(ref)

    def know(self, parties: Iterable[UUID]) -> None:
        """Look up some parties at once."""
        wanted = {party for party in parties if party not in self._leads}
        if wanted and self.may_see:
            found = leads_of(self.crisis, wanted, by=self.actor)
            self._leads |= {party: found.get(party) for party in wanted}

    def party(self, party: UUID) -> Shown:
        """Return how a party is shown; who may see nobody gets the end of its id."""
        self.know([party])
        lead = self._leads.get(party)
        if lead is None:
            return Shown(party, f"…{str(party)[-LAST:]}", "", None)
        return Shown(party, spoken(lead.reference).replace(" ", "\N{NO-BREAK SPACE}"), lead.name, lead.person)

    def say(self, *because: Because) -> list[str]:
        """Return the sentences of reasons; what reads alike is said once."""
        self._know_in(str(fact) for each in because for fact in each.facts.values())
        told = [replace(each, facts={name: self._fact(fact) for name, fact in each.facts.items()}) for each in because]
        said = [called_sentence(self._named(in_words(each, translate=_, hour=self._hour))) for each in told]
        return list(dict.fromkeys(said))

    def faults(self, *faults: PlanFault | ProblemFault) -> list[str]:
        """Return the sentences of faults of a plan or of a problem, with hours as the crisis shows them."""
        self._know_in(str(each) for each in faults)
        told = [replace(each, facts={name: self._fact(fact) for name, fact in each.facts.items()}) for each in faults]
        return [called_sentence(self._named(MOMENT.sub(self._local, each.said(_)))) for each in told]

    def _hour(self, moment: datetime) -> str:
        return short_words(moment, self.zone)

    def _local(self, written: re.Match[str]) -> str:
        return self._hour(datetime.fromisoformat(written.group()))

    def _fact(self, fact: Any) -> Any:
        if isinstance(fact, str):
            return self._any_place.get(fact, fact)
        return tuple(map(self._fact, fact)) if isinstance(fact, tuple) else fact

    def _know_in(self, texts: Iterable[str]) -> None:
        self.know(UUID(each) for text in texts for each in ID.findall(text))

    def _named(self, sentence: str) -> str:
        return ID.sub(lambda found: self.party(UUID(found.group())).words, sentence)


def line_of(request: DeskRequest, number: int) -> ProposalLine:
    """Return the proposal of a number, or answer that there is none."""
    found = proposals.proposal_of_number(request.crisis.id, number)
    if found is None:
        raise Http404
    return found


def sheet_facts(line: ProposalLine, names: Names) -> tuple[Facts, Outcome] | None:
    """Return a proposal's problem and plan with places by their names, and the proof; None where there is no plan."""
    return _named_facts(line.id, names.crisis, tuple(sorted(names.places.items())))


@lru_cache(maxsize=proposals.KEPT_IN_MEMORY)
def _named_facts(proposal: UUID, crisis: UUID, names: tuple[tuple[str, str], ...]) -> tuple[Facts, Outcome] | None:
    """Kept for the next page: a plan that is done never changes, and what is read of it once is read for all."""
    found = proposals.facts_of(proposal, crisis=crisis)
    if found is None:
        return None
    called_by = dict(names)
    places = tuple(replace(place, name=called_by.get(place.id, place.name)) for place in found.problem.places)
    return Facts(replace(found.problem, places=places, name=""), found.plan), found.outcome
