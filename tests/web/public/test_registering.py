import re
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client

from dodomu.foundation import clock, encryption
from dodomu.foundation.models import Crisis
from dodomu.people.models import Party, Person, PrivateLink, Registration
from tests.web.public.telephone import ALONE, seen, send

CODE = re.compile(r"\d{3} \d{3} \d{3}")
MARKS = re.compile(r'\d{3} \d{3} \d{3}|/p/[\w-]+|nonce="[^"]+"')


def given(registration: Registration) -> dict[str, str]:
    return dict(encryption.open_sealed(registration.given, context="registration.given"))


def test_somebody_alone_registers_and_is_told_a_code_and_a_private_link(client: Client, form: str) -> None:
    answer = send(client, form, ALONE)
    page = seen(answer)
    person = Person.objects.get()
    assert answer.status_code == 200
    assert CODE.findall(page.text) == [" ".join(re.findall("...", person.reference))]
    assert (person.family_name, person.given_name, person.wish) == ("Коваль", "Олена", "leave_now")
    link = next(each for each in page.links if each.startswith("/p/"))
    assert client.get(link).status_code == 200


def test_what_was_typed_reaches_the_register_unchanged(client: Client, form: str) -> None:
    typed = {
        **ALONE,
        "phones": " 8 (00) 111-22-33 , +380 +380 00 111 22 33",
        "place_words": "  біля   ринку ",
        "telegram": "@Olena_K",
    }
    send(client, form, typed)
    kept = given(Registration.objects.get())
    assert {name: kept[name] for name in typed} == typed


def test_nothing_but_a_name_and_a_way_to_reach_is_needed(client: Client, form: str) -> None:
    assert send(client, form, {"given_name": "Olena", "home_contact_phone": "+380001112233"}).status_code == 200
    assert Person.objects.count() == 1


def test_a_calling_code_typed_before_another_is_forgiven(client: Client, form: str) -> None:
    send(client, form, {**ALONE, "phones": "+380+380001112233"})
    assert [point.value for point in Person.objects.get().contact_points.all()] == ["+380001112233"]


def test_a_family_registers_together_and_is_in_one_place(client: Client, form: str) -> None:
    family = {
        **ALONE,
        "kind": "family",
        "given_name-2": "Тарас",
        "birth_date-2": "01.06.2015",
        "needs-2": ["infant", "pet"],
        "given_name-6": "Марія",
    }
    answer = send(client, form, family)
    persons = {each.given_name: each for each in Person.objects.all()}
    party = Party.objects.get()
    assert len(CODE.findall(seen(answer).text)) == 3
    assert {each.party_id for each in persons.values()} == {party.id}
    assert {each.place.ref for each in persons.values() if each.place} == {"almaty"}
    assert sorted(persons["Тарас"].needs) == ["infant", "pet"]
    assert (party.kind, party.may_split, persons["Олена"].leads_party) == ("family", False, True)


def test_they_may_say_that_they_can_be_split_and_how_many_they_are(client: Client, form: str) -> None:
    send(client, form, {**ALONE, "kind": "group", "given_name-2": "Іван", "may_split": "yes", "said_size": "12"})
    party = Party.objects.get()
    assert (party.kind, party.may_split, party.said_size) == ("group", True, 12)


def test_rows_that_were_filled_in_count_even_where_somebody_said_they_are_alone(client: Client, form: str) -> None:
    send(client, form, {**ALONE, "kind": "single", "given_name-3": "Іван"})
    assert Person.objects.count() == 2


def test_a_tour_group_of_sixty_is_pasted_at_once(client: Client, form: str) -> None:
    lines = "\n".join(f"{n}. Гуляй {'а' * n}, {n % 28 + 1:02}.05.1990" for n in range(1, 60))
    answer = send(client, form, {**ALONE, "kind": "tour", "list": lines})
    assert len(CODE.findall(seen(answer).text)) == Person.objects.count() == 60
    assert not Person.objects.filter(birth_date=None).exists()
    assert set(Registration.objects.values_list("given_by", flat=True)) == {"group_lead"}


def test_a_relative_may_register_somebody_who_has_no_telephone(client: Client, form: str) -> None:
    typed = {
        "by": "relative",
        "given_name": "Петро",
        "home_contact_name": "Ганна",
        "home_contact_phone": "+380009998877",
    }
    send(client, form, typed)
    assert Registration.objects.get().given_by == "relative"


