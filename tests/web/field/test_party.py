"""Finding a party, seeing it here with one tap, saying who is missing, writing down who needs help."""

import re
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Place
from dodomu.people.models import LedgerEntry, Note, Party, Person
from dodomu.people.operations import identity, whereabouts
from dodomu.people.operations.preparing import Receipt
from dodomu.people.queries.whereabouts import standing_of
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast
from tests.web.field.conftest import SignedIn


@pytest.fixture
def family(crisis: Crisis) -> Receipt:
    return cast.register(crisis, cast.OLENA, {**cast.TARAS, "needs": "infant"})


def page_of(client: Client, person: UUID, more: str = "") -> str:
    return client.get(f"/field/kazakhstan/people/{person}/{more}").content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def see(client: Client, party: Receipt, *persons: UUID, who: str = "ticked", **more: str) -> HttpResponse:
    return client.post(
        f"/field/kazakhstan/people/{party.persons[0].id}/seen",
        {
            "submission": str(uuid4()), "who": who, "person": [str(each) for each in persons],
            "everybody": [str(each.id) for each in party.persons], **more,
        },
    )  # fmt: skip


# --- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Koval Olena", "коваль оле", "+380 00 111 22 33", "000 111 22 33", "reference"])
def test_people_are_found_in_any_script_by_telephone_and_by_code(here: Client, family: Receipt, words: str) -> None:
    words = family.persons[0].reference if words == "reference" else words
    page = here.get("/field/kazakhstan/", {"q": words}).content.decode()
    assert f"/field/kazakhstan/people/{family.persons[0].id}/" in page


def test_a_row_tells_what_is_needed_to_know_them(here: Client, family: Receipt) -> None:
    page = here.get("/field/kazakhstan/", {"q": "Коваль Тарас"}).content.decode()
    for words in ("Коваль Тарас", "born 2015", "2 together", "infant", "waiting at a place: Almaty"):
        assert words in page
    assert "seen here" not in page


def test_without_words_those_are_shown_whom_the_ledger_has_here(crisis: Crisis, here: Client, family: Receipt) -> None:
    cast.register(crisis, cast.PETRO)
    page = here.get("/field/kazakhstan/").content.decode()
    assert "Коваль Олена" in page
    assert "Гук Петро" not in page
    see(here, family, family.persons[0].id)
    assert here.get("/field/kazakhstan/").content.decode().count("seen here") == 1


def test_whom_nobody_knows_is_offered_to_be_registered_under_the_words_typed(here: Client) -> None:
    page = here.get("/field/kazakhstan/", {"q": "Гук Петро"}).content.decode()
    assert "Nobody is found for “Гук Петро”." in page
    form = here.get("/field/kazakhstan/people/new", {"q": "Гук Петро"}).content.decode()
    assert 'value="Гук"' in form
    assert 'value="Петро"' in form


@pytest.mark.parametrize(
    "words", ["\x00", "%", "'; --", "<b>", "9" * 300, "😀", "\ud800".encode("utf-8", "replace").decode()]
)
def test_hostile_words_find_nobody_and_break_nothing(here: Client, family: Receipt, words: str) -> None:
    answer = here.get("/field/kazakhstan/", {"q": words, "after": words})
    assert answer.status_code == 200
    assert "<b>”" not in answer.content.decode()


# --- seeing ---------------------------------------------------------------------------------------------------------


def test_one_tap_sees_all_of_them_and_the_page_says_so(
    crisis: Crisis, nursultan: Place, signed_in: SignedIn, family: Receipt
) -> None:
    client = signed_in(crisis, at=nursultan)
    page = page_of(client, family.persons[0].id)
    assert "All 2 seen here" in page
    answer = see(client, family, who="all", submission=hidden(page, "submission"), place=hidden(page, "place"))
    assert answer.status_code == 302
    assert {standing_of(each.id) for each in family.persons} == {Standing(Account.WAITING, nursultan.id)}
    assert set(LedgerEntry.objects.filter(place=nursultan).values_list("evidence", flat=True)) == {"seen"}
    after = page_of(client, family.persons[0].id)
    assert "Everybody of them has been seen here." in after
    assert "missing" not in after


