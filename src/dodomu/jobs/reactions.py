"""When this happens, we do that. The whole flow on one page.

Each reaction takes the piece of news and the hour at which it was posted; it may run twice and is harmless the second
time. What is done about ways home looks at the crisis as it is when it is done: news may have waited for an hour.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from dodomu.boarding.news import DoubtRaised, ManifestClosed, PassesIssued, PeopleBoarded, SaidAtDesk
from dodomu.boarding.operations import passes, working_out
from dodomu.contact.news import AdviceEnded, AdvicePublished, BroadcastApproved, CheckedIn, ReplyReceived
from dodomu.contact.operations import broadcasting
from dodomu.foundation import clock, crises
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.news import OfferAnswered, OffersSent, PlaceReleased, PlanAdopted, ProposalAsked, WaysChanged
from dodomu.journeys.operations import adopting, offering, passing_on, reviewing, settling, telling
from dodomu.people.news import ListConfirmed, PeopleMoved, PeopleRegistered, PersonChanged, PersonMoved
from dodomu.people.operations import identity, list_keeping
from dodomu.situation.news import RestrictionTold, SituationTold

Reaction = Callable[[Any, datetime], None]


def compare_new(item: PeopleRegistered, at: datetime) -> None:
    """Somebody new may be somebody known."""
    identity.propose_matches(crisis=item.crisis, persons=list(item.persons), at=at)


def compare_changed(item: PersonChanged, at: datetime) -> None:
    """Somebody newly described may be somebody else who is known."""
    identity.propose_matches(crisis=item.crisis, persons=[item.person], at=at)


def keep_list(item: ListConfirmed, at: datetime) -> None:
    """An officer confirmed a list: its rows are registered."""
    list_keeping.keep_list(file=item.file, at=at)


def make_offers(item: PlanAdopted, at: datetime) -> None:
    """A plan was adopted: everybody in it is offered a place."""
    offering.make_offers(adoption=item.adoption, by=SYSTEM, at=_now_in(item.crisis, at))


def line_up(item: PlanAdopted, at: datetime) -> None:
    """A plan was adopted: who stands by for each of its legs is worked out."""
    adopting.line_up(adoption=item.adoption, by=SYSTEM, at=_now_in(item.crisis, at))


def end_what_was_cancelled(item: WaysChanged, at: datetime) -> None:
    """A leg may have been cancelled: what was promised on it is visibly over."""
    settling.end_cancelled(crisis=item.crisis, by=SYSTEM, at=_now_in(item.crisis, at))


def review_plan(item: RestrictionTold | WaysChanged, at: datetime) -> None:
    """What can go has changed: the plan in force is looked at again at once."""
    reviewing.review_plan(crisis=item.crisis, by=SYSTEM, at=_now_in(item.crisis, at))


def review_soon(item: PeopleRegistered | PersonChanged | OfferAnswered, at: datetime) -> None:
    """Who is to go has changed: the plan in force is looked at again within minutes, once for all of them."""
    reviewing.review_soon(crisis=item.crisis, by=SYSTEM, at=at)


def pass_on(item: PlaceReleased, at: datetime) -> None:
    """A place fell free: the next in line gets it."""
    passing_on.pass_on(crisis=item.crisis, by=SYSTEM, at=_now_in(item.crisis, at))


def tell_offers(item: OffersSent, at: datetime) -> None:
    """Offers are out: those who hold them are told that there is something to answer."""
    telling.tell_offers(crisis=item.crisis, offers=item.offers, by=SYSTEM, at=_now_in(item.crisis, at))


def take_reply(item: ReplyReceived, at: datetime) -> None:
    """Somebody wrote: a plain yes or no to an offer that they were told of is their answer."""
    telling.take_reply(person=item.person, message=item.message, by=SYSTEM, at=_now_in(item.crisis, at))


def keep_passes(item: OfferAnswered | PlaceReleased, at: datetime) -> None:
    """Who holds a place has changed: the passes of these people are issued or ended. The rest is done by the clock."""
    passes.keep_passes(crisis=item.crisis, offer=item.offer, by=SYSTEM, at=_now_in(item.crisis, at))


def work_out_told(item: PeopleRegistered | SaidAtDesk, at: datetime) -> None:
    """Somebody may be new whom a gate has named, or was seen at a desk beside it: what it saw is worked out."""
    working_out.work_out_people(crisis=item.crisis, persons=item.persons, by=SYSTEM, at=_now_in(item.crisis, at))


def work_out_changed(item: PersonChanged, at: datetime) -> None:
    """Records were joined or parted, or somebody is a child after all: what gates saw of them is worked out anew."""
    working_out.work_out_people(crisis=item.crisis, persons=[item.person], by=SYSTEM, at=_now_in(item.crisis, at))


def stop_what_carries(item: AdviceEnded, at: datetime) -> None:
    """Advice holds no longer: whatever still carries it is not sent any more."""
    broadcasting.stop_with_advice(crisis=item.crisis, advice=item.advice, at=_now_in(item.crisis, at))


def _now_in(crisis: UUID, posted_at: datetime) -> datetime:
    """The hour that holds in a crisis now, never before the news itself: an exercise is played past its own clock."""
    found = crises.crisis_by_id(crisis)
    return max(posted_at, clock.now(found)) if found else posted_at


REACTIONS: dict[type, list[Reaction]] = {
    PeopleRegistered: [compare_new, review_soon, work_out_told],
    PersonChanged: [compare_changed, review_soon, work_out_changed],
    PersonMoved: [],
    PeopleMoved: [],
    ListConfirmed: [keep_list],
    SituationTold: [],
    RestrictionTold: [review_plan],
    WaysChanged: [end_what_was_cancelled, review_plan],
    AdvicePublished: [],
    AdviceEnded: [stop_what_carries],
    BroadcastApproved: [],  # begun by the sender, which is a process of its own (`sending.py`)
    CheckedIn: [],
    ReplyReceived: [take_reply],
    ProposalAsked: [],  # heard by the planner, which is a process of its own (`planning.py`)
    PlanAdopted: [make_offers, line_up],
    OffersSent: [tell_offers],
    OfferAnswered: [review_soon, keep_passes],
    PlaceReleased: [pass_on, keep_passes],
    PassesIssued: [],  # where and when is sent only at a wish (decision 0021)
    PeopleBoarded: [],
    SaidAtDesk: [work_out_told],
    ManifestClosed: [],
    DoubtRaised: [],
}


def everybody_registered(items: Sequence[PeopleRegistered]) -> PeopleRegistered:
    """Tell of several registrations in one crisis as of one."""
    return PeopleRegistered(items[0].crisis, tuple(person for item in items for person in item.persons))


def every_offer(items: Sequence[OffersSent]) -> OffersSent:
    """Tell of several offers in one crisis as of one: who hold them are told in one go."""
    return OffersSent(items[0].crisis, tuple(offer for item in items for offer in item.offers))


def the_last(items: Sequence[Any]) -> Any:
    """Tell of several as of the last of them: the reaction looks at the whole crisis anyway."""
    return items[-1]


# News of one kind and crisis that stands together is handled as one: in the first hour there are hundreds a second.
# Of what looks at the whole crisis anyway, the last does for all that wait: an answer and the place that it frees stand
# in turn, and each would have everything planned again.
GATHERED: dict[type, Callable[[Sequence[Any]], Any]] = {
    PeopleRegistered: everybody_registered,
    RestrictionTold: the_last,
    WaysChanged: the_last,
    OffersSent: every_offer,
    OfferAnswered: the_last,
    PlaceReleased: the_last,
}

# A post that works alone has one half of the facts: what is decided for everybody is decided where they come together.
ONLY_AT_HEADQUARTERS: frozenset[Reaction] = frozenset({
    compare_new, compare_changed, make_offers, line_up, end_what_was_cancelled, review_plan, review_soon, pass_on,
    tell_offers, take_reply,
})  # fmt: skip
if settings.DODOMU_POST:
    REACTIONS = {
        kind: [each for each in several if each not in ONLY_AT_HEADQUARTERS] for kind, several in REACTIONS.items()
    }
