"""Passes at the desk: seen on the offer and the departure, printed, sent at a wish, ended as lost."""

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from dodomu.boarding.models import Pass
from dodomu.boarding.operations.passes import keep_passes
from dodomu.boarding.rules import passes as code
from dodomu.contact.models import Broadcast
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import TraceEntry
from dodomu.journeys.models import Offer
from dodomu.journeys.rules.terms import Answer
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, Harbour, answered
from tests.web.desk.conftest import SignedIn
from tests.web.desk.offered import SLUG, desk

PAGES = f"/desk/{SLUG}"
NO_KEY = "No pass can be issued: there is no key to sign with."


@pytest.fixture
def here(db: None, tmp_path: Path, settings: Any) -> Harbour:
    """A departure with two parties of two who said yes."""
    sign_with_a_new_key(tmp_path, settings)
    made = desk()
    parties = made.parties(2, persons=2)
    made.offer_all(dict.fromkeys(parties, "PS-1"))
    for party in parties:
        answered(made, party, Answer.ACCEPT)
    keep_passes(crisis=made.id, by=SYSTEM, at=NOW)
    return made


@pytest.fixture
def duty(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def offer() -> Offer:
    return Offer.objects.order_by("id")[0]


def read(pdf: bytes) -> set[str]:
    pages = (page.render(scale=150 / 72).to_numpy() for page in pypdfium2.PdfDocument(pdf))
    return {each.text for page in pages for each in zxingcpp.read_barcodes(page)}


def written(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def codes(**which: Any) -> set[str]:
    return {code.text_of(bytes(each.code)) for each in Pass.objects.filter(**which)}


def test_an_offer_shows_its_passes_with_where_and_when(duty: Client) -> None:
    page = text(duty.get(f"{PAGES}/offers/{offer().id}/"))
    assert "OSOBA" in page and "PS-1" in page and "It is lost" in page
    assert NO_KEY not in page


def test_a_person_shows_their_own_passes(duty: Client) -> None:
    held = Pass.objects.all()[0]
    page = duty.get(f"{PAGES}/people/{held.person_id}/")
    assert "Passes in force" in text(page)
    assert page.content.decode().count(f"offers/{held.offer_id}/#passes") == 1


def test_a_lost_pass_ends_and_another_is_issued(duty: Client) -> None:
    held = Pass.objects.filter(offer=offer()).first()
    answer = duty.post(f"{PAGES}/passes/{held.id}/lost", follow=True)
    assert "another is issued" in text(answer) and "it was lost" in text(answer)
    assert Pass.objects.get(follows=held).ended_at is None
    again = duty.post(f"{PAGES}/passes/{held.id}/lost")
    assert again.status_code == 409
    assert "This pass has ended already." in text(again)
    assert Pass.objects.filter(follows=held).count() == 1


def test_a_pass_is_taken_back_and_issued_anew_only_by_hand(duty: Client) -> None:
    held = Pass.objects.filter(offer=offer()).first()
    answer = duty.post(f"{PAGES}/passes/{held.id}/back", follow=True)
    assert "The pass was taken back." in text(answer) and "Issue it anew" in text(answer)
    keep_passes(crisis=offer().crisis_id, by=SYSTEM, at=NOW)
    assert not Pass.objects.filter(follows=held).exists()
    answer = duty.post(f"{PAGES}/passes/{held.id}/anew", follow=True)
    assert "A new pass is issued." in text(answer) and "Issue it anew" not in text(answer)
    assert Pass.objects.get(follows=held).ended_at is None


def test_passes_are_printed_in_the_language_of_who_gets_them(duty: Client) -> None:
    for paper in ("print", "strips"):
        for language, words in (("en", "Boarding pass"), ("kk", "рұқсат"), ("no-such", "Boarding pass")):
            made = duty.get(f"{PAGES}/passes/legs/PS-1/{paper}", {"in": language})
            assert made.status_code == 200
            assert not made.cookies.get("language")
            if language != "kk":
                assert words in written(made.content)


def test_the_passes_of_a_departure_say_what_to_bring(duty: Client) -> None:
    assert "Bring with you" in written(duty.get(f"{PAGES}/passes/legs/PS-1/print").content)


def test_the_passes_of_an_offer_are_printed_and_it_is_written_down(duty: Client) -> None:
    answer = duty.get(f"{PAGES}/passes/offers/{offer().id}/print")
    assert answer["Content-Type"] == "application/pdf"
    assert read(answer.content) == codes(offer=offer())
    assert len(TraceEntry.objects.get(act="passes-printed").details["passes"]) == 2


def test_the_strips_of_a_departure_hold_every_pass(duty: Client) -> None:
    assert "4 passes are in force." in text(duty.get(f"{PAGES}/departures/PS-1/"))
    assert read(duty.get(f"{PAGES}/passes/legs/PS-1/strips").content) == codes()
    assert read(duty.get(f"{PAGES}/passes/legs/PS-1/print").content) == codes()
    assert duty.get(f"{PAGES}/passes/legs/PS-1/strips?part=2").status_code == 409
    for odd in ("x", "-1", "²", "99999999999"):
        assert duty.get(f"{PAGES}/passes/legs/PS-1/strips", {"part": odd}).status_code == 200
    assert duty.get(f"{PAGES}/passes/legs/none/strips").status_code == 404


def test_where_nothing_is_in_force_nothing_is_printed(duty: Client) -> None:
    answer = duty.get(f"{PAGES}/passes/legs/PS-2/strips")
    assert answer.status_code == 409
    assert "nothing to print" in text(answer)


def test_without_a_key_the_desk_says_so_in_plain_words(duty: Client, settings: Any) -> None:
    settings.DODOMU_SIGNING_KEY_FILE = ""
    for page in (f"{PAGES}/offers/{offer().id}/", f"{PAGES}/departures/PS-1/"):
        assert NO_KEY in text(duty.get(page))


def test_an_sms_is_sent_at_an_officers_wish_and_twice_is_once(duty: Client) -> None:
    page = text(duty.get(f"{PAGES}/offers/{offer().id}/"))
    assert re.search(r"In English, in Latin letters, [12] part", page)
    for _ in range(2):
        answer = duty.post(f"{PAGES}/passes/offers/{offer().id}/send", {"latin": "yes"}, follow=True)
        assert "It goes to their own telephones." in text(answer)
    assert Broadcast.objects.count() == 1


def test_who_only_looks_sees_passes_and_can_do_nothing_with_them(here: Harbour, signed_in: SignedIn) -> None:
    viewer = signed_in(here.crisis, Role.VIEWER)
    page = text(viewer.get(f"{PAGES}/offers/{offer().id}/"))
    assert "OSOBA" in page and "It is lost" not in page and "Print passes" not in page
    held = Pass.objects.first()
    for address in (f"{held.id}/lost", f"{held.id}/back", f"{held.id}/anew", f"offers/{offer().id}/send"):
        assert viewer.post(f"{PAGES}/passes/{address}").status_code == 403
    for address in (f"offers/{offer().id}/print", "legs/PS-1/strips"):
        assert viewer.get(f"{PAGES}/passes/{address}").status_code == 403


def test_a_pass_of_another_crisis_is_none_here(here: Harbour, signed_in: SignedIn, tmp_path: Path) -> None:
    from tests.journeys.offered import harbour

    other = harbour()
    client = signed_in(other.crisis)
    held = Pass.objects.first()
    assert client.post(f"/desk/{other.crisis.slug}/passes/{held.id}/lost").status_code == 404
    assert Pass.objects.get(id=held.id).ended_at is None