def test_who_is_missing_is_said_plainly(here: Client, family: Receipt) -> None:
    olena, taras = (each.id for each in family.persons)
    see(here, family, olena)
    page = page_of(here, olena)
    assert "1 is missing:" in page
    assert re.search(r"1 is missing:.*Коваль Тарас", page, re.DOTALL)
    assert "Коваль Тарас: seen here" in page  # the button names the one who is left
    assert page.count("✓") == 1
    assert standing_of(taras) == Standing(Account.WAITING, Place.objects.get(ref="almaty").id)


def test_a_repeated_tap_is_one(here: Client, family: Receipt) -> None:
    sight = str(uuid4())
    for _ in range(3):
        assert see(here, family, who="all", submission=sight).status_code == 302
    assert LedgerEntry.objects.count() == 4
    assert Note.objects.count() == 0


def test_nobody_ticked_is_asked_again(here: Client, family: Receipt) -> None:
    answer = see(here, family)
    assert answer.status_code == 422
    assert "Nobody was ticked" in answer.content.decode()


def test_the_place_on_the_button_counts_not_the_one_chosen_in_another_window(
    crisis: Crisis, here: Client, almaty: Place, nursultan: Place, family: Receipt
) -> None:
    page = page_of(here, family.persons[0].id)
    here.post("/field/kazakhstan/place", {"place": str(nursultan.id)})
    see(here, family, who="all", place=hidden(page, "place"))
    assert standing_of(family.persons[0].id) == Standing(Account.WAITING, almaty.id)


def test_a_form_that_names_its_place_is_taken_after_signing_in_anew(
    crisis: Crisis, nursultan: Place, signed_in: SignedIn, family: Receipt
) -> None:
    anew = signed_in(crisis)
    assert see(anew, family, who="all")["Location"] == "/field/kazakhstan/place"
    see(anew, family, who="all", place=str(nursultan.id))
    assert standing_of(family.persons[0].id) == Standing(Account.WAITING, nursultan.id)


@pytest.mark.parametrize("act", ["seen", "help"])
def test_whoever_comes_back_without_the_form_finds_the_party(here: Client, family: Receipt, act: str) -> None:
    page = f"/field/kazakhstan/people/{family.persons[0].id}/"
    assert here.get(f"{page}{act}")["Location"] == page


def test_whoever_is_promised_is_not_offered_and_a_stale_page_is_told_why(
    crisis: Crisis, here: Client, family: Receipt
) -> None:
    olena, taras = (each.id for each in family.persons)
    whereabouts.move_person(
        entry_id=uuid4(), person=taras, origin=standing_of(taras), to=Standing(Account.PROMISED, None, "K9"),
        evidence=Evidence.DECIDED, said_by="desk", happened_at=cast.NOON, by=SYSTEM, at=cast.NOON,
    )  # fmt: skip
    page = page_of(here, olena)
    assert "Not to be looked for here" in page
    assert page.count('name="everybody"') == 1
    answer = see(here, family, who="all")
    assert answer.status_code == 409
    assert "By the ledger they are promised a place" in answer.content.decode()
    assert LedgerEntry.objects.filter(evidence="seen").count() == 0


def test_a_stranger_in_the_form_is_refused(crisis: Crisis, here: Client, family: Receipt) -> None:
    stranger = cast.register(crisis, cast.PETRO).persons[0].id
    answer = see(here, family, stranger)
    assert answer.status_code == 409
    assert "There is no such person" in answer.content.decode()


def test_those_who_are_not_registered_are_asked_for(here: Client, family: Receipt) -> None:
    Party.objects.update(said_size=4)
    see(here, family, who="all")
    page = page_of(here, family.persons[0].id)
    assert "2 of 4 together" in page
    assert "2 more belong to them who are not registered" in page
    assert "All of them who are registered have been seen here." in page


def test_a_joined_record_leads_to_the_one_that_was_kept(crisis: Crisis, here: Client, family: Receipt) -> None:
    twin = cast.register(crisis, cast.OLENA).persons[0].id
    kept = family.persons[0].id
    identity.join_persons(kept=kept, joined=twin, grounds=[], by=cast.officer(crisis), at=cast.NOON)
    answer = here.get(f"/field/kazakhstan/people/{twin}/")
    assert answer["Location"] == f"/field/kazakhstan/people/{kept}/"


def test_nobody_of_another_crisis_is_shown(here: Client) -> None:
    stranger = cast.register(cast.crisis(slug="harbour"), cast.PETRO).persons[0].id
    assert here.get(f"/field/kazakhstan/people/{stranger}/").status_code == 404
    assert here.post(f"/field/kazakhstan/people/{stranger}/seen", {"person": str(stranger)}).status_code == 404


