"""Check-ins at the desk: who needs help is on top of everything, rounds, answers by voice, attempts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.contact.models import Broadcast, CheckIn, Occurrence, Round, Seen
from dodomu.contact.operations import rounds
from dodomu.contact.rules.terms import Said
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.people.models import Note, Person
from tests import cast
from tests.contact.asked import NOW, asked, heard, holding, officer, person, place, sent

BASE = "/desk/kazakhstan/messages/check-ins/"


@pytest.fixture
def exercise(crisis: Crisis) -> Crisis:
    """Its clock stands, so that no page reads the machine's."""
    crisis.exercise, crisis.exercise_now = "x", NOW + timedelta(hours=9)
    crisis.save()
    return crisis


@pytest.fixture
def olena(exercise: Crisis) -> Person:
    return person(exercise)


def read(client: Client, path: str = "") -> str:
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(page: str, action: str) -> dict[str, str]:
    """What a form of the page holds already."""
    form = next(each for each in page.split("<form") if action in each.split(">")[0]).split("</form>")[0]
    return {
        name: value
        for name, value in re.findall(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"', form)
        if "radio" not in name
    }


def test_who_needs_help_is_the_first_line_of_the_first_page(duty: Client, olena: Person) -> None:
    person(olena.crisis, needs="oxygen")
    heard(olena, Said.HELP)
    page = duty.get("/desk/kazakhstan/").content.decode()
    first = page.split("attention__list")[1].split("</li>")[0]
    assert "person says they need help" in first
    assert BASE in first


def test_a_viewer_sees_the_number_and_no_answer(signed_in, exercise: Crisis, olena: Person) -> None:
    heard(olena, Said.HELP, words="вул. Абая 1")
    viewer = signed_in(exercise, Role.VIEWER)
    assert "person says they need help" in viewer.get("/desk/kazakhstan/").content.decode()
    assert BASE not in viewer.get("/desk/kazakhstan/").content.decode()
    for path in ("", f"people/{olena.id}/"):
        assert viewer.get(f"{BASE}{path}").status_code == 403


def test_what_waits_is_shown_with_its_words_and_taken_on(duty: Client, olena: Person) -> None:
    kept = heard(olena, Said.HELP, words="нас завалило")
    page = read(duty)
    assert "нас завалило" in page
    assert "needs help" in page
    answer = duty.post(f"{BASE}answers/{kept.check_in}/take-on", {"words": "швидка в дорозі"}, follow=True)
    assert "it is taken care of" in answer.content.decode()
    assert "нас завалило" not in answer.content.decode()
    assert Seen.objects.get().words == "швидка в дорозі"


def test_taking_on_without_a_word_is_given_back(duty: Client, olena: Person) -> None:
    kept = heard(olena, Said.HELP)
    assert duty.post(f"{BASE}answers/{kept.check_in}/take-on", {"words": ""}).status_code == 422
    assert duty.post(f"{BASE}answers/{uuid4()}/take-on", {"words": "x"}).status_code == 404
    assert not Seen.objects.exists()


def test_tricks_in_the_words_are_shown_as_words(duty: Client, olena: Person) -> None:
    heard(olena, Said.HELP, words="<script>alert(1)</script>\u202egnp.exe")
    page = read(duty)
    assert "<script>alert" not in page
    assert "<bdi>&lt;script&gt;" in page


def test_an_answer_of_another_crisis_is_nobodys(duty: Client, exercise: Crisis) -> None:
    stranger = person(cast.crisis())
    kept = heard(stranger, Said.HELP)
    assert "needs help" not in read(duty)
    assert duty.post(f"{BASE}answers/{kept.check_in}/take-on", {"words": "x"}).status_code == 404
    assert duty.get(f"{BASE}people/{stranger.id}/").status_code == 404
    assert exercise.slug


# --- rounds ---------------------------------------------------------------------------------------------------------


def round_form(client: Client) -> dict[str, str]:
    held = form_of(read(client, "new"), 'class="panel form"')
    return {
        "round_id": held["round_id"], "name": "Алмати", "question": "safe", "every_hours": "12", "place": "",
        "wish": "", "first_at": "2022-01-09T08:00", "ends_at": "",
    }  # fmt: skip


def test_a_round_is_written_down_approved_and_asks(duty: Client, olena: Person) -> None:
    place_id = str(place(olena.crisis, "almaty").id)
    answer = duty.post(f"{BASE}new", {**round_form(duty), "place": place_id}, follow=True)
    page = answer.content.decode()
    assert "It begins when a second officer approves it" in page
    row = Round.objects.get()
    assert (row.every_hours, row.next_at.isoformat()) == (12, "2022-01-09T02:00:00+00:00")
    assert row.audience == {"places": [place_id]}
    approved = duty.post(f"{BASE}{row.id}/approve", {"version": "1"}, follow=True).content.decode()
    assert "Approved" in approved
    assert row.next_at
    assert rounds.ask_due(crisis=olena.crisis_id, by=SYSTEM, at=row.next_at) == 1
    assert "every 12 hours" in read(duty, f"{row.id}/")


def test_in_a_real_crisis_another_officer_approves(signed_in, crisis: Crisis) -> None:
    first, second = signed_in(crisis), signed_in(crisis)
    form = {**round_form(first), "first_at": ""}
    assert first.post(f"{BASE}new", form).status_code == 422
    by = officer(crisis)
    made = holding(crisis).round
    Round.objects.filter(id=made.id).update(state="asked", officer=by.officer)
    assert "Approve" in read(second, f"{made.id}/")
    assert second.post(f"{BASE}{made.id}/approve", {"version": "7"}).status_code == 422
    assert second.post(f"{BASE}{made.id}/approve", {"version": "1"}).status_code == 302


def test_who_wrote_a_round_down_is_told_to_wait_for_another(signed_in, crisis: Crisis) -> None:
    client = signed_in(crisis)
    made = holding(crisis).round
    Round.objects.filter(id=made.id).update(state="asked", officer=client.session["_auth_user_id"])
    page = read(client, f"{made.id}/")
    assert "another officer has to approve it" in page
    assert "/approve" not in page
    assert client.post(f"{BASE}{made.id}/approve", {"version": "1"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"question": "moon"}, {"every_hours": "5"}, {"first_at": "x"}, {"place": str(uuid4())},
     {"round_id": "x"}, {"first_at": "1999-01-01T00:00"}, {"ends_at": "2022-01-08T00:00"}],
)  # fmt: skip
def test_a_round_with_a_fault_is_given_back(duty: Client, exercise: Crisis, wrong: dict[str, str]) -> None:
    answer = duty.post(f"{BASE}new", {**round_form(duty), **wrong})
    assert answer.status_code == 422
    assert not Round.objects.exists()
    assert exercise.slug


