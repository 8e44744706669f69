"""Registering: kept as it was given, believed by the rules, counted from that hour on."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dodomu.foundation import encryption
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import ContactPoint, Document, LedgerEntry, Party, Person, Registration
from dodomu.people.operations import registering, statements
from dodomu.people.operations.preparing import PartyToRegister
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import references
from dodomu.people.rules.faults import FaultCode
from dodomu.people.rules.terms import Account, Channel, GivenBy, PartyKind
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_registration_is_kept_exactly_as_it_was_given():
    where = cast.crisis()
    given = {**cast.OLENA, "place_words": "  готель «Зірка»,\t5 поверх \u200f", "needs": "інсулін"}
    cast.register(where, given)
    row = Registration.objects.get()
    assert encryption.open_sealed(row.given, context="registration.given") == given
    assert (row.channel, row.given_by, row.received_at) == ("phone", "self", cast.NOON)


def test_a_person_is_believed_from_the_registration():
    where = cast.crisis()
    receipt = cast.register(where, cast.OLENA)
    person = Person.objects.get()
    assert (person.family_name, person.given_name, person.patronymic) == ("Коваль", "Олена", "Петрівна")
    assert person.birth_date == date(1986, 3, 14)
    assert (person.citizenships, person.counts_as_citizen) == (["UA"], True)
    assert person.place is not None and person.place.ref == "almaty"
    assert (person.wish, person.asked_at) == ("leave_now", cast.NOON)
    assert ContactPoint.objects.get().value == "+380001112233"
    assert receipt.persons[0].reference == person.reference
    assert references.is_reference(person.reference)


def test_a_document_number_is_sealed_and_found_by_its_index_only():
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    paper = Document.objects.get()
    assert b"123456" not in bytes(paper.number) and b"123456" not in bytes(paper.number_index)
    assert encryption.open_sealed(paper.number, context="document.number") == "XX 123456"
    assert b"123456" not in bytes(Registration.objects.get().given)


def test_whoever_registers_stands_in_the_ledger_from_that_hour():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.PETRO)
    stands = {(entry.account, entry.place.ref if entry.place else "") for entry in LedgerEntry.objects.all()}
    assert stands == {("waiting", "almaty"), ("stays", "nursultan")}
    assert set(LedgerEntry.objects.values_list("happened_at", flat=True)) == {cast.NOON}


def test_a_family_is_one_party_and_relatives_are_counted_apart():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.TARAS, cast.AIGERIM, kind=PartyKind.FAMILY)
    party = Party.objects.get()
    assert (party.kind, party.may_split, party.said_size) == ("family", False, 3)
    assert Person.objects.filter(party=party, counts_as_citizen=True).count() == 2
    assert Person.objects.filter(party=party, counts_as_citizen=False).get().given_name == "Айгерім"
    assert Person.objects.get(leads_party=True).given_name == "Олена"


def test_a_repeated_submission_is_one_and_is_answered_alike():
    where, submission = cast.crisis(), uuid4()
    first = cast.register(where, cast.OLENA, submission=submission)
    second = cast.register(where, cast.OLENA, submission=submission)
    assert second.repeated and not first.repeated
    assert (second.persons, second.token, second.party) == (first.persons, first.token, first.party)
    assert (Person.objects.count(), Registration.objects.count(), NewsItem.objects.count()) == (1, 1, 1)


def test_every_fault_of_everybody_is_named_and_nothing_is_kept():
    where = cast.crisis()
    with pytest.raises(Refused) as no:
        cast.register(
            where,
            {**cast.OLENA, "birth_date": "30.02.1986", "phones": "12"},
            {**cast.TARAS, "name": "", "birth_date": "2031-01-01"},
        )
    found = {(position, fault.field, fault.code) for position, fault in no.value.details["faults"]}
    assert found == {
        (0, "birth_date", FaultCode.NO_SUCH_DAY),
        (0, "phones", FaultCode.PHONE_TOO_SHORT),
        (1, "birth_date", FaultCode.IN_FUTURE),
        (1, "name", FaultCode.NAME_NEEDED),
    }
    assert Person.objects.count() == Registration.objects.count() == NewsItem.objects.count() == 0


def test_whoever_leads_a_party_must_be_reached_somehow():
    where = cast.crisis()
    with pytest.raises(Refused) as no:
        cast.register(where, cast.TARAS)
    assert [fault.code for _, fault in no.value.details["faults"]] == [FaultCode.WAY_TO_REACH_NEEDED]


def test_a_list_keeps_what_cannot_be_read_and_does_not_believe_it():
    where = cast.crisis()
    given = {**cast.OLENA, "birth_date": "31.31.31"}
    registering.register_many(
        crisis=where.id,
        parties=[PartyToRegister([given], uuid4(), Channel.LIST, GivenBy.LIST, cast.NOON)],
        by=cast.officer(where),
        at=cast.NOON,
    )
    assert Person.objects.get().birth_date is None
    assert encryption.open_sealed(Registration.objects.get().given, context="registration.given") == given


def test_many_parties_with_known_ones_among_them_are_registered_once():
    where = cast.crisis()
    parties = [
        PartyToRegister(
            [{"name": f"Тест Номер {n}", "phones": f"+38000111{n:04d}"}], uuid4(), Channel.LIST, GivenBy.LIST, cast.NOON
        )
        for n in range(30)
    ]
    by = cast.officer(where)
    first = registering.register_many(crisis=where.id, parties=parties[:20], by=by, at=cast.NOON)
    both = registering.register_many(crisis=where.id, parties=parties, by=by, at=cast.NOON)
    assert [receipt.persons for receipt in both[:20]] == [receipt.persons for receipt in first]
    assert Person.objects.count() == Registration.objects.count() == 30


def test_a_viewer_and_an_officer_of_another_crisis_may_not_register():
    where, other = cast.crisis(), cast.crisis()
    for actor in (cast.officer(where, Role.VIEWER), cast.officer(other)):
        with pytest.raises(Refused) as no:
            cast.register(where, cast.OLENA, by=actor)
        assert no.value.reason is FoundationReason.NOT_PERMITTED


def test_nobody_registers_in_a_closed_crisis():
    where = cast.crisis(closed_at=cast.NOON)
    with pytest.raises(Refused) as no:
        cast.register(where, cast.OLENA, by=PUBLIC)
    assert no.value.reason is FoundationReason.CRISIS_CLOSED


def test_one_telephone_registers_a_few_times_a_day_and_no_more():
    where, taken = cast.crisis(), 0
    with pytest.raises(Refused) as no:
        for _ in range(20):
            given = {**cast.AIGERIM, "name": f"Тест Особа {chr(0x430 + taken)}"}
            cast.register(where, given, channel=Channel.WEB, by=PUBLIC)
            taken += 1
    assert no.value.reason is PeopleReason.TOO_MANY_FROM_PHONE
    assert 10 <= taken <= 14
    cast.register(where, cast.AIGERIM, channel=Channel.WEB, by=PUBLIC, at=cast.NOON + timedelta(days=2))


def test_officers_are_not_limited():
    where = cast.crisis()
    for _ in range(20):
        cast.register(where, cast.AIGERIM)
    assert Person.objects.count() == 20


def test_a_further_word_changes_the_belief_and_moves_the_person():
    where = cast.crisis()
    person = cast.register(where, cast.OLENA).persons[0].id
    later = cast.NOON + timedelta(hours=5)
    statements.record_statement(
        person=person, given={"wish": "stay"}, channel=Channel.PHONE, given_by=GivenBy.SELF,
        submission=uuid4(), language="uk", received_at=later, by=cast.officer(where), at=later,
    )  # fmt: skip
    row = Person.objects.get(id=person)
    assert (row.wish, row.account, row.version) == ("stay", Account.STAYS, 2)
    assert row.asked_at == cast.NOON, "that she once asked is not forgotten"
    assert row.family_name == "Коваль"
    assert list(LedgerEntry.objects.order_by("happened_at").values_list("account", flat=True)) == ["waiting", "stays"]


def test_a_page_that_was_opened_before_a_change_is_refused():
    where = cast.crisis()
    person = cast.register(where, cast.OLENA).persons[0].id
    words: dict[str, Any] = {"channel": Channel.DESK, "given_by": GivenBy.EMBASSY, "language": "uk"}
    words["received_at"] = cast.NOON
    by = cast.officer(where)
    statements.record_statement(
        person=person, given={"birth_date": "1986-03-15"}, submission=uuid4(), by=by, at=cast.NOON, version=1, **words
    )
    with pytest.raises(Refused) as no:
        statements.record_statement(
            person=person,
            given={"birth_date": "1986-03-16"},
            submission=uuid4(),
            by=by,
            at=cast.NOON,
            version=1,
            **words,
        )
    assert no.value.reason is PeopleReason.STALE_PAGE
    assert Person.objects.get().birth_date == date(1986, 3, 15)


def test_the_same_word_sent_twice_is_one():
    where, submission = cast.crisis(), uuid4()
    person = cast.register(where, cast.OLENA).persons[0].id
    said = [
        statements.record_statement(
            person=person, given={"wish": "stay"}, channel=Channel.SMS, given_by=GivenBy.SELF, submission=submission,
            language="uk", received_at=cast.NOON, by=cast.officer(where), at=cast.NOON,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert said == [True, False]
    assert Registration.objects.count() == 2
