"""The register as a list, and the page of one person: what is found, what is shown to whom, and in which order."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Party, Person
from dodomu.people.operations import identity, notes, statements
from dodomu.people.operations.looking import look_at_documents
from dodomu.people.queries import register
from dodomu.people.queries.identity import Agreement, already_known, compare, decisions, open_proposals
from dodomu.people.queries.person import PersonPage, person_page
from dodomu.people.queries.register import Search, find_people
from dodomu.people.rules.terms import Account, Channel, GivenBy, NoteKind
from dodomu.people.rules.wishes import Wish
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(hours=2)
ON = LATER.date()
LATIN = {"name": "Koval Olena", "phones": "+380001112233", "place": "nursultan", "wish": "leave_now"}


def found(where: Crisis, role: Role = Role.CONSUL, **search: object) -> list[str]:
    page = find_people(where.id, Search(**search), by=cast.officer(where, role), at=LATER)
    return [line.name for line in page.people]


def page_of(where: Crisis, person: UUID, role: Role = Role.CONSUL, **more: bool) -> PersonPage:
    page = person_page(where.id, person, by=cast.officer(where, role), on=ON, **more)
    assert page is not None
    return page


# --- searching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["Коваль", "коваль оле", "koval", "KOVAL Olena", "Elena", "оле", "ол", "к", "петрівна", "Kowal", "0001112233",
     "2233", "+380 00 111 22 33"],
)  # fmt: skip
def test_somebody_is_found_as_one_types_in_any_script_and_by_a_part_of_the_telephone(typed):
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    cast.register(where, cast.PETRO)
    assert found(where, text=typed) == ["Коваль Олена Петрівна"]


@pytest.mark.parametrize("typed", ["Коваленко", "xyzzy", "999999", "% _", "' OR 1=1 --", "\x00", "  ,;  "])
def test_what_nobody_has_finds_nobody(typed):
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    assert found(where, text=typed) == []


def test_a_code_finds_its_person_first_however_it_is_grouped():
    where = cast.crisis()
    (olena,) = cast.register(where, cast.OLENA).persons
    cast.register(where, {**cast.PETRO, "phones": f"+380{olena.reference}"})
    for typed in (olena.reference, f"{olena.reference[:3]} {olena.reference[3:6]}-{olena.reference[6:]}"):
        assert found(where, text=typed)[0] == "Коваль Олена Петрівна"


def test_the_code_of_a_joined_record_leads_to_the_one_that_was_kept():
    where = cast.crisis()
    (kept,), (joined,) = cast.register(where, cast.OLENA).persons, cast.register(where, LATIN).persons
    identity.join_persons(kept=kept.id, joined=joined.id, grounds=[], by=cast.officer(where), at=LATER)
    page = find_people(where.id, Search(text=joined.reference), by=cast.officer(where), at=LATER)
    assert [line.id for line in page.people] == [kept.id]
    assert len(found(where)) == 1


def test_a_document_number_finds_its_person_for_those_who_may_see_it_only():
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    assert found(where, text="хх 123456") == ["Коваль Олена Петрівна"]
    assert found(where, Role.VIEWER, text="XX 123456") == []


def test_who_may_not_see_telephones_cannot_search_by_them():
    where = cast.crisis()
    (olena,) = cast.register(where, cast.OLENA).persons
    assert found(where, Role.VIEWER, text="0001112233") == []
    assert found(where, Role.VIEWER, text="коваль") == ["Коваль Олена Петрівна"]
    assert found(where, Role.VIEWER, text=olena.reference) == ["Коваль Олена Петрівна"]


def test_words_that_are_common_among_the_newest_and_words_that_are_rare_are_both_found(monkeypatch):
    monkeypatch.setattr(register, "WALKED", 2)
    where = cast.crisis()
    cast.register(where, cast.PETRO, at=cast.NOON - timedelta(days=1))
    for number in range(6):
        cast.register(where, cast.OLENA, at=cast.NOON + timedelta(minutes=number))
    assert found(where, text="гук") == ["Гук Петро"]
    assert len(found(where, text="коваль")) == 6


@pytest.mark.parametrize("text", ["", "коваль"])
@pytest.mark.parametrize("walked", [1, 100])
def test_pages_follow_one_another_without_losing_or_repeating_anybody(monkeypatch, text, walked):
    monkeypatch.setattr(register, "WALKED", walked)
    where = cast.crisis()
    for number in range(7):  # several at the same moment
        cast.register(where, cast.OLENA, at=cast.NOON + timedelta(minutes=number // 3))
    seen, after = [], ""
    while True:
        page = find_people(where.id, Search(text=text), by=cast.officer(where), at=LATER, after=after, size=2)
        seen += [line.id for line in page.people]
        after = page.next
        if not after:
            break
    newest = list(Person.objects.order_by("-registered_at", "-id").values_list("id", flat=True))
    assert seen == newest


@pytest.mark.parametrize("after", ["", "nonsense", "zz.zz", "1.00", "f" * 60])
def test_a_mistyped_cursor_begins_at_the_beginning(after):
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    assert len(find_people(where.id, Search(), by=cast.officer(where), at=LATER, after=after).people) == 1


def test_every_filter_narrows():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.TARAS)
    cast.register(where, cast.AIGERIM)
    cast.register(where, cast.PETRO)
    cast.register(where, {"name": "Ніхто Ніде", "birth_date": "2000-01-01"}, channel=Channel.GATE)
    Party.objects.filter(persons__family_name="Гук").update(said_size=3)
    almaty = where.places.get(ref="almaty").id
    assert found(where, account=Account.STAYS) == ["Гук Петро"]
    assert set(found(where, place=almaty)) == {"Коваль Олена Петрівна", "Коваль Тарас", "Серікқызы Айгерім"}
    assert found(where, wish=Wish.UNDECIDED) == ["Ніхто Ніде"]
    assert found(where, need="wheelchair") == ["Гук Петро"]
    assert "Серікқызы Айгерім" in found(where, citizen=False)
    assert found(where, max_age=6) == ["Коваль Тарас"]
    assert found(where, min_age=71) == ["Гук Петро"]
    assert found(where, min_age=72) == []
    assert found(where, unreachable=True) == ["Ніхто Ніде"]
    assert found(where, no_place=True) == ["Ніхто Ніде"]
    assert found(where, party_gap=True) == ["Гук Петро"]


def test_nobody_of_another_crisis_is_found_and_nothing_without_a_role():
    where, elsewhere = cast.crisis(), cast.crisis()
    cast.register(elsewhere, cast.OLENA)
    assert found(where, text="коваль") == []
    with pytest.raises(Refused) as caught:
        find_people(elsewhere.id, Search(), by=cast.officer(where), at=LATER)
    assert caught.value.reason is FoundationReason.NOT_PERMITTED


# --- one person -----------------------------------------------------------------------------------------------------


def change(person: UUID, where: Crisis, given: dict[str, str], given_by: GivenBy = GivenBy.RELATIVE) -> None:
    statements.record_statement(
        person=person, given=given, channel=Channel.PHONE, given_by=given_by, submission=uuid4(), language="uk",
        received_at=LATER, by=cast.officer(where), at=LATER,
    )  # fmt: skip


def test_every_field_shows_the_registrations_behind_it_and_those_against_it():
    where = cast.crisis()
    (olena,) = cast.register(where, cast.OLENA).persons
    change(olena.id, where, {"birth_date": "1987-03-14", "citizenships": "UA"})
    fields = {field.name: field for field in page_of(where, olena.id).fields}
    assert fields["birth_date"].value.shown == ("1986-03-14",)
    assert [each.given_by for each in fields["birth_date"].behind] == [GivenBy.SELF]
    assert [(each.given_by, each.shown) for each in fields["birth_date"].against] == [
        (GivenBy.RELATIVE, ("1987-03-14",))
    ]
    assert len(fields["citizenships"].behind) == 2


def test_the_thread_holds_everything_in_order_the_newest_first():
    where = cast.crisis()
    (olena,), (other,) = cast.register(where, cast.OLENA).persons, cast.register(where, LATIN).persons
    by = cast.officer(where)
    notes.write_note(
        note=uuid4(), person=olena.id, kind=NoteKind.NO_ANSWER, words="", happened_at=LATER, by=by, at=LATER
    )
    made = identity.join_persons(kept=olena.id, joined=other.id, grounds=[], by=by, at=LATER + timedelta(hours=1))
    identity.undo_join(join=made.id, by=by, at=LATER + timedelta(hours=2))
    identity.separate_persons(first=olena.id, second=other.id, by=by, at=LATER + timedelta(hours=3))
    kinds = [item.kind.value for item in page_of(where, olena.id).thread]
    assert kinds == ["separated", "join-undone", "joined", "note", "moved", "said"]


def test_a_registration_is_shown_exactly_as_it_was_given():
    where = cast.crisis()
    (olena,) = cast.register(where, {**cast.OLENA, "phones": "380 00-111 22 33", "needs_words": "  інсулін"}).persons
    (said,) = [item for item in page_of(where, olena.id).thread if item.word]
    given = {each.name: each.typed for each in said.given}
    assert (given["phones"], given["needs_words"]) == ("380 00-111 22 33", "  інсулін")


def test_a_viewer_sees_that_something_is_known_and_not_what():
    where = cast.crisis()
    given = {
        **cast.OLENA,
        "place_words": "готель «Зірка»",
        "needs_words": "інсулін",
        "home_contact_name": "Іван Коваль",
    }
    (olena,) = cast.register(where, given).persons
    page = page_of(where, olena.id, Role.VIEWER)
    shown = repr(page)
    assert [field.name for field in page.fields if field.hidden] == [
        "phones", "document_number", "needs_words", "home_contact"
    ]  # fmt: skip
    secrets = ("111 22 33", "1112233", "123456", "Зірка", "інсулін", "Іван")
    assert [secret for secret in secrets if secret in shown] == []


def test_document_numbers_are_masked_until_somebody_asks_and_asking_leaves_a_trace():
    where = cast.crisis()
    (olena,) = cast.register(where, cast.OLENA).persons
    masked = {field.name: field for field in page_of(where, olena.id).fields}["document_number"].value.shown
    assert masked == ("•••••456",)
    look_at_documents(person=olena.id, by=cast.officer(where), at=LATER)
    page = page_of(where, olena.id, with_document_numbers=True)
    assert {field.name: field for field in page.fields}["document_number"].value.shown == ("XX 123456",)
    entry = TraceEntry.objects.get()
    assert (entry.act, entry.details["reference"]) == ("documents-seen", olena.reference)
    with pytest.raises(Refused):
        look_at_documents(person=olena.id, by=cast.officer(where, Role.VIEWER), at=LATER)


def test_a_person_of_another_crisis_has_no_page_here():
    where, elsewhere = cast.crisis(), cast.crisis()
    (olena,) = cast.register(elsewhere, cast.OLENA).persons
    assert person_page(where.id, olena.id, by=cast.officer(where), on=ON) is None


# --- two records side by side ---------------------------------------------------------------------------------------


def test_two_records_are_held_side_by_side_field_by_field():
    where = cast.crisis()
    (one,), (other,) = cast.register(where, cast.OLENA).persons, cast.register(where, LATIN).persons
    identity.propose_matches(crisis=where.id, persons=None, at=LATER)
    proposals = open_proposals(where.id, by=cast.officer(where), on=ON)
    assert proposals.total == 1
    (pair,) = proposals.pairs
    agreement = {field.name: field.agreement for field in pair.fields}
    assert (agreement["name"], agreement["phones"], agreement["wish"]) == (Agreement.AGREE,) * 3
    assert (agreement["place"], agreement["birth_date"]) == (Agreement.DIFFER, Agreement.ONE_SIDED)
    assert (pair.stand_apart, pair.parties_differ, pair.grounds) == (True, False, ("phone-and-name",))
    (known,) = already_known(where.id, [other.id], by=cast.officer(where), on=ON)
    assert {known.first.id, known.second.id} == {one.id, other.id}


def test_the_record_of_the_family_is_the_one_to_keep():
    where = cast.crisis()
    (alone,) = cast.register(where, LATIN).persons
    (mother, _) = cast.register(where, cast.OLENA, cast.TARAS, at=cast.NOON + timedelta(hours=1)).persons
    pair = compare(where.id, alone.id, mother.id, by=cast.officer(where), on=ON)
    assert pair is not None
    assert (pair.kept, pair.parties_differ, pair.decided) == (mother.id, True, "")


def test_what_was_decided_is_listed_with_what_was_taken_back():
    where = cast.crisis()
    (one,), (other,) = cast.register(where, cast.OLENA).persons, cast.register(where, LATIN).persons
    by = cast.officer(where)
    made = identity.join_persons(kept=one.id, joined=other.id, grounds=[], by=by, at=LATER)
    assert compare(where.id, one.id, other.id, by=by, on=ON).decided == "joined"
    identity.undo_join(join=made.id, by=by, at=LATER + timedelta(hours=1))
    identity.separate_persons(first=one.id, second=other.id, by=by, at=LATER + timedelta(hours=2))
    assert [(each.is_join, each.undone_at is None) for each in decisions(where.id, by=by)] == [
        (False, True),
        (True, False),
    ]
    assert compare(where.id, one.id, other.id, by=by, on=ON).decided == "separate"