def test_a_row_may_be_filled_in_while_the_first_stays_empty(client: Client, form: str) -> None:
    send(client, form, {"phones": ALONE["phones"], "kind": "family", "given_name-2": "Іван"})
    person = Person.objects.get()
    assert (person.given_name, person.contact_points.get().value) == ("Іван", "+380001112233")


def test_more_rows_are_given_without_losing_a_word(client: Client, form: str) -> None:
    page = seen(
        send(client, form, {**ALONE, "kind": "family", "given_name-5": "Марія", "needs": ["oxygen"], "show": "more"})
    )
    assert "given_name-11" in page.ids
    assert "given_name-12" not in page.ids
    assert {name: page.fields[name] for name in ALONE} == {name: [value] for name, value in ALONE.items()}
    assert (page.fields["given_name-5"], page.fields["needs"], page.fields["kind"]) == (
        ["Марія"],
        ["oxygen"],
        ["family"],
    )
    assert not Person.objects.exists()


def test_everything_typed_is_kept_after_a_fault_and_explained_beside_its_field(client: Client, form: str) -> None:
    typed = {
        **ALONE,
        "birth_date": "30.02.1990",
        "given_name-2": "Іван",
        "birth_date-2": "01.01.2999",
        "said_size": "багато",
    }
    answer = send(client, form, {**typed, "said_size": ""})
    page = seen(answer)
    assert answer.status_code == 422
    assert {name: page.fields[name] for name in ALONE} == {name: [typed[name]] for name in ALONE}
    assert {"birth_date-f", "birth_date-2-f"} <= page.ids
    assert {"#birth_date", "#birth_date-2"} <= set(page.links)
    assert not Registration.objects.exists()
    assert "said_size-f" in seen(send(client, form, typed)).ids


def test_every_link_of_the_summary_leads_to_a_field(client: Client, form: str) -> None:
    typed = {
        "family_name": "1", "birth_date": "x", "citizenships": "Атлантида", "phones": "12", "email": "a",
        "telegram": "?", "document_number": "!", "place_words": "x" * 400, "wish": "leave_later",
        "wish_from": "31.02.2022", "needs_words": "x" * 600, "home_contact_name": "x" * 400, "home_contact_phone": "1",
        "home_contact_relation": "x" * 200, "given_name-2": "5", "list": "33, 31.02.2000",
    }  # fmt: skip
    page = seen(send(client, form, typed))
    targets = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert len(targets) > 12
    assert targets <= page.ids
    assert {"list-f", "family_name-2-f"} <= page.ids


def test_without_a_way_to_reach_anybody_it_says_so_at_the_telephone(client: Client, form: str) -> None:
    page = seen(send(client, form, {"given_name": "Олена"}))
    assert "phones-f" in page.ids


def test_sending_twice_shows_the_same_answer_and_counts_once(client: Client, form: str) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE}
    first, second = seen(client.post(form, fields)), seen(client.post(form, fields))
    assert CODE.findall(first.text) == CODE.findall(second.text)
    assert [each for each in first.links if "/p/" in each] == [each for each in second.links if "/p/" in each]
    assert Person.objects.count() == PrivateLink.objects.count() == 1


def test_a_database_that_goes_away_after_keeping_is_answered_with_a_form_that_counts_once(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("the connection is gone")

    fields = {**seen(client.get(form)).fields, **ALONE, "needs": ["pet", "oxygen"]}
    with monkeypatch.context() as patch:
        patch.setattr("dodomu.web.public.register.answer", lost)
        page = client.post(form, fields)
    assert page.status_code == 503
    assert "not kept until a page says" in page.content.decode()
    answer = client.post(form, seen(page).fields)
    assert "You have sent this before" in answer.content.decode()
    assert Person.objects.count() == 1


def test_a_friends_name_written_over_ones_own_is_registered_and_not_taken_for_a_repeat(
    client: Client, form: str
) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE}
    client.post(form, fields)
    client.post(form, {**fields, "given_name": "Марія", "birth_date": "02.02.1990"})
    assert set(Person.objects.values_list("given_name", flat=True)) == {"Олена", "Марія"}


