"""A crisis in which people are told something: officers who may, channels that are set up, people with telephones."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from dodomu.channels.messages import ChannelKind, Result, Verdict
from dodomu.contact.models import Broadcast, Delivery
from dodomu.contact.operations import broadcasting, expanding, sending, tending
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.operations.sending import Claimed
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Step
from dodomu.contact.rules.terms import Purpose, Rung
from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.people.models import ContactPoint, Person
from tests import cast

NOW = cast.NOON + timedelta(hours=1)
SMS, EMAIL, TELEGRAM, PAPER = ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.TELEGRAM, ChannelKind.PAPER
BY_SMS = Step(Rung.OWN_CHANNELS, SMS, 30)
BY_EMAIL = Step(Rung.OWN_CHANNELS, EMAIL, 60)
BY_PARTY = Step(Rung.PARTY, SMS, 60)
AT_HOME = Step(Rung.HOME_CONTACT, SMS, 120)
WARDEN = Step(Rung.WARDEN, PAPER, 0)
CHANNELS = {
    "sms": "smpp://dodomu:secret@127.0.0.1:1?source=Dodomu",
    "email": "smtp://127.0.0.1:1?from=x@example.org",
    "paper": "paper:///nowhere",
    "drill": "drill:///nowhere",
}


@dataclass
class Told:
    """A crisis whose people are told something."""

    crisis: Crisis
    people: list[Person] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.crisis.id

    def officer(self, name: str, role: Role = Role.DUTY_OFFICER) -> Actor:
        """Return an officer who is a row of the database."""
        row, _ = Officer.objects.get_or_create(username=name, defaults={"name": name.title(), "password": "!"})
        return Actor(ActorKind.OFFICER, name, row.id, {self.id: role})

    @property
    def asking(self) -> Actor:
        return self.officer("asking")

    @property
    def approving(self) -> Actor:
        return self.officer("approving")

    def person(self, *, party_of: Person | None = None, **given: str) -> Person:
        """Register somebody in Almaty with a telephone, unless `given` says otherwise."""
        number = uuid4().int % 10**7
        values = {
            **cast.OLENA, "name": f"Особа Ім{''.join(chr(ord('а') + int(each)) for each in str(number))}",
            "phones": f"+380 00 {number:07}", "document_number": f"XX {number % 10**6:06}", **given,
        }  # fmt: skip
        has_none = not any(values.get(each) for each in ("phones", "email", "home_contact_phone"))
        if has_none:
            values["phones"] = "+380 00 9999999"
        made = cast.register(self.crisis, {key: value for key, value in values.items() if value})
        row = Person.objects.get(id=made.persons[0].id)
        if has_none:
            ContactPoint.objects.filter(person=row).delete()
        if party_of is not None:
            Person.objects.filter(id=row.id).update(party=party_of.party, leads_party=False)
            row.refresh_from_db()
        self.people.append(row)
        return row

    def place(self, ref: str) -> Place:
        return Place.objects.get(crisis=self.crisis, ref=ref)

    def draft(self, **changes: Any) -> Broadcast:
        return Broadcast.objects.get(
            id=broadcasting.draft_broadcast(crisis=self.id, given=given(**changes), by=self.asking, at=NOW)
        )

    def approved(self, *, at: datetime = NOW, **changes: Any) -> Broadcast:
        row = self.draft(**changes)
        broadcasting.ask_approval(broadcast=row.id, version=1, is_meant=True, by=self.asking, at=at)
        broadcasting.approve(broadcast=row.id, version=2, by=self.approving, at=at)
        row.refresh_from_db()
        return row

    def begun(self, *, at: datetime = NOW, **changes: Any) -> Broadcast:
        row = self.approved(at=at, **changes)
        expanding.expand(broadcast=row.id, at=at)
        row.refresh_from_db()
        return row


def town() -> Told:
    return Told(cast.crisis())


def given(**changes: Any) -> Drafted:
    """Something to say to everybody by SMS."""
    values: dict[str, Any] = {
        "name": "Stay inside", "purpose": Purpose.ADVICE, "audience": Audience(), "ladder": (BY_SMS,),
        "texts": (Words("uk", "Залишайтеся вдома."), Words("en", "Stay inside.")), **changes,
    }  # fmt: skip
    return Drafted(**values)


def rows(broadcast: Broadcast, **asked: Any) -> list[Delivery]:
    return list(Delivery.objects.filter(broadcast=broadcast, **asked).order_by("step", "address"))


def states(broadcast: Broadcast) -> list[tuple[str, str, str]]:
    return [(row.channel, row.state, row.why) for row in rows(broadcast)]


def claim(channel: ChannelKind = SMS, *, most: int = 100, at: datetime = NOW) -> Claimed:
    return sending.claim(connection_name=channel.value, channel=channel, most=most, now=at)


def all_say(claimed: Claimed, verdict: Verdict, *, at: datetime = NOW, **said: Any) -> int:
    """Have the provider say the same of every message."""
    results = [Result(each.id, verdict, **{"refs": (f"r-{each.id}",), **said}) for each in claimed.outgoing]
    return sending.keep_results(claimed, results, now=at)


def taken(channel: ChannelKind = SMS, *, at: datetime = NOW) -> Claimed:
    claimed = claim(channel, at=at)
    all_say(claimed, Verdict.TAKEN, at=at)
    return claimed


def tend(at: datetime = NOW) -> int:
    return tending.tend(now=at)
