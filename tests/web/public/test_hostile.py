from typing import Any

import pytest
from django.test import Client

from dodomu.foundation.models import Crisis
from dodomu.people.models import Person, Registration
from tests.web.public.telephone import ALONE, seen, send

MEGABYTE = "Ж" * 500_000
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "name",
    [
        "family_name", "birth_date", "phones", "email", "place", "place_words", "needs_words", "wish", "list",
        "said_size", "kind", "by", "submission", "home_contact_name", "document_number", "citizenships", "needs",
    ],
)  # fmt: skip
def test_a_field_of_a_megabyte_is_refused_or_taken_and_never_breaks_the_page(
    client: Client, form: str, name: str
) -> None:
    answer = client.post(form, {**ALONE, name: MEGABYTE})
    assert answer.status_code in (200, 422)
    if answer.status_code == 422 and name not in ("wish", "needs"):  # chosen, not typed
        assert MEGABYTE in answer.content.decode()


@pytest.mark.parametrize(
    "mark",
    ["\0", "\u202e", "\u2066", "\ufffe", "\u200b", "<script>alert(1)</script>", '"><img src=x>', "{{ 7 }}", "%s", "\r"],
)  # fmt: skip
def test_hidden_and_hurtful_marks_do_no_harm(client: Client, form: str, mark: str) -> None:
    answer = client.post(form, {**ALONE, "family_name": f"Ко{mark}валь", "birth_date": "30.02.1990"})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()
    assert "<img" not in answer.content.decode()
    answer = client.post(form, {**ALONE, "place_words": f"вул. {mark} Абая"})
    assert answer.status_code == 200
    assert "\0" not in Person.objects.get().family_name


def test_bytes_that_are_no_utf8_are_taken_as_they_can_be_read(client: Client, form: str) -> None:
    body = b"family_name=%CA%EE%E2%E0%EB%FC&given_name=\xcf\xe5\xf2\xf0\xee%ED%A0%80&phones=%2B380001112233"
    assert client.generic("POST", form, body, content_type=FORM).status_code in (200, 422)


def test_ten_thousand_fields_are_too_many(client: Client, form: str) -> None:
    answer = client.post(form, {f"given_name-{number}": "x" for number in range(10_000)})
    assert answer.status_code == 400
    assert not Person.objects.exists()


def test_a_body_beyond_every_measure_is_refused_in_plain_words(client: Client, form: str) -> None:
    answer = client.post(form, {"family_name": "x" * 3_000_000})
    assert answer.status_code == 400
    assert "too large" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"family_name": "x"}', "application/json"),
        ("<x/>", "text/xml"),
        ("", FORM),
        ("a" * 1000, "text/plain"),
        ("--x\r\nContent-Disposition: form-data", "multipart/form-data"),
        ("--x\r\ncut short", "multipart/form-data; boundary=x"),
        ("family_name=x", FORM + "; charset=koi8-u"),
        ("family_name=x", FORM + "; charset=no-such"),
    ],
)  # fmt: skip
def test_a_body_of_another_kind_is_no_registration(client: Client, form: str, body: str, kind: str) -> None:
    answer = client.generic("POST", form, body, content_type=kind)
    assert answer.status_code in (400, 422)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "birth_date", ["30.02.1990", "31.11.2000", "01.01.2999", "0", "99999999", "12", "-1.-1.-1", "١٢.١٣.١٩٩٠", "1e9"]
)
def test_a_day_that_never_was_is_explained_beside_it(client: Client, form: str, birth_date: str) -> None:
    page = seen(send(client, form, {**ALONE, "birth_date": birth_date}))
    assert "birth_date-f" in page.ids
    assert page.fields["birth_date"] == [birth_date]


@pytest.mark.parametrize("size", ["0", "-3", "багато", "1e3", "99999999999999999999", "²", "3.5"])
def test_a_number_that_is_none_is_explained_beside_it(client: Client, form: str, size: str) -> None:
    page = seen(send(client, form, {**ALONE, "kind": "group", "said_size": size}))
    assert "said_size-f" in page.ids
    assert page.fields["said_size"] == [size]


@pytest.mark.parametrize("submission", ["", "x", "00000000-0000-0000-0000-00000000000g", "😀", "1" * 5000])
def test_a_form_with_a_damaged_number_is_still_taken(client: Client, form: str, submission: str) -> None:
    assert client.post(form, {**ALONE, "submission": submission}).status_code == 200


def test_a_form_of_which_half_was_sent_elsewhere_is_one_registration_of_its_own(client: Client, crisis: Crisis) -> None:
    fields: dict[str, Any] = {**ALONE, "wish": "no_such_wish", "kind": "no_such_kind", "by": "embassy"}
    answer = client.post(f"/c/{crisis.slug}/register", fields)
    assert answer.status_code == 422
    fields["wish"] = "stay"
    client.post(f"/c/{crisis.slug}/register", fields)
    assert Registration.objects.get().given_by == "self"  # nobody speaks for the embassy from outside


@pytest.mark.parametrize(
    "path",
    ["/c/no-such/", "/c/no-such/register", "/c/no-such/by-phone", "/c/%00/register", "/p/", "/p/%F0"],
)  # fmt: skip
def test_an_address_of_nothing_is_answered_plainly(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_an_address_with_rubbish_behind_it_shows_the_form(client: Client, form: str) -> None:
    assert client.get(f"{form}?lang=%00&family_name=x&submission=%ff&lang=xx").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_ways_of_asking_are_not_taken(client: Client, form: str, method: str) -> None:
    assert getattr(client, method)(form).status_code == 405
