"""Moving very many at once comes to the same as moving them one by one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import NewsItem, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Party, Person
from dodomu.people.operations import promising, whereabouts
from dodomu.people.operations.moving_many import MoveTo, move_many
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast
from tests.people.histories import LAST_HOUR, PLACES, acts, hour, play

pytestmark = pytest.mark.django_db
NOON = cast.NOON
LATER = NOON + timedelta(hours=3)
GONE = Standing(Account.PROMISED, None, "KB-1")


def almaty(where) -> Standing:
    return Standing(Account.WAITING, Place.objects.get(crisis=where, ref="almaty").id)


def many(moves, *, happened_at=LATER, at=LATER) -> None:
    move_many(
        moves=moves, evidence=Evidence.DECIDED, said_by="plan 1", happened_at=happened_at, by=SYSTEM, at=at
    )  # fmt: skip


def known(where, history) -> UUID:
    """Write a person with a history made beforehand, as if they had been registered so."""
    stands = ledger.in_force(history)
    person = Person.objects.create(
        id=history[0].person, crisis=where, party=Party.objects.create(crisis=where, created_at=hour(0)),
        reference=str(uuid4().int)[:9], keep_until="2030-01-01", account=stands.standing.account,
        account_place_id=stands.standing.place, account_leg=stands.standing.leg, account_since=stands.happened_at,
        registered_at=hour(0),
    )  # fmt: skip
    LedgerEntry.objects.bulk_create([LedgerEntry.of(each, crisis=where.id) for each in history])
    return person.id


def written(person: UUID) -> tuple:
    """Return everything the ledger holds of somebody, but for ids, and where their record says that they stand."""
    row = Person.objects.get(id=person)
    lines = [
        (repr(each.origin), repr(each.standing), each.evidence, each.said_by, each.happened_at, each.recorded_at)
        for each in entries_of([person])[person]
    ]
    return sorted(lines), (row.account, row.account_place_id, row.account_leg, row.account_since)


def outcome(act) -> str:
    try:
        act()
    except Refused as no:
        return no.reason.value
    return "done"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    attempts=st.lists(acts, max_size=8, unique_by=lambda act: act.id),
    when=st.integers(-1, LAST_HOUR + 1),
    seconds=st.sampled_from([0, 0, 7]),
    elsewhere=st.booleans(),
    to=st.sampled_from([GONE, Standing(Account.HOME), Standing(Account.WAITING, PLACES[0])]),
)
def test_it_writes_what_moving_one_by_one_writes(db, attempts, when, seconds, elsewhere, to):
    happened, at = hour(when) + timedelta(seconds=seconds), hour(LAST_HOUR + 2)
    with transaction.atomic():
        where = cast.crisis()
        for place, ref in zip(PLACES, ("one", "two"), strict=True):
            Place.objects.create(
                id=place, crisis=where, ref=ref, kind="city", country="KZ", latitude=43, longitude=77, zone=where.zone
            )
        one, other = (known(where, play(of_person(attempts, person), person)) for person in (uuid4(), uuid4()))
        stood = ledger.fold(entries_of([one])[one], at=happened) or Standing(Account.REGISTERED)
        origin = Standing(Account.STAYS) if elsewhere else stood
        came = outcome(
            lambda: whereabouts.move_person(
                entry_id=uuid7(), person=one, origin=origin, to=to, evidence=Evidence.DECIDED, said_by="plan 1",
                happened_at=happened, by=SYSTEM, at=at,
            )
        )  # fmt: skip
        assert came == outcome(lambda: many([MoveTo(uuid7(), other, origin, to)], happened_at=happened, at=at))
        assert written(one) == written(other)
        transaction.set_rollback(True)  # what an example wrote is taken back


def of_person(attempts, person):
    """The same acts, with ids of their own for each person."""
    return [replace(act, id=uuid5(person, str(act.id))) for act in attempts]


def test_the_same_moves_again_change_nothing():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons]
    moves = [MoveTo(uuid7(), person, almaty(where), GONE) for person in people]
    many(moves)
    before = [written(person) for person in people]
    many(moves)
    assert [written(person) for person in people] == before
    assert set(Person.objects.filter(id__in=people).values_list("account", "account_leg")) == {("promised", "KB-1")}


def test_one_who_stands_elsewhere_keeps_all_from_being_moved():
    where = cast.crisis()
    olena, taras = (each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons)
    many([MoveTo(uuid7(), taras, almaty(where), GONE)])
    with pytest.raises(Refused) as no:
        many([MoveTo(uuid7(), person, almaty(where), Standing(Account.HOME)) for person in (olena, taras)])
    assert (no.value.reason, no.value.details["persons"]) == (PeopleReason.STANDS_ELSEWHERE, [taras])
    assert Person.objects.get(id=olena).account == Account.WAITING


def test_a_used_id_with_other_content_and_a_foreign_place_are_refused():
    where, other = cast.crisis(), cast.crisis()
    (olena,) = (each.id for each in cast.register(where, cast.OLENA).persons)
    used = uuid7()
    many([MoveTo(used, olena, almaty(where), GONE)])
    with pytest.raises(Refused) as no:
        many([MoveTo(used, olena, almaty(where), Standing(Account.HOME))])
    assert no.value.reason is PeopleReason.ENTRY_DIFFERS
    with pytest.raises(Refused) as no:
        many([MoveTo(uuid7(), olena, GONE, almaty(other))])
    assert no.value.reason is FoundationReason.UNKNOWN_PLACE


def test_it_is_told_once_for_all_of_them():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons]
    NewsItem.objects.all().delete()
    many([MoveTo(uuid7(), person, almaty(where), GONE) for person in people])
    assert {str(person) for person in people} == set(NewsItem.objects.get(kind="PeopleMoved").content["persons"])


def test_who_is_released_stands_where_they_stood_or_as_they_have_said_since():
    where = cast.crisis()
    olena, taras = (each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons)
    nobody_knows_where = cast.register(where, {**cast.AIGERIM, "place": ""}).persons[0].id
    everybody = (olena, taras, nobody_knows_where)
    stands = {
        row.id: promising.Stands(
            Standing(Account(row.account), row.account_place_id, row.account_leg), row.account_since
        )
        for row in Person.objects.all()
    }
    promising.promise_many(legs=dict.fromkeys(everybody, "KB-1"), stands=stands, said_by="plan 1", by=SYSTEM, at=LATER)
    assert set(Person.objects.values_list("account", "account_leg")) == {("promised", "KB-1")}
    Person.objects.filter(id=taras).update(wish="stay")
    promising.release_many(persons=everybody, said_by="self", by=SYSTEM, at=LATER)
    assert [Person.objects.get(id=each).account for each in everybody] == ["waiting", "stays", "registered"]
    assert Person.objects.get(id=olena).account_place_id == almaty(where).place
    promising.release_many(persons=everybody, said_by="self", by=SYSTEM, at=LATER)  # twice is once
    assert LedgerEntry.objects.filter(person=olena).count() == 3
