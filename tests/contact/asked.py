"""People who were asked in a check-in, one line each, and what they answer. Nobody here exists."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from dodomu.contact.models import Broadcast, Delivery, Occurrence, Round
from dodomu.contact.operations.checking_in import CheckedInAs, Heard, record, take_reply
from dodomu.contact.rules import ladders
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Purpose, Question, RoundState, Rung, Said
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Assignment, Crisis, Officer, Place
from dodomu.foundation.officers import actor_for
from dodomu.people.models import Person
from dodomu.people.operations import whereabouts
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Channel, Evidence
from tests import cast

NOW = cast.NOON + timedelta(hours=2)


def place(where: Crisis, ref: str) -> Place:
    return Place.objects.get(crisis=where, ref=ref)


def person(where: Crisis, **changes: str) -> Person:
    """Register somebody in Almaty who wants to leave."""
    receipt = cast.register(where, {**cast.OLENA, "phones": f"+380 00 {uuid4().int % 10**7:07}", **changes})
    return Person.objects.get(id=receipt.persons[0].id)


def holding(where: Crisis, question: Question = Question.SAFE, *, at: datetime = NOW) -> Occurrence:
    """A round that has asked once."""
    row = Round.objects.create(
        crisis=where, name="Almaty", question=question, every_hours=12, next_at=at + timedelta(hours=12),
        state=RoundState.RUNNING, made_at=at, ladder=ladders.as_json(ladders.USUAL),
    )  # fmt: skip
    sent = broadcast(where, Purpose.CHECK_IN, at=at)
    return Occurrence.objects.create(round=row, number=1, broadcast=sent, at=at)


def broadcast(where: Crisis, purpose: Purpose, *, at: datetime = NOW) -> Broadcast:
    return Broadcast.objects.create(
        crisis=where, number=Broadcast.objects.count() + 1, name="-", purpose=purpose, state=BroadcastState.RUNNING,
        drafted_at=at, begun_at=at,
    )  # fmt: skip


def sent(
    to: Person, of: Broadcast, *, at: datetime = NOW, step: int = 0, state: DeliveryState = DeliveryState.DELIVERED,
    **changes: object,
) -> Delivery:  # fmt: skip
    """A message of a broadcast that went out to somebody."""
    values: dict[str, object] = {"rung": Rung.OWN_CHANNELS, "channel": "sms", "address": "+380001112233", "sent_at": at}
    return Delivery.objects.create(broadcast=of, person=to, step=step, state=state, due_at=at, **{**values, **changes})


def asked(to: Person, question: Question = Question.SAFE, *, at: datetime = NOW) -> Occurrence:
    """Ask one person."""
    occurrence = holding(to.crisis, question, at=at)
    assert occurrence.broadcast
    sent(to, occurrence.broadcast, at=at)
    return occurrence


def replies(
    who: Person,
    text: str,
    *,
    after: timedelta = timedelta(minutes=10),
    message: UUID | None = None,
    choice: str = "",
    answers: UUID | None = None,
) -> CheckedInAs | None:
    """A message comes from somebody who is known."""
    hour = NOW + after
    return take_reply(
        person=who.id, text=text, message=message or uuid4(), channel=Channel.SMS, said_at=hour, by=SYSTEM, at=hour,
        choice=choice, answers=answers,
    )  # fmt: skip


def heard(who: Person, said: Said, *, at: datetime = NOW, key: UUID | None = None, **changes: Any) -> CheckedInAs:
    """An officer hears it by telephone."""
    return record(
        check_in=key or uuid4(), person=who.id, heard=Heard(said, **changes), said_at=at, by=cast.officer(who.crisis),
        at=at,
    )  # fmt: skip


def stand(who: Person, account: Account, *, at: datetime = NOW, where: UUID | None = None, leg: str = "") -> None:
    """Put somebody into an account by an officer's word."""
    row = Person.objects.get(id=who.id)
    origin = Standing(Account(row.account), row.account_place_id, row.account_leg)
    whereabouts.move_person(
        entry_id=uuid4(), person=who.id, origin=origin, to=Standing(account, where, leg), evidence=Evidence.DECIDED,
        said_by="desk", happened_at=at, by=cast.officer(who.crisis), at=at,
    )  # fmt: skip


def officer(where: Crisis, role: Role = Role.DUTY_OFFICER):
    """An officer who is a row of the database."""
    row = Officer.objects.create(username=f"officer{uuid4().hex[:6]}", name=f"Officer {Officer.objects.count()}")
    Assignment.objects.create(officer=row, crisis=where, role=role)
    return actor_for(row)
