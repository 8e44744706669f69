"""Documents in custody, at the desk and at gates: the last word says where each is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from dodomu.boarding.models import CustodyEntry, CustodyItem
from dodomu.boarding.operations.custody_at_desk import DocumentGiven, move_document, take_in
from dodomu.boarding.queries.custody import custody_of
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast
from tests.boarding import touching

pytestmark = pytest.mark.django_db
NOON = cast.NOON
BACK, OUT, IN, DESTROYED = (
    TouchKind.DOCUMENT_BACK, TouchKind.DOCUMENT_OUT, TouchKind.DOCUMENT_IN, TouchKind.DOCUMENT_DESTROYED,
)  # fmt: skip


def olena(where: Crisis) -> UUID:
    return cast.register(where, cast.OLENA).persons[0].id


def put_in(where: Crisis, person: UUID, key: UUID | None = None, **more: Any) -> UUID:
    item = key or uuid4()
    given = DocumentGiven("passport", "xx 123-456", touching.place(where, "almaty"), "in the safe")
    at = NOON + timedelta(minutes=1)
    values = {"entry": item, "item": item, "given": given, "by": cast.officer(where), "at": at, **more}
    take_in(crisis=where.id, person=person, **values)
    return item


def move(where: Crisis, item: UUID, kind: TouchKind, person: UUID | None = None, words: str = "", **more: Any) -> None:
    values = {"entry": uuid4(), "by": cast.officer(where), "at": NOON + timedelta(minutes=1), **more}
    move_document(item=item, crisis=where.id, kind=kind, person=person, words=words, **values)


def state(item: UUID) -> str:
    return CustodyItem.objects.get(id=item).state


def test_a_document_taken_in_is_held_at_its_place_and_its_number_is_sealed() -> None:
    where = cast.crisis()
    person = olena(where)
    item = put_in(where, person)
    put_in(where, person, item)
    assert CustodyEntry.objects.count() == 1
    found = custody_of(where.id, by=cast.officer(where))
    ((place, (held,)),) = found.held
    assert (place, held.person, held.what, held.number, held.words) == (
        "Almaty", person, "passport", "XX123456", "in the safe",
    )  # fmt: skip
    assert b"123456" not in bytes(CustodyEntry.objects.get().number or b"")
    assert custody_of(where.id, by=cast.officer(where, Role.FIELD_OFFICER)).count == 1


def test_a_document_that_a_second_officer_writes_down_too_is_held_once() -> None:
    where = cast.crisis()
    person, other = olena(where), cast.register(where, cast.PETRO).persons[0].id
    item = put_in(where, person)
    with pytest.raises(Refused, match=BoardingReason.DOCUMENT_HELD_ALREADY):
        put_in(where, person)
    put_in(where, other)  # of another person: numbers are unique within a state only
    move(where, item, BACK, person)
    put_in(where, person)
    assert custody_of(where.id, by=cast.officer(where)).count == 2


def test_it_is_handed_back_to_its_holder_only() -> None:
    where = cast.crisis()
    person, other = olena(where), cast.register(where, cast.PETRO).persons[0].id
    item = put_in(where, person)
    for wrong in (None, other):
        with pytest.raises(Refused, match=BoardingReason.NOT_ITS_HOLDER):
            move(where, item, BACK, wrong)
    entry = uuid4()
    move(where, item, BACK, person, entry=entry)
    move(where, item, BACK, person, entry=entry)
    assert state(item) == "back" and CustodyEntry.objects.count() == 2
    with pytest.raises(Refused, match=BoardingReason.DOCUMENT_NOT_HERE):
        move(where, item, BACK, person)
    found = custody_of(where.id, by=cast.officer(where))
    assert found.count == 0 and [step.kind for step in found.ended[0].steps] == ["document_in", "document_back"]


def test_given_on_and_destroyed_are_said_to_whom_or_why() -> None:
    where = cast.crisis()
    item = put_in(where, olena(where))
    for kind in (OUT, DESTROYED):
        with pytest.raises(Refused, match=BoardingReason.WORDS_NEEDED):
            move(where, item, kind, words="  ")
    move(where, item, OUT, words="border police, for a stamp")
    assert custody_of(where.id, by=cast.officer(where)).out[0].words == "border police, for a stamp"
    move(where, item, IN)
    assert state(item) == "held"
    move(where, item, DESTROYED, words="the post is left")
    assert state(item) == "destroyed"


def test_gate_and_desk_speak_of_one_document() -> None:
    where = cast.crisis()
    person, phone, item = olena(where), touching.gate(where), uuid4()
    phone.touch("document_in", person, item=str(item), what="passport", number="xx 123-456")
    phone.hand_in()
    move(where, item, OUT, words="to the consul")
    assert state(item) == "out"
    phone.touch("document_back", person, item=str(item), minutes=30)
    phone.hand_in()
    assert state(item) == "back"
    phone.hand_in()
    kinds = [step.kind for step in custody_of(where.id, by=cast.officer(where)).ended[0].steps]
    assert kinds == ["document_in", "document_out", "document_back"]


def test_nothing_is_taken_in_or_moved_across_crises() -> None:
    where, elsewhere = cast.crisis(), cast.crisis()
    person = olena(where)
    item = put_in(where, person)
    with pytest.raises(Refused, match=BoardingReason.NOT_OF_THIS_CRISIS):
        put_in(elsewhere, person)
    with pytest.raises(Refused, match=BoardingReason.NO_SUCH_CUSTODY):
        move(elsewhere, item, OUT, words="x")
    with pytest.raises(Refused, match=BoardingReason.NO_SUCH_CUSTODY):
        move(where, uuid4(), OUT, words="x")
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED):
        put_in(where, person, by=cast.officer(where, Role.VIEWER))
    assert state(item) == "held"


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_it_back_at_once_hand_it_back_once() -> None:
    where = cast.crisis()
    person = olena(where)
    item = put_in(where, person)

    def back(_: int) -> bool:
        try:
            move(where, item, BACK, person)
        except Refused as refused:
            return refused.reason is not BoardingReason.DOCUMENT_NOT_HERE
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(back, range(4))) == [False, False, False, True]
    assert CustodyEntry.objects.filter(kind=BACK).count() == 1


def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    where = cast.crisis()
    put_in(where, olena(where))
    for change in (CustodyEntry.objects.all().delete, lambda: CustodyEntry.objects.update(words="x")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