def test_the_answer_is_the_same_whether_or_not_a_document_and_a_telephone_are_known(client: Client, form: str) -> None:
    typed = {**ALONE, "document_number": "XX 123456"}
    known = [send(client, form, typed) for _ in range(3)]
    unknown = send(client, form, {**typed, "document_number": "XX 999999", "phones": "+380 00 999 99 99"})
    pages = {MARKS.sub("", answer.content.decode()) for answer in (*known, unknown)}
    assert len(pages) == 1
    assert {answer.status_code for answer in (*known, unknown)} == {200}


def test_too_many_from_one_telephone_is_told_in_plain_words_and_nothing_typed_is_lost(
    client: Client, form: str
) -> None:
    for number in range(30):
        answer = send(client, form, {**ALONE, "given_name": f"Олена{'а' * number}"})
        if answer.status_code != 200:
            break
    page = seen(answer)
    assert answer.status_code == 422
    assert 10 <= Person.objects.count() <= 15
    assert page.fields["phones"] == [ALONE["phones"]]
    assert "faults" in page.ids


def test_a_closed_crisis_takes_nobody_and_says_whom_to_call(client: Client, form: str, crisis: Crisis) -> None:
    Crisis.objects.filter(id=crisis.id).update(closed_at=datetime(2022, 2, 1, tzinfo=UTC))
    for answer in (client.get(form), client.post(form, ALONE)):
        assert answer.status_code == 410
        assert "tel:+380001234567" in answer.content.decode()
    assert client.get(f"/c/{crisis.slug}/").status_code == 200
    assert not Person.objects.exists()


def test_the_hour_of_an_answer_is_the_hour_of_the_exercise(client: Client, crisis: Crisis, form: str) -> None:
    hour = datetime(2022, 1, 10, 12, tzinfo=UTC)
    Crisis.objects.filter(id=crisis.id).update(exercise="kazakhstan-2022", exercise_now=hour)
    page = send(client, form, ALONE).content.decode()
    assert "Received 10 January 2022, 18:00" in page
    assert "EXERCISE" in page
    assert Registration.objects.get().received_at == hour


@pytest.mark.parametrize("path", ["", "by-phone", "register"])
def test_every_page_of_an_exercise_says_so(client: Client, crisis: Crisis, path: str) -> None:
    hour = datetime(2022, 1, 10, 12, tzinfo=UTC)
    Crisis.objects.filter(id=crisis.id).update(exercise="kazakhstan-2022", exercise_now=hour)
    page = client.get(f"/c/{crisis.slug}/{path}").content.decode()
    assert "EXERCISE" in page
    assert "10 January 2022, 18:00" in page


def test_a_language_is_changed_without_losing_what_was_typed(client: Client, form: str) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE, "show": "again"}
    answer = client.post(f"{form}?lang=kk", fields)
    page = seen(answer)
    assert '<html lang="kk">' in answer.content.decode()
    assert page.fields["family_name"] == ["Коваль"]


def test_every_page_offers_four_languages_at_its_own_address(client: Client, crisis: Crisis) -> None:
    for path in ("/", f"/c/{crisis.slug}/", f"/c/{crisis.slug}/by-phone", f"/c/{crisis.slug}/register"):
        links = {link for link in seen(client.get(f"{path}?lang=en")).links if link.startswith("?lang=")}
        assert links == {"?lang=uk", "?lang=ru", "?lang=kk"}


def test_the_form_works_without_any_cookie(form: str) -> None:
    fields = seen(Client().get(form)).fields
    answer = Client(enforce_csrf_checks=True).post(form, {**fields, **ALONE})
    assert answer.status_code == 200
    assert Person.objects.count() == 1


def test_what_another_site_sends_is_shown_to_its_sender_before_it_counts(client: Client, form: str) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example.org"}):
        answer = client.post(form, ALONE, headers=headers)
        assert answer.status_code == 403
        assert seen(answer).fields["given_name"] == ["Олена"]
    assert not Person.objects.exists()
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "null"}, {"origin": "http://testserver"}):
        assert client.post(form, ALONE, headers=headers).status_code == 200


def test_the_start_shows_open_crises_only(client: Client, crisis: Crisis) -> None:
    assert f"/c/{crisis.slug}/?lang=en" in seen(client.get("/")).links
    Crisis.objects.filter(id=crisis.id).update(closed_at=clock.real_now())
    assert f"/c/{crisis.slug}/?lang=en" not in seen(client.get("/")).links


def test_an_answer_with_a_private_link_is_kept_by_nobody_on_the_way(client: Client, form: str) -> None:
    answer = send(client, form, ALONE)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer
