import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.foundation.models import Crisis
from dodomu.people.models import LedgerEntry, Note, Party, Person, PrivateLink, Registration
from dodomu.people.rules.guarding import MOST_WRONG, PAUSE
from tests.web.public.telephone import ALONE, seen, send

FAMILY = {
    **ALONE,
    "kind": "family",
    "given_name-2": "Тарас",
    "birth_date-2": "01.06.2015",
    "document_number": "XX123456",
}
SECRETS = ("Коваль", "Абая", "XX123456", "+380001112233", "1986", "Almaty", "Алмати")
TABLES = (Registration, Note, LedgerEntry, Person, Party, PrivateLink)


@pytest.fixture
def link(client: Client, form: str) -> str:
    """The private link of a family of two."""
    return next(each.partition("?")[0] for each in seen(send(client, form, FAMILY)).links if each.startswith("/p/"))


def rows() -> list[Any]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def opened(client: Client, link: str, born: str = "14.03.1986") -> Any:
    return client.post(f"{link}/details", {"born": born})


def answer(client: Client, link: str, say: str, **typed: Any) -> Any:
    fields = seen(client.get(link)).fields
    return client.post(link, {**fields, **typed, "say": say})


def test_opening_a_link_changes_nothing(client: Client, link: str) -> None:
    before = rows()
    for path in ("", "/details", "/more", "?lang=uk&say=left", "/withdraw", f"/change/{Person.objects.all()[0].id}"):
        client.get(f"{link}{path}")
        client.head(f"{link}{path}")
    assert rows() == before


def test_a_forwarded_link_shows_first_names_and_codes_and_nothing_more(client: Client, link: str) -> None:
    for path in ("", "/details", "/more", f"/change/{Person.objects.all()[0].id}"):
        page = client.get(f"{link}{path}").content.decode()
        assert not [secret for secret in SECRETS if secret in page.replace('name="place', "")], path
    page = client.get(link).content.decode()
    assert "Олена" in page
    assert " ".join(re.findall("...", Person.objects.get(given_name="Тарас").reference)) in page


def test_a_private_page_is_nobody_elses_business(client: Client, link: str) -> None:
    for each in (client.get(link), client.get(f"{link}/details"), opened(client, link), client.get("/p/unknown")):
        assert each["Cache-Control"] == "no-store, private"
        assert each["Referrer-Policy"] == "no-referrer"
        assert "noindex" in each["X-Robots-Tag"]


def test_whoever_knows_a_birth_date_of_the_party_sees_what_is_kept(client: Client, link: str) -> None:
    for born in ("14.03.1986", "1 червня 2015"):
        page = opened(client, link, born).content.decode()
        assert all(words in page for words in ("вул. Абая 1", "XX123456", "+380001112233", "14 March 1986"))


@pytest.mark.parametrize("born", ["", "15.03.1986", "30.02.1986", "x" * 100_000, "\0", "1986"])
def test_a_wrong_birth_date_shows_nothing(client: Client, link: str, born: str) -> None:
    page = opened(client, link, born)
    assert page.status_code == 403
    assert not [secret for secret in SECRETS if secret in page.content.decode()]


def test_after_six_wrong_answers_even_the_right_one_waits_an_hour(
    client: Client, hour: list[datetime], link: str
) -> None:
    for _ in range(MOST_WRONG):
        assert opened(client, link, "01.01.1990").status_code == 403
    assert opened(client, link).status_code == 429
    hour[0] += PAUSE - timedelta(seconds=1)
    assert opened(client, link).status_code == 429
    hour[0] += timedelta(seconds=1)
    assert opened(client, link).status_code == 200


def test_right_answers_are_not_counted(client: Client, link: str) -> None:
    assert [opened(client, link).status_code for _ in range(MOST_WRONG + 2)] == [200] * (MOST_WRONG + 2)


def test_a_link_without_any_birth_date_asks_to_call(client: Client, form: str) -> None:
    page = seen(send(client, form, {**ALONE, "birth_date": ""}))
    path = next(each.partition("?")[0] for each in page.links if each.startswith("/p/"))
    assert "born" not in seen(client.get(f"{path}/details")).ids
    assert opened(client, path, "").status_code == 403


def test_an_unknown_link_is_answered_the_same_whatever_is_done_with_it(client: Client, db: None) -> None:
    pages = [client.get("/p/unknown"), client.post("/p/unknown", {"say": "safe"}), client.get("/p/unknown/more")]
    pages += [client.post("/p/unknown/details", {"born": "14.03.1986"}), client.post(f"/p/x/change/{uuid4()}", {})]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub('nonce="[^"]+"', "", page.content.decode()) for page in pages}) == 1


def test_they_say_that_they_are_safe(client: Client, link: str) -> None:
    page = answer(client, link, "safe")
    assert "you are safe" in page.content.decode()
    assert Note.objects.filter(kind="safe").count() == 2
    assert page.content.decode().count("safe, said") == 2


def test_an_answer_for_nobody_is_refused_and_changes_nothing(client: Client, link: str) -> None:
    before = rows()
    assert answer(client, link, "left", person=[]).status_code == 409
    assert rows() == before


@pytest.mark.parametrize(("say", "wish"), [("left", "left_already"), ("stay", "stay"), ("leave", "leave_now")])
def test_those_who_are_ticked_say_what_they_do(client: Client, link: str, say: str, wish: str) -> None:
    taras = Person.objects.get(given_name="Тарас")
    page = answer(client, link, say, person=[str(taras.id)])
    assert page.status_code == 200
    assert "Written down" in page.content.decode()
    assert dict(Person.objects.values_list("given_name", "wish"))["Тарас"] == wish


def test_an_answer_repeated_by_the_network_is_one_answer(client: Client, link: str) -> None:
    fields = {**seen(client.get(link)).fields, "say": "left"}
    before = Registration.objects.count()
    for _ in range(3):
        assert client.post(link, fields).status_code == 200
    assert Registration.objects.count() == before + 2
    assert set(Person.objects.values_list("account", flat=True)) == {"left_alone"}


def test_a_stranger_to_the_party_cannot_be_spoken_for(client: Client, link: str, form: str) -> None:
    send(client, form, {**ALONE, "given_name": "Петро", "phones": "+380009990000"})
    petro = Person.objects.get(given_name="Петро")
    assert answer(client, link, "left", person=[str(petro.id)]).status_code == 409
    assert Person.objects.get(id=petro.id).wish == "leave_now"
    proof = seen(opened(client, link)).fields["proof"][0]
    assert client.post(f"{link}/change/{petro.id}", {"proof": proof}).status_code == 404


def test_three_more_of_them_are_added_to_the_party(client: Client, link: str) -> None:
    page = send(client, f"{link}/more", {"said_size": "3", "given_name-2": "Марія", "list": "Гук Петро, 01.02.1990"})
    party = Party.objects.get()
    assert page.status_code == 200
    assert sorted(party.persons.values_list("given_name", flat=True)) == ["Марія", "Олена", "Петро", "Тарас"]
    assert party.said_size == 5


def test_what_is_wrong_with_those_who_are_added_is_said_beside_them(client: Client, link: str) -> None:
    page = send(client, f"{link}/more", {"given_name-2": "Марія", "birth_date-2": "30.02.1990"})
    assert page.status_code == 422
    assert "birth_date-2-f" in seen(page).ids
    assert seen(page).fields["given_name-2"] == ["Марія"]


def change_form(client: Client, link: str, name: str = "Олена") -> tuple[str, dict[str, list[str]]]:
    proof = seen(opened(client, link)).fields["proof"][0]
    path = f"{link}/change/{Person.objects.get(given_name=name).id}"
    return path, seen(client.post(path, {"proof": proof})).fields


def test_the_form_to_change_shows_what_is_kept(client: Client, link: str) -> None:
    _, fields = change_form(client, link)
    assert fields["birth_date"] == ["14.03.1986"]
    assert (fields["place"], fields["wish"], fields["document_number"]) == (["almaty"], ["leave_now"], ["XX123456"])


def test_only_what_was_changed_is_said_anew(client: Client, link: str) -> None:
    path, fields = change_form(client, link)
    page = client.post(path, {**fields, "place": "nursultan", "place_words": "готель"})
    person = Person.objects.get(given_name="Олена")
    assert page.status_code == 200
    assert "готель" in page.content.decode()
    assert (person.place and person.place.ref, person.wish) == ("nursultan", "leave_now")
    last = Registration.objects.filter(person=person).order_by("-recorded_at", "-id")[0]
    assert last.channel == "private_page"
    assert person.documents.count() == 1


def test_sending_the_form_unchanged_changes_nothing(client: Client, link: str) -> None:
    path, fields = change_form(client, link)
    before = rows()
    assert "Nothing was changed" in client.post(path, fields).content.decode()
    assert rows() == before


