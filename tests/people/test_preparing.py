"""Parties that are prepared before their turn: taken only if they would be prepared in the same way now."""

from uuid import uuid4

import pytest

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.people.models import Person, Registration
from dodomu.people.operations.preparing import PartyToRegister, Prepared, free_references, prepare_many
from dodomu.people.operations.registering import register_many
from dodomu.people.queries.reading import reading_of
from dodomu.people.rules.terms import Channel, GivenBy
from tests import cast

pytestmark = pytest.mark.django_db


def parties(*names: str) -> list[PartyToRegister]:
    return [PartyToRegister([{"name": name}], uuid4(), Channel.LIST, GivenBy.LIST, cast.NOON) for name in names]


def prepare(where: Crisis, given: list[PartyToRegister], codes: list[str]) -> Prepared:
    return prepare_many(crisis=where, reading=reading_of(where), parties=given, codes=codes, by=SYSTEM, at=cast.NOON)


def register(where: Crisis, given: list[PartyToRegister], prepared: Prepared) -> list[str]:
    receipts = register_many(crisis=where.id, parties=given, by=SYSTEM, at=cast.NOON, prepared=prepared)
    return [person.reference for receipt in receipts for person in receipt.persons]


def test_what_was_prepared_is_registered_as_it_was_and_a_repetition_changes_nothing() -> None:
    where, given = cast.crisis(), parties("Коваль Олена", "Гук Петро")
    codes = free_references(2)
    prepared = prepare(where, given, codes)
    assert not Person.objects.exists()
    assert register(where, given, prepared) == codes
    assert register(where, given, prepared) == codes
    assert Registration.objects.count() == 2


def test_codes_that_somebody_was_given_meanwhile_are_drawn_anew() -> None:
    where, first, second = cast.crisis(), parties("Коваль Олена"), parties("Гук Петро")
    codes = free_references(1)
    early, late = prepare(where, first, codes), prepare(where, second, codes)
    assert register(where, first, early) == codes
    assert register(where, second, late) != codes
    assert Person.objects.count() == 2


def test_places_that_changed_meanwhile_are_read_anew() -> None:
    where, given = cast.crisis(), parties("Коваль Олена")
    codes = free_references(1)
    prepared = prepare(where, given, codes)
    Crisis.objects.filter(id=where.id).update(places_version=where.places_version + 1)
    assert register(where, given, prepared) != codes


def test_parties_of_whom_some_were_kept_meanwhile_are_not_kept_twice() -> None:
    where, given = cast.crisis(), parties("Коваль Олена", "Гук Петро")
    prepared = prepare(where, given, free_references(2))
    register_many(crisis=where.id, parties=given[:1], by=SYSTEM, at=cast.NOON)
    register(where, given, prepared)
    assert sorted(Person.objects.values_list("given_name", flat=True)) == ["Олена", "Петро"]
