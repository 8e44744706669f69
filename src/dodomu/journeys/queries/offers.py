"""Offers as screens read them: the desk's list, one offer with everything said about it, what a leg has promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from dodomu.journeys.models import Adoption, Offer, OfferAnswer, OfferStep
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.terms import LIVE, OfferKind, OfferState
from dodomu.people.models import Person
from dodomu.people.queries import private
from dodomu.people.rules.search import search_terms

PAGE = 50
UNANSWERED = (OfferState.SENT, OfferState.LATER)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer in a list. Places are ids, legs refs; hours are aware."""

    id: UUID
    party: UUID
    who: str  # the name of whoever leads the party
    reference: str
    persons: int
    kind: OfferKind
    state: OfferState
    held_because: str
    first_leg: str
    last_leg: str
    meeting_place: UUID | None
    meet_at: datetime
    leave_by: datetime
    home_at: datetime | None
    made_at: datetime
    sent_at: datetime | None
    answer_by: datetime
    answered_at: datetime | None
    decline_reason: str
    ended_at: datetime | None
    end_cause: str
    needs: Mapping[str, int] = field(hash=False)  # kind -> how many, of a vehicle

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A page of offers; `after` is what to ask with for the next one, None on the last."""

    lines: tuple[OfferLine, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One part of the way. Without `leg` it is a vehicle of ours (`fleet`)."""

    leg: str
    mode: str
    operator: str
    service: str
    is_ride: bool  # on a departure that is booked; else by themselves or by a vehicle of ours
    fleet: str
    origin: UUID
    target: UUID
    leaves_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerLine:
    id: UUID
    answer: str
    reason: str
    channel: str
    said_by: str
    officer: str
    said_at: datetime
    recorded_at: datetime
    counted: bool
    conflict: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One offer with everything: its way, what was answered, what came before and after it, and what holds now."""

    line: OfferLine
    crisis: UUID
    plan: int | None  # number of the proposal
    steps: tuple[StepLine, ...]
    answers: tuple[AnswerLine, ...]
    bring: tuple[str, ...]  # codes of `rules.notices`
    follows: OfferLine | None
    followed_by: OfferLine | None
    instead_of: OfferLine | None  # whose place it was
    passed_on: tuple[OfferLine, ...]
    holds: OfferLine | None  # the live offer of the party, when this one has ended


@dataclass(frozen=True, slots=True)
class PartyOffer:
    """What a party's own page shows: the offer that holds, and the one before that it may still have in hand."""

    party: UUID
    live: OfferView | None
    ended: OfferView | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that could not be done, for an officer to look at."""

    answer: AnswerLine
    offer: OfferLine


def offers(
    crisis: UUID,
    *,
    states: Sequence[str] = (),
    leg: UUID | None = None,
    kind: str = "",
    words: str = "",
    after: str = "",
    most: int = PAGE,
) -> OfferPage:
    """Return a page of the offers of a crisis, the newest first; `words` looks for a reference code or a name."""
    found = Offer.objects.filter(crisis=crisis)
    if states:
        found = found.filter(state__in=list(states))
    if kind:
        found = found.filter(kind=kind)
    if leg:
        found = found.filter(steps__leg=leg)
    if words:
        found = found.filter(party__in=_named(crisis, words).values("party"))
    if after:
        found = found.filter(id__lt=_uuid(after))
    rows = list(_with_names(found.order_by("-id").distinct() if leg else found.order_by("-id"))[: most + 1])
    more = str(rows[most - 1].id) if len(rows) > most else None
    return OfferPage(tuple(_lines(rows[:most])), more)


def offer(crisis: UUID, offer_id: UUID) -> OfferView | None:
    """Return one offer of a crisis with everything about it, or None."""
    row = _with_names(Offer.objects.filter(crisis=crisis, id=offer_id)).first()
    return _view(row) if row else None


def party_offer(party: UUID) -> PartyOffer:
    """Return the live offer of a party, and the newest that has ended. One that is held was not told to anybody."""
    rows = _with_names(Offer.objects.filter(party=party).exclude(state=OfferState.HELD))
    live = rows.filter(state__in=LIVE).first()
    # One that was never sent tells them nothing.
    ended = rows.exclude(state__in=LIVE).filter(sent_at__isnull=False).order_by("-id").first()
    return PartyOffer(party, _view(live) if live else None, _view(ended) if ended else None)


def offer_of_token(token: str) -> PartyOffer | None:
    """Return what the private page of a party shows of its offers, or None where the link opens nothing."""
    link = private.link_of(token)
    return party_offer(link.party_id) if link else None


def leg_offers(leg: UUID, *, live_only: bool = False) -> tuple[OfferLine, ...]:
    """Return the offers that ride a leg, by who meets first; also invitations to its gate."""
    found = Offer.objects.filter(steps__leg=leg).distinct()
    if live_only:
        found = found.filter(state__in=LIVE)
    return tuple(_lines(list(_with_names(found.order_by("meet_at", "id")))))


def conflicts(crisis: UUID) -> tuple[Conflict, ...]:
    """Return the answers that could not be done and whose party has not got another place since, the newest first."""
    found = (
        OfferAnswer.objects.filter(offer__crisis=crisis)
        .exclude(conflict="")
        .exclude(offer__party__offers__state__in=LIVE)
        .select_related("officer")
        .order_by("-recorded_at")
    )
    answers = list(found)
    rows = {row.id: row for row in _with_names(Offer.objects.filter(id__in=[each.offer_id for each in answers]))}
    lines = {line.id: line for line in _lines(list(rows.values()))}
    return tuple(Conflict(_answer(each), lines[each.offer_id]) for each in answers)


def held(crisis: UUID, *, most: int | None = None) -> tuple[OfferLine, ...]:
    """Return the offers that wait for an officer because their notice is too short, the most urgent first."""
    found = Offer.objects.filter(crisis=crisis, state=OfferState.HELD).order_by("leave_by", "id")
    return tuple(_lines(list(_with_names(found)[:most])))


def due(crisis: UUID, *, until: datetime, most: int = PAGE) -> tuple[OfferLine, ...]:
    """Return the offers that wait for an answer and whose deadline comes before an hour, the next deadline first."""
    waiting = Offer.objects.filter(crisis=crisis, state__in=UNANSWERED, answer_by__lt=until)
    return tuple(_lines(list(_with_names(waiting.order_by("answer_by", "id"))[:most])))


def counts(crisis: UUID) -> dict[OfferState, int]:
    """Return how many offers of a crisis are in each state."""
    found = Offer.objects.filter(crisis=crisis).order_by().values_list("state").annotate(Count("id"))
    return {OfferState(state): many for state, many in found}


def live_offers(parties: Sequence[UUID]) -> dict[UUID, OfferLine]:
    """Return the live offer of each party that has one; also one that is held, of which nobody was told."""
    found = Offer.objects.filter(party__in=list(parties), state__in=LIVE)
    return {line.party: line for line in _lines(list(_with_names(found)))}


def _named(crisis: UUID, words: str) -> QuerySet[Person]:
    """Whoever has a reference code, or a name in any script; never a telephone, which not everybody may look for."""
    people = Person.objects.filter(crisis=crisis, forgotten_at__isnull=True)
    digits = "".join(filter(str.isdigit, words))
    if digits:
        return people.filter(reference=digits)
    terms = search_terms(words)
    for term in terms:
        people = people.filter(search_text__contains=term)
    return people if terms else people.none()


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return UUID(int=0)


def _with_names(found: QuerySet[Offer]) -> QuerySet[Offer]:
    return found.select_related("first_leg", "last_leg")


def _lines(rows: Sequence[Offer]) -> list[OfferLine]:
    leads = _leads([row.party_id for row in rows])
    return [_line(row, *leads.get(row.party_id, ("", ""))) for row in rows]


def _leads(parties: Sequence[UUID]) -> Mapping[UUID, tuple[str, str]]:
    people = Person.objects.filter(party__in=parties, joined_into__isnull=True, forgotten_at__isnull=True)
    found: dict[UUID, tuple[str, str]] = {}
    for party, family, given, reference in people.order_by("-leads_party", "registered_at", "id").values_list(
        "party_id", "family_name", "given_name", "reference"
    ):
        found.setdefault(party, (f"{family} {given}".strip(), reference))
    return found


def _line(row: Offer, who: str, reference: str) -> OfferLine:
    return OfferLine(
        id=row.id,
        party=row.party_id,
        who=who,
        reference=reference,
        persons=len(row.persons),
        kind=OfferKind(row.kind),
        state=OfferState(row.state),
        held_because=row.held_because,
        first_leg=row.first_leg.ref if row.first_leg else "",
        last_leg=row.last_leg.ref if row.last_leg else "",
        meeting_place=row.meeting_place_id,
        meet_at=row.meet_at,
        leave_by=row.leave_by,
        home_at=row.home_at,
        made_at=row.made_at,
        sent_at=row.sent_at,
        answer_by=row.answer_by,
        answered_at=row.answered_at,
        decline_reason=row.decline_reason,
        ended_at=row.ended_at,
        end_cause=row.end_cause,
        needs=row.needs,
    )


def _view(row: Offer) -> OfferView:
    steps = list(row.steps.select_related("leg").order_by("position"))
    rides = set(row.rides.values_list("leg_id", flat=True))
    follower = _with_names(row.followed_by.order_by("-id")).first()
    holds = _with_names(Offer.objects.filter(party=row.party_id, state__in=LIVE).exclude(id=row.id)).first()
    return OfferView(
        line=_lines([row])[0],
        crisis=row.crisis_id,
        plan=_number(row.adoption_id) if row.adoption_id else None,
        steps=tuple(_step(each, each.leg_id in rides or row.kind == OfferKind.STANDBY) for each in steps),
        answers=tuple(_answer(each) for each in row.answers.select_related("officer").order_by("recorded_at", "id")),
        bring=_bring(row, steps),
        follows=_one(row.follows),
        followed_by=_one(follower),
        instead_of=_one(row.instead_of),
        passed_on=tuple(_lines(list(_with_names(row.passed_on.order_by("id"))))),
        holds=_one(holds),
    )


def _number(adoption: UUID) -> int | None:
    """The number of its plan, and not the plan, which is large."""
    return Adoption.objects.filter(id=adoption).values_list("proposal__number", flat=True).first()


def _one(row: Offer | None) -> OfferLine | None:
    return _lines([row])[0] if row else None


def _step(row: OfferStep, is_ride: bool) -> StepLine:
    leg: Any = row.leg
    return StepLine(
        leg=leg.ref if leg else "",
        mode=leg.mode if leg else "",
        operator=leg.operator if leg else "",
        service=leg.service if leg else "",
        is_ride=is_ride and leg is not None,
        fleet=row.fleet,
        origin=row.origin_id,
        target=row.target_id,
        leaves_at=row.leaves_at,
        arrives_at=row.arrives_at,
    )


def _answer(row: OfferAnswer) -> AnswerLine:
    return AnswerLine(
        id=row.id,
        answer=row.answer,
        reason=row.reason,
        channel=row.channel,
        said_by=row.said_by,
        officer=row.officer.name if row.officer else "",
        said_at=row.said_at,
        recorded_at=row.recorded_at,
        counted=row.counted,
        conflict=row.conflict,
    )


def bring_of(offers: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return what the parties of many offers are to bring, by codes of `rules.notices`."""
    rows = (
        Offer.objects.filter(id__in=list(offers))
        .only("id", "needs")
        .prefetch_related(Prefetch("steps", OfferStep.objects.select_related("leg").order_by("position")))
    )
    return {row.id: _bring(row, list(row.steps.all())) for row in rows}


def _bring(row: Offer, steps: Sequence[OfferStep]) -> tuple[str, ...]:
    legs = [each.leg for each in steps if each.leg]
    papers = [paper for leg in legs for paper in leg.papers]
    hours = sum((each.arrives_at - each.leaves_at).total_seconds() for each in steps) / 3600
    return notices.what_to_bring(papers, row.needs, [leg.mode for leg in legs], hours)