# --- help -----------------------------------------------------------------------------------------------------------


def test_what_somebody_needs_is_written_once_and_shown(here: Client, family: Receipt) -> None:
    olena, taras = (each.id for each in family.persons)
    typed = {"submission": str(uuid4()), "about": str(taras), "words": "Інсулін\nдо вечора"}
    for _ in range(2):
        assert here.post(f"/field/kazakhstan/people/{olena}/help", typed).status_code == 302
    note = Note.objects.get()
    assert (note.person_id, note.kind) == (taras, "help")
    assert "Інсулін" in page_of(here, olena)


def test_other_words_in_the_same_form_are_another_note(here: Client, family: Receipt) -> None:
    olena = family.persons[0].id
    typed = {"submission": str(uuid4()), "about": str(olena)}
    for words in ("insulin", "a doctor"):
        here.post(f"/field/kazakhstan/people/{olena}/help", {**typed, "words": words})
    assert Note.objects.count() == 2


@pytest.mark.parametrize("typed", [{"words": " "}, {"words": "x" * 5000}, {"words": "help", "about": str(uuid4())}])
def test_a_note_that_says_nothing_too_much_or_of_a_stranger_comes_back(
    here: Client, family: Receipt, typed: dict[str, str]
) -> None:
    olena = family.persons[0].id
    answer = here.post(f"/field/kazakhstan/people/{olena}/help", {"about": str(olena), **typed})
    assert answer.status_code == 422
    assert typed["words"].strip() in answer.content.decode()
    assert Note.objects.count() == 0


# --- registering ----------------------------------------------------------------------------------------------------


def register(client: Client, **typed: str) -> HttpResponse:
    return client.post("/field/kazakhstan/people/new", {"submission": str(uuid4()), **typed})


def test_somebody_not_registered_is_registered_and_seen(here: Client, almaty: Place) -> None:
    answer = register(here, family_name="Гук", given_name="Петро", birth_date="20.01.1950", needs="wheelchair")
    petro = Person.objects.get()
    assert answer["Location"] == f"/field/kazakhstan/people/{petro.id}/?registered"
    assert (petro.account, petro.account_place_id, petro.needs) == ("waiting", almaty.id, ["wheelchair"])
    page = page_of(here, petro.id, "?registered")
    code = "\u00a0".join((petro.reference[:3], petro.reference[3:6], petro.reference[6:]))
    assert code in page
    assert "Registered, and seen here." in page


def test_the_same_form_twice_is_one_and_the_next_person_in_it_is_another(here: Client) -> None:
    typed = {"submission": str(uuid4()), "family_name": "Гук", "given_name": "Петро"}
    assert register(here, **typed)["Location"] == register(here, **typed)["Location"]
    assert Person.objects.count() == 1
    register(here, **{**typed, "given_name": "Павло"})
    assert set(Person.objects.values_list("given_name", flat=True)) == {"Петро", "Павло"}


def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(here: Client) -> None:
    answer = register(here, family_name="Гук", birth_date="30.02.1990", phones="12", wish="stay", needs="oxygen")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no such day in the calendar" in page
    assert "phones" in page
    for kept in ('value="Гук"', 'value="30.02.1990"', 'value="12"'):
        assert kept in page
    assert page.count("checked") == 2
    assert Person.objects.count() == 0


def test_nothing_typed_registers_nobody(here: Client) -> None:
    assert "Write a name" in register(here).content.decode()
    assert Person.objects.count() == 0


def test_one_more_of_a_family_travels_with_it(here: Client, family: Receipt) -> None:
    olena = family.persons[0].id
    form = here.get("/field/kazakhstan/people/new", {"with": str(olena)}).content.decode()
    assert "Travels together with Коваль Олена" in form
    register(here, family_name="Коваль", given_name="Ганна", **{"with": str(olena)})
    assert Person.objects.get(given_name="Ганна").party_id == family.party
    assert "3 together" in page_of(here, olena)


def test_nobody_is_registered_with_a_stranger_of_another_crisis(here: Client) -> None:
    stranger = cast.register(cast.crisis(slug="harbour"), cast.PETRO).persons[0].id
    assert register(here, family_name="Гук", **{"with": str(stranger)}).status_code == 404