def test_the_page_of_a_round_tells_who_has_not_answered_and_for_how_long(duty: Client, olena: Person) -> None:
    occurrence = asked(olena)
    page = read(duty, f"{occurrence.round_id}/")
    assert "1 person asked, 0 answered." in page
    assert "not answered yet" in page
    assert "11 h ago" in page  # since they registered
    assert "delivered, no answer" in page
    heard(olena, Said.SAFE, at=NOW + timedelta(hours=1))
    assert "1 person asked, 1 answered." in read(duty, f"{occurrence.round_id}/?status=safe")


@pytest.mark.parametrize("query", ["?status=moon", "?page=0", "?page=99999999", "?page=-1", "?time=x", "?time=77"])
def test_a_nonsense_address_shows_the_round(duty: Client, olena: Person, query: str) -> None:
    occurrence = asked(olena)
    assert "1 person asked" in read(duty, f"{occurrence.round_id}/{query}")


def test_a_hundred_people_are_one_page_and_the_next_is_reached(duty: Client, exercise: Crisis) -> None:
    occurrence = holding(exercise)
    for _ in range(103):
        sent(person(exercise), Broadcast.objects.get())
    first, second = (read(duty, f"{occurrence.round_id}/?page={page}") for page in (1, 2))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (100, 3)


