"""Offers at the desk: the list, one offer, what an officer does about it, the line of a departure."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dodomu.foundation.actors import Role
from dodomu.journeys.models import Leg, Offer, OfferAnswer
from dodomu.journeys.rules.terms import LIVE, Answer, OfferKind, OfferState
from dodomu.people.models import Person
from tests.journeys.offered import Harbour, answered, live
from tests.web.desk.conftest import SignedIn
from tests.web.desk.offered import SLUG, desk, with_offers

PAGES = f"/desk/{SLUG}/offers/"
Parties = dict[str, UUID]


@pytest.fixture
def here(db: None) -> Harbour:
    return desk()


@pytest.fixture
def parties(here: Harbour) -> Parties:
    return with_offers(here)


@pytest.fixture
def duty(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(party: UUID, act: str = "") -> str:
    return f"{PAGES}{Offer.objects.filter(party=party).latest('id').id}/{act}"


def heard(**changes: str) -> dict[str, str]:
    return {"submission": str(uuid4()), "answer": "accept", "reason": "", "said_by": "", "channel": "phone", **changes}


def test_what_waits_for_an_officer_is_on_top(duty: Client, here: Harbour, parties: Parties) -> None:
    page = duty.get(PAGES).content.decode()
    assert "Held back: send or drop" in page
    assert page.index("Held back") < page.index("All offers")
    assert page.count('class="offer-state offer-state--sent"') >= 2
    answered(here, parties["accepted"], Answer.DECLINE)
    page = duty.get(PAGES).content.decode()
    assert "declined" in page


def test_the_list_is_narrowed_by_state_leg_kind_and_name(duty: Client, parties: Parties) -> None:
    def many(asked: str) -> int:
        found = re.search(r"<tbody>(.*?)</tbody>", duty.get(f"{PAGES}?{asked}").content.decode(), re.DOTALL)
        return found.group(1).count("<tr>") if found else 0

    code = Person.objects.filter(party=parties["waits"]).order_by("id")[0].reference
    assert many("") == 4
    assert many("state=accepted") == 1
    assert many("state=live") == 4
    assert many("leg=PS-2") == 1
    assert many("leg=nowhere") == 0
    assert many("kind=standby") == 0
    assert many(f"q={code}") == 1
    for nonsense in ("state=x&kind=y", "after=z", "q=%00", "leg=%00"):
        assert duty.get(f"{PAGES}?{nonsense}").status_code == 200


@pytest.mark.parametrize("leg", ["a/b", "../..", "%00", "no-such"])
def test_a_departure_that_there_is_not_finds_nothing(duty: Client, parties: Parties, leg: str) -> None:
    answer = duty.get(PAGES, {"leg": leg})
    assert answer.status_code == 200
    assert "No such offer was found." in text(answer) and "Places and line of" not in text(answer)
    assert "Places and line of PS-1" in text(duty.get(PAGES, {"leg": "PS-1"}))


def test_before_anything_was_offered_the_one_step_is_a_plan(duty: Client, here: Harbour) -> None:
    page = duty.get(PAGES).content.decode()
    assert f'<a href="/desk/{SLUG}/plans/">' in page
    assert 'role="search"' not in page


def test_the_list_takes_as_many_statements_for_many_offers_as_for_few(duty: Client, here: Harbour) -> None:
    here.offer_all({here.party(): "PS-2"})
    with CaptureQueriesContext(connection) as few:
        duty.get(PAGES)
    here.offer_all(dict.fromkeys(here.parties(5), "PS-2"))
    with CaptureQueriesContext(connection) as many:
        duty.get(PAGES)
    assert len(many) == len(few)


def test_an_offer_tells_everything_and_leads_to_the_person_and_the_line(duty: Client, parties: Parties) -> None:
    page = duty.get(address(parties["second"]))
    told = text(page)
    for words in ("PS-2", "waits for an answer", "Set out at the latest", "place 1 in the line", "home 24 h earlier"):
        assert words in told
    person = Person.objects.get(party=parties["second"])
    assert f"/desk/{SLUG}/people/{person.id}/" in page.content.decode()
    shown = text(duty.get(f"/desk/{SLUG}/people/{person.id}/"))
    assert "PS-2" in shown
    assert "They hold no place now." in text(
        duty.get(f"/desk/{SLUG}/people/{Person.objects.get(party=parties['standing']).id}/")
    )


def test_an_offer_of_another_crisis_is_not_there(duty: Client, parties: Parties) -> None:
    for act in ("", "answer", "withdraw", "move"):
        assert duty.get(f"{PAGES}{uuid4()}/{act}").status_code == 404
    assert duty.post(f"{PAGES}{uuid4()}/send").status_code == 404
    assert duty.get(f"{PAGES}legs/nowhere/").status_code == 404


def test_an_answer_told_by_telephone_is_written_down_once(duty: Client, parties: Parties) -> None:
    form = heard(said_by="her sister")
    for done in ("answered", "repeated"):
        answer = duty.post(address(parties["waits"], "answer"), form)
        assert answer["Location"].endswith(f"?done={done}")
    row = OfferAnswer.objects.get(offer__party=parties["waits"])
    assert (row.answer, row.channel, row.said_by) == ("accept", "phone", "her sister")
    assert live(parties["waits"]).state == OfferState.ACCEPTED
    assert "her sister" in text(duty.get(answer["Location"]))


def test_another_answer_in_the_same_form_is_another(duty: Client, parties: Parties) -> None:
    form = heard()
    duty.post(address(parties["waits"], "answer"), form)
    duty.post(address(parties["waits"], "answer"), {**form, "answer": "decline", "reason": "price"})
    assert OfferAnswer.objects.filter(offer__party=parties["waits"]).count() == 2
    row = Offer.objects.get(party=parties["waits"])
    assert (row.state, row.decline_reason) == (OfferState.DECLINED, "price")


def test_an_answer_is_asked_for_where_none_was_chosen(duty: Client, parties: Parties) -> None:
    page = duty.post(address(parties["waits"], "answer"), heard(answer="", said_by="her sister"))
    assert page.status_code == 422
    assert "her sister" in page.content.decode()
    assert not OfferAnswer.objects.filter(offer__party=parties["waits"]).exists()


def test_yes_after_the_place_is_gone_is_kept_and_shown_as_a_conflict(
    duty: Client, here: Harbour, parties: Parties
) -> None:
    first = address(parties["waits"])
    answered(here, parties["waits"], Answer.DECLINE)
    Leg.objects.filter(ref="PS-1").update(block={"seat": 2})
    answer = duty.post(f"{first}answer", heard())
    assert answer["Location"] == f"{first}?done=kept"
    assert "given to others" in text(duty.get(first))
    page = text(duty.get(PAGES))
    assert "Answers that could not be done" in page


def test_one_that_is_held_back_is_sent_on_an_officers_word(duty: Client, parties: Parties) -> None:
    assert "not enough time left" in text(duty.get(address(parties["held"])))
    answer = duty.post(address(parties["held"], "send"))
    assert answer["Location"].endswith("?done=sent")
    assert live(parties["held"]).state == OfferState.SENT
    assert duty.post(address(parties["held"], "send")).status_code == 409


def test_taking_back_needs_a_reason(duty: Client, parties: Parties) -> None:
    page = duty.post(address(parties["waits"], "withdraw"), {"why": " "})
    assert page.status_code == 422
    assert live(parties["waits"]).state == OfferState.SENT
    duty.post(address(parties["waits"], "withdraw"), {"why": "the road is ice"})
    assert not Offer.objects.filter(party=parties["waits"], state__in=LIVE).exists()
    again = duty.post(address(parties["waits"], "withdraw"), {"why": "the road is ice"})
    assert again.status_code == 422
    assert "has ended" in text(again)


def test_two_officers_take_it_back_and_write_an_answer_and_neither_is_lost(
    duty: Client, here: Harbour, signed_in: SignedIn, parties: Parties
) -> None:
    other = signed_in(here.crisis, Role.CONSUL)
    duty.post(address(parties["waits"], "withdraw"), {"why": "the road is ice"})
    answer = other.post(address(parties["waits"], "answer"), heard())
    assert answer["Location"].endswith("?done=kept")
    assert OfferAnswer.objects.get(offer__party=parties["waits"]).conflict == "offer-ended"


def test_a_party_is_moved_up_to_a_departure_with_room(duty: Client, parties: Parties) -> None:
    Leg.objects.filter(ref="PS-1").update(block={"seat": 6})
    page = duty.get(address(parties["second"], f"move?leg={Leg.objects.get(ref='PS-1').id}"))
    assert "home 24 h earlier" in text(page)
    assert "selected" in page.content.decode()
    wrong = duty.post(address(parties["second"], "move"), {"leg": str(uuid4())})
    assert wrong.status_code == 422
    moved = duty.post(address(parties["second"], "move"), {"leg": str(Leg.objects.get(ref="PS-1").id)})
    assert moved["Location"].endswith("?done=moved"), text(moved)
    assert live(parties["second"]).first_leg.ref == "PS-1"
    assert "Follows" in text(duty.get(moved["Location"]))


def test_a_departure_without_room_is_not_offered_for_moving(duty: Client, parties: Parties) -> None:
    assert "PS-1," not in text(duty.get(address(parties["second"], "move")))


def test_the_line_says_who_gains_what_and_what_is_free(duty: Client, parties: Parties) -> None:
    page = text(duty.get(f"{PAGES}legs/PS-1/"))
    for words in ("home 24 h earlier", "home at all", "move here", "seats for us", "are expected aboard"):
        assert words in page
    assert page.index("home 24 h earlier") < page.index("home at all")
    assert "most likely between 40" in text(duty.get(f"{PAGES}legs/PS-2/"))


def test_no_more_are_invited_than_an_officer_allows(duty: Client, parties: Parties) -> None:
    leg = Leg.objects.get(ref="PS-1")
    invite = f"{PAGES}legs/PS-1/invite"
    refused = duty.post(invite, {"how_many": "1"})
    assert refused.status_code == 422
    assert "more than may be invited" in text(refused)
    form = {"version": str(leg.version), "invite_extra": "2", "why": "half do not come"}
    assert duty.post(f"{PAGES}legs/PS-1/allow", {**form, "why": ""}).status_code == 422
    assert duty.post(f"{PAGES}legs/PS-1/allow", form)["Location"].endswith("?done=allowed")
    stale = duty.post(f"{PAGES}legs/PS-1/allow", {**form, "invite_extra": "9"})
    assert stale.status_code == 422
    assert duty.post(invite, {"how_many": "1"})["Location"].endswith("?done=invited")
    invited = Offer.objects.get(kind=OfferKind.STANDBY)
    assert invited.party_id == parties["standing"]
    assert duty.post(invite, {"how_many": "5"}).status_code == 422
    assert "of 100 cases" in text(duty.get(f"{PAGES}legs/PS-1/"))
    assert "invited to the gate" in text(duty.get(f"{PAGES}?kind=standby"))


def test_a_block_that_shrank_is_shown_with_whom_it_would_cost_the_place(duty: Client, parties: Parties) -> None:
    Leg.objects.filter(ref="PS-1").update(block={"seat": 3})
    page = duty.get(f"{PAGES}legs/PS-1/")
    assert "More is promised than there is" in text(page)
    ticked = re.findall(r'name="offer" value="([^"]+)" checked', page.content.decode())
    assert len(ticked) == 1
    assert duty.post(f"{PAGES}legs/PS-1/cut", {"offer": ticked})["Location"].endswith("?done=cut")
    assert Offer.objects.get(id=ticked[0]).end_cause == "block_shrank"
    assert duty.post(f"{PAGES}legs/PS-1/cut", {"offer": ticked}).status_code == 409
    assert duty.post(f"{PAGES}legs/PS-1/cut", {"offer": ["x"]})["Location"].endswith("?done=nobody")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FIELD_OFFICER])
def test_who_may_only_look_or_write_down_answers_changes_no_offer(
    here: Harbour, signed_in: SignedIn, parties: Parties, role: Role
) -> None:
    client = signed_in(here.crisis, role)
    assert client.get(PAGES).status_code == 200
    assert client.get(address(parties["held"])).status_code == 200
    assert client.get(f"{PAGES}legs/PS-1/").status_code == 200
    for act in ("withdraw", "send", "move"):
        assert client.post(address(parties["held"], act)).status_code == 403
    for act in ("invite", "allow", "cut"):
        assert client.post(f"{PAGES}legs/PS-1/{act}").status_code == 403
    may_record = role is Role.FIELD_OFFICER
    assert client.get(address(parties["waits"], "answer")).status_code == (200 if may_record else 403)
    assert signed_in(None, None).get(PAGES).status_code in (403, 404)


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
def test_every_page_of_offers_is_shown_in_every_language(duty: Client, parties: Parties, language: str) -> None:
    for page in (PAGES, address(parties["held"]), address(parties["waits"], "answer"), f"{PAGES}legs/PS-1/"):
        assert duty.get(f"{page}?lang={language}").status_code == 200