def test_a_change_with_a_fault_comes_back_whole(client: Client, link: str) -> None:
    path, fields = change_form(client, link)
    page = client.post(path, {**fields, "email": "nobody", "place_words": "готель"})
    assert page.status_code == 422
    assert "email-f" in seen(page).ids
    assert seen(page).fields["place_words"] == ["готель"]


def test_a_stale_page_says_what_is_kept_by_now_and_loses_nothing_typed(client: Client, link: str) -> None:
    path, fields = change_form(client, link)
    _, other = change_form(client, link)
    client.post(path, {**fields, "place_words": "вокзал"})
    page = client.post(path, {**other, "place_words": "готель"})
    assert page.status_code == 409
    assert "now it says: вокзал" in page.content.decode()
    again = seen(page).fields
    assert again["place_words"] == ["готель"]
    assert client.post(path, again).status_code == 200
    assert "готель" in opened(client, link).content.decode()


def test_a_proof_lasts_half_an_hour_and_what_was_typed_outlives_it(
    client: Client, hour: list[datetime], link: str
) -> None:
    path, fields = change_form(client, link)
    hour[0] += timedelta(minutes=31)
    page = client.post(path, {**fields, "place_words": "готель"})
    assert "born" in seen(page).ids
    assert seen(page).fields["place_words"] == ["готель"]
    assert "Абая" not in page.content.decode()
    assert client.post(path, {**seen(page).fields, "born": "14.03.1986"}).status_code == 200
    assert "готель" in opened(client, link).content.decode()


@pytest.mark.parametrize("proof", ["", "x", "a:b:c", "\0", "x" * 10_000])
def test_a_made_up_proof_opens_nothing(client: Client, link: str, proof: str) -> None:
    page = client.post(f"{link}/details", {"proof": proof})
    assert "born" in seen(page).ids
    assert "Абая" not in page.content.decode()


def test_the_proof_of_one_link_opens_no_other(client: Client, link: str, form: str) -> None:
    proof = seen(opened(client, link)).fields["proof"][0]
    page = seen(send(client, form, {**ALONE, "given_name": "Петро"}))
    other = next(each.partition("?")[0] for each in page.links if each.startswith("/p/"))
    assert "Абая" not in client.post(f"{other}/details", {"proof": proof}).content.decode()


def test_they_withdraw_and_the_ledger_keeps_that_they_were_there(client: Client, link: str) -> None:
    fields = seen(opened(client, link)).fields
    taras = Person.objects.get(given_name="Тарас")
    entries = LedgerEntry.objects.filter(person=taras).count()
    page = client.post(f"{link}/withdraw", {**fields, "person": [str(taras.id)], "words": "помилка"})
    assert page.status_code == 200
    assert Person.objects.get(id=taras.id).account == "not_ours"
    assert Person.objects.get(given_name="Олена").account != "not_ours"
    assert LedgerEntry.objects.filter(person=taras).count() == entries + 1


def test_whoever_was_taken_out_is_told_so_and_is_not_counted_by_a_quick_answer(client: Client, link: str) -> None:
    fields = seen(opened(client, link)).fields
    everybody = [str(each) for each in Person.objects.values_list("id", flat=True)]
    client.post(f"{link}/withdraw", {**fields, "person": everybody})
    page = client.get(link)
    assert "taken out of the register" in page.content.decode()
    assert "person" not in seen(page).fields
    before = rows()
    assert client.post(link, {"say": "leave", "person": everybody}).status_code == 409
    assert rows() == before


def test_withdrawing_nobody_changes_nothing(client: Client, link: str) -> None:
    fields = seen(opened(client, link)).fields
    before = rows()
    assert "Nobody was ticked" in client.post(f"{link}/withdraw", {**fields, "person": []}).content.decode()
    assert rows() == before


def test_a_private_page_still_opens_when_the_crisis_is_closed(client: Client, link: str, crisis: Crisis) -> None:
    Crisis.objects.filter(id=crisis.id).update(closed_at=datetime(2022, 2, 1, tzinfo=UTC))
    assert client.get(link).status_code == 200
    assert "Абая" in opened(client, link).content.decode()


def test_another_site_cannot_answer_for_them(client: Client, link: str) -> None:
    page = client.post(
        link, {"say": "left", "person": [str(Person.objects.all()[0].id)]}, headers={"sec-fetch-site": "cross-site"}
    )
    assert page.status_code == 403
    assert not Person.objects.filter(wish="left_already").exists()