def test_a_round_is_ended(duty: Client, olena: Person) -> None:
    occurrence = asked(olena)
    assert "The round has ended" in duty.post(f"{BASE}{occurrence.round_id}/end", follow=True).content.decode()
    assert Occurrence.objects.get().round.state == "ended"


# --- one person -----------------------------------------------------------------------------------------------------


def heard_form(client: Client, who: Person) -> dict[str, str]:
    held = form_of(read(client, f"people/{who.id}/"), f"people/{who.id}/record")
    return {
        "check_in": held["check_in"], "said": "safe", "place": "", "channel": "phone", "words": "", "said_by": "",
        "said_at": held["said_at"],
    }  # fmt: skip


def test_an_answer_by_voice_is_kept_once(duty: Client, olena: Person) -> None:
    form = {**heard_form(duty, olena), "said": "moved", "place": str(place(olena.crisis, "nursultan").id)}
    for _ in range(2):
        assert "Written down" in duty.post(f"{BASE}people/{olena.id}/record", form, follow=True).content.decode()
    row = CheckIn.objects.get()
    assert (row.said, row.channel, row.place.ref) == ("moved", "phone", "nursultan")
    assert Person.objects.get(id=olena.id).account_place.ref == "nursultan"


def test_what_does_not_fit_is_said_at_once(duty: Client, olena: Person) -> None:
    heard(olena, Said.HOME)
    form = {**heard_form(duty, olena), "said": "help"}
    page = duty.post(f"{BASE}people/{olena.id}/record", form, follow=True).content.decode()
    assert "It does not fit what was known" in page
    assert "By the ledger they are home" in page


@pytest.mark.parametrize(
    "wrong",
    [{"said": ""}, {"said": "moon"}, {"said": "words", "words": " "}, {"by_other": "on"}, {"place": "x"},
     {"channel": "pigeon"}, {"check_in": "x"}, {"said_at": "x"}, {"said_at": "2022-01-30T00:00"},
     {"words": "x" * 1001}],
)  # fmt: skip
def test_an_answer_with_a_fault_is_given_back(duty: Client, olena: Person, wrong: dict[str, str]) -> None:
    assert duty.post(f"{BASE}people/{olena.id}/record", {**heard_form(duty, olena), **wrong}).status_code == 422
    assert not CheckIn.objects.exists()


def test_attempts_are_written_down_until_an_officer_may_call_them_unreachable(duty: Client, olena: Person) -> None:
    asked(olena)
    page = read(duty, f"people/{olena.id}/")
    assert "after 3 attempts over 6 hours or more" in page
    refused = duty.post(f"{BASE}people/{olena.id}/unreachable", {"entry": uuid4(), "words": "x"})
    assert refused.status_code == 422
    assert "Nobody is called unreachable by a guess" in refused.content.decode()
    for kind in ("no_answer", "out_of_reach"):
        note = form_of(read(duty, f"people/{olena.id}/"), f"people/{olena.id}/tried")["note"]
        duty.post(f"{BASE}people/{olena.id}/tried", {"note": note, "kind": kind, "words": "+380 00"})
    assert Note.objects.filter(kind__in=("no_answer", "out_of_reach")).count() == 2
    page = read(duty, f"people/{olena.id}/")
    held = form_of(page, f"people/{olena.id}/unreachable")
    done = duty.post(f"{BASE}people/{olena.id}/unreachable", {**held, "words": "консул шукає"}, follow=True)
    assert "Written down: unreachable" in done.content.decode()
    assert Person.objects.get(id=olena.id).account == "unreachable"


def test_every_page_is_shown_in_four_languages(duty: Client, olena: Person) -> None:
    occurrence = asked(olena)
    heard(olena, Said.HELP)
    for language in ("uk", "ru", "kk", "en"):
        for path in ("", "new", f"{occurrence.round_id}/", f"people/{olena.id}/"):
            assert duty.get(f"{BASE}{path}?lang={language}").status_code == 200


@pytest.mark.parametrize("path", ["", "new"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, crisis: Crisis, path: str) -> None:
    assert client.get(f"{BASE}{path}").status_code == 302
    assert crisis.slug
