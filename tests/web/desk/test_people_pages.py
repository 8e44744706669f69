"""People at the desk: the list, a call that is taken, a change, a move, a note, a look at documents."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.people.models import LedgerEntry, MatchProposal, Note, Party, Person, Registration
from dodomu.people.operations import statements
from dodomu.people.queries.whereabouts import history
from dodomu.people.rules.terms import Account, Channel, GivenBy
from tests import cast
from tests.web.desk.conftest import SignedIn

NOW = "2022-01-10T12:00:00+00:00"


@pytest.fixture
def crisis(db: None) -> Crisis:
    """An exercise, so that the hour is the same in every run: 10 January 2022, 18:00 in Almaty."""
    return cast.crisis(slug="kazakhstan", exercise="kazakhstan-2022", exercise_now=NOW)


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, {**cast.OLENA, "needs": "medicine"}).persons[0].id)


def address(name: str, *rest: object) -> str:
    return reverse(f"desk:{name}", args=["kazakhstan", *rest])


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_everybody_with_a_code_to_read_out(duty: Client, olena: Person):
    page = duty.get(address("people")).content.decode()
    assert "Коваль Олена Петрівна" in page
    assert f"{olena.reference[:3]}\u00a0{olena.reference[3:6]}\u00a0{olena.reference[6:]}" in page
    assert "+380001112233" in page


def test_who_searches_as_they_type_gets_the_results_alone(duty: Client, olena: Person):
    page = duty.get(address("people"), {"q": "koval"}, headers={"X-Fragment": "results"})
    assert page.headers["Vary"].startswith("X-Fragment")
    assert page.content.decode().lstrip().startswith("<section")
    assert 'data-found="1 person found."' in page.content.decode()
    assert 'data-found="Nobody was found."' in duty.get(address("people"), {"q": "xyzw"}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "account=nowhere&wish=x&need=y&place=z&citizen=perhaps&min_age=-1&max_age=9999&after=%00",
        "q=" + "a" * 5000,
        "q=%00",
    ],
)
def test_filters_that_make_no_sense_narrow_nothing_and_break_nothing(duty: Client, olena: Person, asked: str):
    assert duty.get(f"{address('people')}?{asked}").status_code == 200


def test_a_viewer_sees_no_telephone_in_the_list_and_on_the_page(crisis: Crisis, olena: Person, signed_in: SignedIn):
    viewer = signed_in(crisis, Role.VIEWER)
    for page in (address("people"), address("person", olena.id)):
        text = viewer.get(page).content.decode()
        assert "Коваль Олена" in text
        assert "1112233" not in text
        assert "123456" not in text


def test_who_has_no_role_learns_nothing(crisis: Crisis, olena: Person, signed_in: SignedIn):
    stranger = signed_in(cast.crisis())
    assert stranger.get(address("people")).status_code == 404
    assert stranger.get(address("person", olena.id)).status_code == 404


# --- a call ---------------------------------------------------------------------------------------------------------

CALL = {
    "given_by": "relative", "phones": "+380 00 555 66 77", "name": "Гончар Іван Петрович", "place": "almaty",
    "wish": "leave_now", "said_size": "3", "party_kind": "family", "rows": "3", "citizenships": "UA",
    "with-0-name": "Гончар Марія", "with-0-birth_date": "01.02.2015", "needs": ["wheelchair", "medicine"],
}  # fmt: skip


def call(duty: Client, **changes: object) -> object:
    submission = hidden(duty.get(address("person-new")).content.decode(), "submission")
    return duty.post(address("person-new"), {**CALL, "submission": submission, **changes})


def test_a_call_registers_the_caller_and_who_is_with_them(duty: Client, crisis: Crisis):
    answer = call(duty)
    ivan, maria = Person.objects.order_by("-leads_party")
    assert answer.headers["Location"] == f"{address('person', ivan.id)}?registered=1"
    assert (ivan.patronymic, maria.given_name, maria.wish, maria.place_id) == (
        "Петрович",
        "Марія",
        "leave_now",
        ivan.place_id,
    )
    assert ivan.needs == ["wheelchair", "medicine"]
    party = Party.objects.get()
    assert (party.kind, party.said_size) == ("family", 3)
    assert set(Registration.objects.values_list("channel", "given_by")) == {("phone", "relative")}
    page = duty.get(answer.headers["Location"]).content.decode()
    assert "The code to read out" in page
    assert "1 of them is not registered yet" in page


def test_a_call_sent_twice_registers_once(duty: Client, crisis: Crisis):
    submission = str(uuid4())
    answers = [duty.post(address("person-new"), {**CALL, "submission": submission}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Person.objects.count() == 2


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(duty: Client, crisis: Crisis):
    answer = call(duty, name="", phones="12", **{"with-0-birth_date": "30.02.2015"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Person.objects.exists()
    assert "This telephone number is too short" in page
    assert "There is no such day in the calendar" in page
    assert "Write a name" in page
    assert 'value="30.02.2015"' in page
    assert 'value="12"' in page
    assert 'href="#id_with-0-birth_date"' in page


def test_whoever_may_be_known_is_proposed_while_the_caller_waits_and_not_joined(duty: Client, olena: Person):
    answer = call(duty, name="Koval Olena", phones="+380001112233", **{"with-0-name": "", "with-0-birth_date": ""})
    assert MatchProposal.objects.count() == 1
    assert Person.objects.filter(joined_into__isnull=False).count() == 0
    page = duty.get(answer.headers["Location"]).content.decode()
    assert "Perhaps this person is known already" in page
    assert str(olena.id) in page


def test_without_javascript_a_button_looks_whether_they_are_known(duty: Client, olena: Person):
    page = call(duty, look="1", phones="0001112233", name="").content.decode()
    assert str(olena.id) in page
    assert 'value="0001112233"' in page
    assert "This was not saved" not in page
    assert Person.objects.count() == 1


def test_more_rows_keep_what_was_typed(duty: Client, crisis: Crisis):
    page = call(duty, more="1").content.decode()
    assert 'name="with-5-name"' in page
    assert 'value="Гончар Марія"' in page
    assert re.search(r'value="wheelchair"[^>]*checked', page)


def test_the_panel_of_the_known_is_only_for_who_may_see_people(crisis: Crisis, olena: Person, duty: Client):
    assert str(olena.id) in duty.get(address("person-known"), {"phones": "+38000111", "name": ""}).content.decode()
    assert (
        "Nobody with this telephone" in duty.get(address("person-known"), {"phones": "+3", "name": ""}).content.decode()
    )
    assert Client().get(address("person-known"), {"name": "коваль"}).status_code == 302


# --- changing -------------------------------------------------------------------------------------------------------


def fields_of(page: str) -> dict[str, object]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('class="change"') :]
    typed: dict[str, object] = dict(
        re.findall(r'<input type="(?:text|hidden)" name="(\w+)"(?: value="([^"]*)")?', form)
    )
    typed |= {name: words.strip() for name, words in re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)', form)}
    chosen = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="(\w+)"[^>]*checked', form)
    typed |= {name: [value for key, value in chosen if key == name] for name, _ in chosen}
    place = re.search(r'<option value="(\w+)" selected', form)
    return typed | {"place": place.group(1) if place else ""}


def change(duty: Client, person: Person, **changes: object) -> object:
    typed = fields_of(duty.get(address("person-change", person.id)).content.decode())
    return duty.post(address("person-change", person.id), {**typed, **changes})


def test_a_change_is_written_down_as_said_by_the_embassy_and_only_what_was_changed(duty: Client, olena: Person):
    answer = change(duty, olena, birth_date="15.03.1986")
    assert answer.headers["Location"].endswith("?changed=1")
    olena.refresh_from_db()
    assert olena.birth_date.isoformat() == "1986-03-15"
    assert (olena.family_name, olena.needs, olena.wish) == ("Коваль", ["medicine"], "leave_now")
    row = Registration.objects.order_by("-id").first()
    assert (row.channel, row.given_by) == (Channel.DESK, GivenBy.EMBASSY)
    page = duty.get(address("person", olena.id)).content.decode()
    assert "otherwise:" in page


def test_nothing_changed_writes_nothing(duty: Client, olena: Person):
    change(duty, olena)
    assert Registration.objects.count() == 1


def test_a_stale_page_shows_both_and_keeps_what_was_typed(duty: Client, crisis: Crisis, olena: Person):
    typed = fields_of(duty.get(address("person-change", olena.id)).content.decode())
    statements.record_statement(
        person=olena.id, given={"phones": "+380009990000"}, channel=Channel.DESK, given_by=GivenBy.EMBASSY,
        submission=uuid4(), language="uk", received_at=cast.NOON, by=cast.officer(crisis), at=cast.NOON,
    )  # fmt: skip
    answer = duty.post(address("person-change", olena.id), {**typed, "phones": "+380001110000"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="+380001110000"' in page
    assert "+380009990000" in page
    again = duty.post(address("person-change", olena.id), fields_of(page))
    assert again.status_code == 302
    assert [each.value for each in olena.contact_points.all()] == ["+380001110000"]


def test_a_fault_in_a_change_stands_beside_its_field(duty: Client, olena: Person):
    answer = change(duty, olena, birth_date="31.02.1986")
    assert answer.status_code == 422
    assert "There is no such day in the calendar" in answer.content.decode()
    assert Registration.objects.count() == 1


# --- the ledger -----------------------------------------------------------------------------------------------------


def move(duty: Client, person: Person, **changes: object) -> object:
    page = duty.get(address("person-move", person.id)).content.decode()
    typed = {
        "entry_id": hidden(page, "entry_id"), "seen": hidden(page, "seen"), "account": "home", "place": "", "leg": "",
        "happened_at": "2022-01-10T17:00", "evidence": "told_self", "said_by": "",
    }  # fmt: skip
    return duty.post(address("person-move", person.id), {**typed, **changes})


def test_somebody_is_moved_by_hand(duty: Client, olena: Person):
    assert move(duty, olena).headers["Location"].endswith("?moved=1")
    olena.refresh_from_db()
    assert olena.account == Account.HOME
    assert olena.account_since.isoformat() == "2022-01-10T11:00:00+00:00"


def test_a_move_into_the_future_or_from_where_they_no_longer_stand_is_refused_in_words(duty: Client, olena: Person):
    assert "This hour has not come yet" in move(duty, olena, happened_at="2022-01-11T17:00").content.decode()
    seen = hidden(duty.get(address("person-move", olena.id)).content.decode(), "seen")
    move(duty, olena)
    answer = move(duty, olena, seen=seen, account="stays", happened_at="2022-01-10T17:30")
    assert answer.status_code == 422
    assert "stands elsewhere by now" in answer.content.decode()


def test_late_news_is_entered_from_where_they_stood_then(duty: Client, olena: Person):
    move(duty, olena)
    answer = move(duty, olena, account="stays", happened_at="2022-01-09T10:00")
    assert answer.status_code == 302
    olena.refresh_from_db()
    assert olena.account == Account.HOME
    assert [line.standing.account for line in history(olena.id)] == ["waiting", "stays", "home"]


def entry_of(person: Person, account: Account) -> UUID:
    return LedgerEntry.objects.get(person=person, account=account, corrects=None).id


def test_an_entry_is_corrected_and_another_taken_back_and_all_stay_to_be_seen(duty: Client, olena: Person):
    move(duty, olena)
    at = address("entry-correct", olena.id, entry_of(olena, Account.HOME))
    entry = hidden(duty.get(at).content.decode(), "entry_id")
    typed = {"entry_id": entry, "account": "left_alone", "happened_at": "2022-01-10T17:00", "evidence": "told_self"}
    assert duty.post(at, typed).headers["Location"].endswith("?corrected=1")
    olena.refresh_from_db()
    assert olena.account == Account.LEFT_ALONE
    duty.post(address("entry-correct", olena.id, entry), {"entry_id": str(uuid4()), "take_back": "1"})
    olena.refresh_from_db()
    assert olena.account == Account.WAITING
    assert LedgerEntry.objects.filter(person=olena).count() == 4
    assert "corrected since" in duty.get(address("person", olena.id)).content.decode()


# --- notes and documents --------------------------------------------------------------------------------------------


def test_an_attempt_to_reach_somebody_is_kept_in_the_thread(duty: Client, olena: Person):
    page = duty.get(address("person", olena.id)).content.decode()
    typed = {"note": hidden(page, "note"), "kind": "no_answer", "words": "", "happened_at": "2022-01-10T17:50"}
    for _ in range(2):
        assert duty.post(address("person-note", olena.id), typed).headers["Location"].endswith("?noted=1")
    assert Note.objects.count() == 1
    assert "No answer" in duty.get(address("person", olena.id)).content.decode()


def test_a_remark_without_words_is_refused_beside_the_field(duty: Client, olena: Person):
    typed = {"note": str(uuid4()), "kind": "remark", "words": " ", "happened_at": "2022-01-10T17:50"}
    answer = duty.post(address("person-note", olena.id), typed)
    assert answer.status_code == 422
    assert "Fill this in" in answer.content.decode()


def test_looking_at_a_document_number_leaves_a_trace(duty: Client, olena: Person):
    assert "XX 123456" not in duty.get(address("person", olena.id)).content.decode()
    assert "XX 123456" in duty.post(address("person-documents", olena.id)).content.decode()
    assert TraceEntry.objects.filter(act="documents-seen").count() == 1
    assert duty.get(address("person-documents", olena.id)).status_code == 405


@pytest.mark.parametrize("name", ["person-change", "person-move"])
def test_a_viewer_changes_and_moves_nobody(crisis: Crisis, olena: Person, signed_in: SignedIn, name: str):
    viewer = signed_in(crisis, Role.VIEWER)
    assert viewer.get(address(name, olena.id)).status_code == 403
    assert viewer.post(address("person-documents", olena.id)).status_code == 403


def test_hostile_words_are_shown_as_words(duty: Client, crisis: Crisis):
    given = {
        "name": "<script>alert(1)</script> \u202eКоваль",
        "phones": "+380001112233",
        "place_words": "\"'><img src=x>",
    }
    (person,) = cast.register(crisis, given, at=cast.NOON - timedelta(hours=1)).persons
    for page in (address("people"), address("person", person.id), address("person-change", person.id)):
        text = duty.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
