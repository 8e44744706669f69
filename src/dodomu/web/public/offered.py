"""An offer as its party reads it: what a forwarded link shows of it, and what only they may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries.offers import AnswerLine, OfferLine, OfferView, StepLine, offer_of_token
from dodomu.journeys.rules.terms import EndCause, OfferKind, OfferState
from dodomu.people.queries.private import PrivatePage
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.offer_words import bring_words, vehicle_words

STANDS: Mapping[str, Promise] = {
    OfferState.SENT: _("It waits for your answer."),
    OfferState.LATER: _("You asked for time. The hour below stands: after it the place goes to others."),
    OfferState.ACCEPTED: _("You have said yes."),
}
ENDED: Mapping[str, Promise] = {
    EndCause.DECLINED: _("You said no to it."),
    EndCause.NO_ANSWER: _("Nobody answered in time, and the place went to others."),
    EndCause.LEG_CANCELLED: _("It does not go: the departure was cancelled."),
    EndCause.LEG_GONE: _("The departure has left."),
    EndCause.BLOCK_SHRANK: _("We were given fewer seats than we had been promised. We are sorry."),
    EndCause.NEW_PLAN: _("The plan had to be changed."),
    EndCause.BETTER_PLACE: _("You got a better place."),
    EndCause.PARTY_CHANGED: _("What we know of you has changed since it was made."),
    EndCause.OFFICER: _("We had to take it back."),
    EndCause.TRAVELLED: _("You have travelled."),
}
SAID: Mapping[str, Promise] = {
    "accept": _("yes, you come"),
    "decline": _("no, you do not come"),
    "later": _("you need time"),
}
MAY_RETURN = (EndCause.DECLINED,)  # who said no may say yes again, as long as there is room
OVER = (EndCause.TRAVELLED,)


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever holds the link may read of an offer: neither where nor when anybody travels."""

    address: str
    is_live: bool
    is_standby: bool
    state: str
    words: str
    answer_by: str
    may_return: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the way."""

    words: str
    origin: str
    target: str
    leaves: str
    arrives: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that was given before."""

    words: str
    hour: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything of an offer, for those it is for."""

    meeting: str
    meet_at: str
    leave_by: str
    home_at: str
    steps: tuple[Step, ...]
    bring: list[str]
    said: tuple[Said, ...]


def on_top(token: str, known: PrivatePage) -> Told | None:
    """Return what the private page says of the offer that holds; without one, of the last, unless that is over."""
    found = offer_of_token(token)
    if found is None:
        return None
    if found.live:
        return told(token, known, found.live.line)
    ended = found.ended.line if found.ended else None
    return told(token, known, ended) if ended and ended.end_cause not in OVER else None


def told(token: str, known: PrivatePage, line: OfferLine) -> Told:
    """Return what whoever holds the link may read; the hour is that of the crisis and tells of no place."""
    return Told(
        address=address_of(token, line.id),
        is_live=line.is_live,
        is_standby=line.kind is OfferKind.STANDBY,
        state=line.state.value,
        words=str(STANDS.get(line.state, "") if line.is_live else ENDED.get(line.end_cause, "")),
        answer_by=hour_words(line.answer_by, known.crisis.zone),
        may_return=line.end_cause in MAY_RETURN,
    )


def address_of(token: str, offer: UUID) -> str:
    """Return where an offer is read and answered."""
    return reverse("public:offer", args=[token, offer])


def journey(view: OfferView, known: PrivatePage) -> Journey:
    """Return everything of an offer; every hour in the zone of the place it is about."""
    places = {place.id: place for place in places_of(known.crisis.id)}
    line = view.line
    meeting = places.get(line.meeting_place) if line.meeting_place else None
    zone = meeting.zone if meeting else known.crisis.zone
    return Journey(
        meeting=meeting.name if meeting else "",
        meet_at=hour_words(line.meet_at, zone),
        leave_by=hour_words(line.leave_by, zone) if line.leave_by < line.meet_at else "",
        home_at=hour_words(line.home_at, _last_zone(view, places, zone)) if line.home_at else "",
        steps=tuple(_step(each, places) for each in view.steps),
        bring=bring_words(view.bring),
        said=tuple(_said(each, known.crisis.zone) for each in view.answers),
    )


def _last_zone(view: OfferView, places: Mapping[UUID, PlaceView], zone: str) -> str:
    last = places.get(view.steps[-1].target) if view.steps else None
    return last.zone if last else zone


def _step(step: StepLine, places: Mapping[UUID, PlaceView]) -> Step:
    origin, target = places[step.origin], places[step.target]
    return Step(
        words=vehicle_words(step.mode, step.operator, step.service or (step.leg if step.is_ride else "")),
        origin=origin.name,
        target=target.name,
        leaves=_hour(step.leaves_at, origin),
        arrives=_hour(step.arrives_at, target),
    )


def _hour(at: datetime, place: PlaceView) -> str:
    return hour_words(at, place.zone)


def _said(answer: AnswerLine, zone: str) -> Said:
    return Said(str(SAID.get(answer.answer, answer.answer)), hour_words(answer.said_at, zone), answer.counted)
