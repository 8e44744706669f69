"""A few people, one line each, and the small crisis they are in. Nobody here exists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.models import Crisis, Place
from dodomu.people.operations import registering
from dodomu.people.operations.preparing import Receipt
from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.terms import Channel, GivenBy, PartyKind

NOON = datetime(2022, 1, 8, 6, 0, tzinfo=UTC)  # 12:00 in Almaty

OLENA = {"name": "Коваль Олена Петрівна", "birth_date": "1986-03-14", "phones": "+380 00 111 22 33",
         "citizenships": "UA", "document_number": "XX 123456", "place": "almaty", "wish": "leave_now",
         "languages": "uk, ru"}  # fmt: skip
TARAS = {
    "name": "Коваль Тарас",
    "birth_date": "2015-06-01",
    "citizenships": "UA",
    "place": "almaty",
    "wish": "leave_now",
}
AIGERIM = {"name": "Серікқызы Айгерім", "birth_date": "1990-09-02", "citizenships": "KZ", "phones": "+7 000 444 55 66",
           "place": "almaty", "wish": "leave_now"}  # fmt: skip
PETRO = {"name": "Гук Петро", "birth_date": "1950-01-20", "citizenships": "UA", "phones": "+380 00 777 88 99",
         "place": "nursultan", "wish": "stay", "needs": "wheelchair"}  # fmt: skip


def crisis(**changes: object) -> Crisis:
    """Return a real crisis in Kazakhstan with two cities."""
    values: dict[str, object] = {
        "slug": f"crisis-{uuid4().hex[:8]}",
        "names": {"en": "Kazakhstan", "uk": "Казахстан"},
        "country": "KZ",
        "sending": "UA",
        "zone": "Asia/Almaty",
        "opened_at": datetime(2022, 1, 5, tzinfo=UTC),
    }
    made = Crisis.objects.create(**{**values, **changes})
    place(made, "almaty", "Almaty", "Алмати", 43.25, 76.91)
    place(made, "nursultan", "Nur-Sultan", "Нур-Султан", 51.18, 71.45)
    return made


def place(where: Crisis, ref: str, english: str, ukrainian: str, latitude: float, longitude: float) -> Place:
    """Add a city to a crisis."""
    return Place.objects.create(
        crisis=where, ref=ref, kind="city", names={"en": english, "uk": ukrainian}, country="KZ",
        latitude=latitude, longitude=longitude, zone="Asia/Almaty",
    )  # fmt: skip


def officer(where: Crisis, role: Role = Role.DUTY_OFFICER) -> Actor:
    """Return an officer who holds a role in this crisis and is no row of the database."""
    return Actor(ActorKind.OFFICER, role.value, None, {where.id: role})


def register(
    where: Crisis,
    *persons: Mapping[str, str],
    submission: UUID | None = None,
    channel: Channel = Channel.PHONE,
    given_by: GivenBy = GivenBy.SELF,
    kind: PartyKind = PartyKind.SINGLE,
    at: datetime = NOON,
    by: Actor | None = None,
) -> Receipt:
    """Register people as a caller would give them."""
    return registering.register_party(
        crisis=where.id,
        persons=persons,
        party=PartyGiven(kind),
        channel=channel,
        given_by=given_by,
        submission=submission or uuid4(),
        language="uk",
        received_at=at,
        by=by or officer(where),
        at=at,
    )
