"""Answers from a private page, and what whoever holds the link may see."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.people.models import LedgerEntry, Note, Party, Person, PrivateLink, Registration
from dodomu.people.operations import answers
from dodomu.people.queries import private
from dodomu.people.reasons import PeopleReason
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(hours=3)


@pytest.fixture
def family():
    return cast.register(cast.crisis(), cast.OLENA, cast.TARAS)


def everyone(receipt):
    return [person.id for person in receipt.persons]


def stay(family, persons):
    answers.say_stay(token=family.token, persons=persons, submission=uuid4(), language="uk", by=PUBLIC, at=LATER)


def test_the_link_alone_shows_first_names_and_codes_and_no_place(family):
    page = private.private_page(family.token)
    assert page is not None
    assert [(person.given_name, person.reference) for person in page.persons] == [
        (name, person.reference) for name, person in zip(("Олена", "Тарас"), family.persons, strict=True)
    ]
    shown = repr(page.persons)
    assert all(secret not in shown for secret in ("лмати", "lmaty", "+380", "123456", "1986", "Коваль"))


def test_only_a_hash_of_the_link_is_stored(family):
    stored = PrivateLink.objects.get()
    assert family.token.encode() not in bytes(stored.token_hash)
    assert private.private_page("x" * 27) is None


def test_a_birth_date_of_the_party_opens_the_details(family):
    today = date(2022, 1, 8)
    assert private.knows_birth_date(family.token, "14.03.1986", today=today)
    assert private.knows_birth_date(family.token, "2015-06-01", today=today)
    assert not private.knows_birth_date(family.token, "1986-03-15", today=today)
    assert not private.knows_birth_date(family.token, "", today=today)
    (olena, _) = private.private_details(family.token)
    assert olena.fields["phones"] == "+380001112233"
    assert olena.fields["document_number"] == "XX 123456"
    assert olena.fields["place"] == "almaty"


def test_staying_moves_in_the_ledger(family):
    _, taras = everyone(family)
    answers.say_stay(token=family.token, persons=[taras], submission=uuid4(), language="uk", by=PUBLIC, at=LATER)
    assert Person.objects.get(id=taras).account == "stays"
    assert LedgerEntry.objects.filter(happened_at=LATER, evidence="told_self").count() == 1


def test_the_same_answer_twice_is_one(family):
    submission = uuid4()
    for _ in range(2):
        answers.say_stay(
            token=family.token, persons=everyone(family), submission=submission, language="uk", by=PUBLIC, at=LATER
        )
    assert Registration.objects.filter(channel="private_page").count() == 2
    assert LedgerEntry.objects.filter(happened_at=LATER).count() == 2


def test_three_more_of_us_are_registered_in_the_party_or_counted_as_said(family):
    answers.say_more_people(
        token=family.token,
        persons=[{"name": "Коваль Ганна"}],
        how_many=3,
        submission=uuid4(),
        language="uk",
        by=PUBLIC,
        at=LATER,
    )
    party = Party.objects.get()
    assert (party.said_size, party.persons.count()) == (5, 3)
    added = Person.objects.get(given_name="Ганна")
    assert (added.party_id, added.leads_party) == (family.party, False)


def test_more_people_sent_twice_are_once(family):
    submission = uuid4()
    for _ in range(2):
        answers.say_more_people(
            token=family.token, persons=[{"name": "Коваль Ганна"}], how_many=1, submission=submission, language="uk",
            by=PUBLIC, at=LATER,
        )  # fmt: skip
    party = Party.objects.get()
    assert (party.said_size, party.persons.count()) == (3, 3)


def test_a_party_has_an_end(family):
    with pytest.raises(Refused) as no:
        answers.say_more_people(
            token=family.token, persons=[], how_many=500, submission=uuid4(), language="uk", by=PUBLIC, at=LATER
        )
    assert no.value.reason is PeopleReason.PARTY_TOO_LARGE


def test_a_change_is_kept_beside_what_was_given_first(family):
    olena = family.persons[0].id
    (details, _) = private.private_details(family.token)
    given = {**details.fields, "phones": "+380 00 999 00 11", "place": "nursultan"}
    answers.change(
        token=family.token, person=olena, given=given, version=details.version, submission=uuid4(), language="uk",
        by=PUBLIC, at=LATER,
    )  # fmt: skip
    row = Person.objects.get(id=olena)
    assert [point.value for point in row.contact_points.all()] == ["+380009990011"]
    assert row.account_place is not None and row.account_place.ref == "nursultan"
    assert Registration.objects.filter(person=olena).count() == 2


def test_a_withdrawn_person_is_out_of_the_count_and_still_in_the_ledger(family):
    answers.withdraw(
        token=family.token, persons=everyone(family), words="помилка", submission=uuid4(), by=PUBLIC, at=LATER
    )
    assert set(Person.objects.values_list("account", flat=True)) == {"not_ours"}
    assert LedgerEntry.objects.count() == 4
    assert Note.objects.filter(kind="withdrawn").count() == 2


def test_a_link_speaks_for_its_own_party_only(family):
    stranger = cast.register(cast.crisis(), cast.AIGERIM).persons[0].id
    for persons in ([stranger], [*everyone(family), stranger], []):
        with pytest.raises(Refused) as no:
            stay(family, persons)
        assert no.value.reason is PeopleReason.NO_SUCH_PERSON
    assert Registration.objects.filter(channel="private_page").count() == 0


def test_a_revoked_link_is_dead(family):
    PrivateLink.objects.update(revoked_at=LATER)
    assert private.private_page(family.token) is None
    with pytest.raises(Refused) as no:
        stay(family, everyone(family))
    assert no.value.reason is PeopleReason.LINK_UNKNOWN
