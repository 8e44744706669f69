"""The offer on the private page: what a forwarded link shows, what a birth date opens, and what answers do."""

import gzip
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Offer, OfferAnswer
from dodomu.journeys.operations.offering import withdraw_offer
from dodomu.journeys.rules.terms import LIVE, OfferKind, OfferState
from dodomu.people.models import Person
from dodomu.people.rules.terms import PartyKind
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, harbour, live
from tests.web.public.telephone import seen

BORN = "14.03.1986"
MOST_BYTES = 10 * 1024
SECRETS = ("Where the bus waits", "PS-1", "12:00", "11 January 2022", "Almaty airport")


@pytest.fixture
def here(hour: list[datetime], db: None) -> Harbour:
    """A crisis with one flight, whose meeting point nobody else may learn."""
    hour[0] = NOW
    made = harbour()
    Crisis.objects.filter(id=made.id).update(slug="harbour", hotline="+380 00 123 45 67")
    meeting = cast.place(made.crisis, "bus", "Where the bus waits", "Де чекає автобус", 43.2, 76.9)
    made.leg("PS-1", 3, meeting_place=meeting, service="PS 9016")
    return made


def registered(here: Harbour, *people: dict[str, str]) -> Any:
    kind = PartyKind.SINGLE if len(people) == 1 else PartyKind.FAMILY
    return cast.register(here.crisis, *people, kind=kind, at=NOW - timedelta(days=1))


@pytest.fixture
def olena(here: Harbour) -> Any:
    """A mother and her son, who were offered places on it."""
    told = registered(here, cast.OLENA, cast.TARAS)
    here.offer_all({told.party: "PS-1"})
    return told


def page_of(told: Any) -> str:
    return f"/p/{told.token}"


def address(told: Any) -> str:
    return f"/p/{told.token}/offer/{live(told.party).id}"


def opened(client: Client, told: Any, where: str = "") -> Any:
    return client.post(where or address(told), {"born": BORN})


def say(client: Client, told: Any, answer: str, page: Any = None, **typed: str) -> Any:
    page = page or opened(client, told)
    fields = seen(page).fields
    where = re.findall(r'<form method="post" action="([^"?]+)', page.content.decode())[0]
    return client.post(where, {**fields, **typed, "answer": answer})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", seen(response).text)


def test_a_forwarded_link_tells_that_there_is_an_offer_and_neither_where_nor_when(client: Client, olena: Any) -> None:
    for where in (page_of(olena), address(olena)):
        answer = client.get(where)
        page = answer.content.decode()
        assert not [secret for secret in SECRETS if secret in page], where
        assert answer["Cache-Control"] == "no-store, private"
        assert not answer.cookies
    assert "There is an offer for you." in text(client.get(page_of(olena)))
    assert address(olena) in client.get(page_of(olena)).content.decode()


def test_whoever_knows_a_birth_date_reads_where_when_and_what_to_bring(client: Client, olena: Any) -> None:
    page = opened(client, olena)
    told = text(page)
    assert page.status_code == 200
    for words in ("Where the bus waits", "PS 9016", "charged telephone", "Set out at the latest", "Almaty", "Kyiv"):
        assert words in told
    assert "<script" not in page.content.decode()


def test_a_wrong_birth_date_shows_nothing_and_answers_nothing(client: Client, olena: Any) -> None:
    form = seen(opened(client, olena)).fields
    wrong = client.post(address(olena), {**form, "proof": "made up", "born": "01.01.2000", "answer": "decline"})
    assert wrong.status_code == 403
    assert not [secret for secret in SECRETS if secret in wrong.content.decode()]
    assert OfferAnswer.objects.count() == 0
    assert live(olena.party).state == OfferState.SENT


def test_an_answer_without_a_proof_is_asked_for_it_and_then_counts(client: Client, olena: Any) -> None:
    question = client.post(address(olena), {"answer": "accept", "submission": str(uuid4())})
    assert "One question first" in text(question)
    assert OfferAnswer.objects.count() == 0
    answer = client.post(address(olena), {**seen(question).fields, "born": BORN})
    assert "Written down: you come." in text(answer)
    assert live(olena.party).state == OfferState.ACCEPTED


def test_yes_is_kept_and_said_and_the_private_page_says_so(client: Client, olena: Any) -> None:
    answer = say(client, olena, "accept")
    assert "Written down: you come." in text(answer)
    assert "You have said yes." in text(client.get(page_of(olena)))
    assert live(olena.party).state == OfferState.ACCEPTED


def test_the_same_answer_sent_twice_is_one(client: Client, olena: Any) -> None:
    page = opened(client, olena)
    for said in ("Written down: you come.", "It counts once."):
        assert said in text(say(client, olena, "accept", page))
    assert OfferAnswer.objects.count() == 1


def test_two_different_answers_are_both_kept_and_the_page_says_which_counts(client: Client, olena: Any) -> None:
    page = opened(client, olena)
    say(client, olena, "accept", page)
    after = say(client, olena, "later", page)
    assert "Before that you had said: yes, you come." in text(after)
    assert OfferAnswer.objects.count() == 2
    assert live(olena.party).state == OfferState.LATER


def test_no_with_a_reason_frees_the_place_and_yes_again_gets_it_back_while_there_is_room(
    client: Client, olena: Any
) -> None:
    first = address(olena)
    answer = say(client, olena, "decline", reason="price")
    assert "Written down: you do not come." in text(answer)
    assert "This offer no longer holds." in text(answer)
    row = Offer.objects.get()
    assert (row.state, row.decline_reason) == (OfferState.DECLINED, "price")
    told = client.get(first)
    assert "You said no to it." in text(told)
    question = say(client, olena, "accept", told)
    back = client.post(first, {**seen(question).fields, "born": BORN})
    assert "Written down: you come." in text(back)
    assert live(olena.party).state == OfferState.ACCEPTED
    old = client.get(first).content.decode()
    assert "This offer no longer holds." in old
    assert address(olena) in old


def test_yes_after_no_is_kept_and_told_plainly_when_the_place_is_gone(
    client: Client, here: Harbour, olena: Any
) -> None:
    first = address(olena)
    say(client, olena, "decline")
    other = here.party(3)
    here.offer_all({other: "PS-1"})
    question = say(client, olena, "accept", client.get(first))
    answer = client.post(first, {**seen(question).fields, "born": BORN})
    assert answer.status_code == 409
    assert "given to others" in text(answer)
    assert not Offer.objects.filter(party=olena.party, state__in=LIVE).exists()


def test_an_offer_that_was_taken_back_says_so_when_its_address_is_opened(
    client: Client, here: Harbour, olena: Any
) -> None:
    first = address(olena)
    withdraw_offer(offer=live(olena.party).id, why="ice", by=here.officer(), at=NOW)
    told = text(client.get(first))
    assert "This offer no longer holds." in told
    assert "Do not set out." in told
    assert "no longer holds" in text(client.get(page_of(olena)))
    late = client.post(first, {"born": BORN, "answer": "accept", "submission": str(uuid4())})
    assert late.status_code == 409
    assert "This offer has ended." in text(late)
    assert not OfferAnswer.objects.get().counted


@pytest.mark.parametrize("held", [False, True])
def test_the_offer_of_another_party_or_one_that_was_never_sent_is_not_there(
    client: Client, here: Harbour, olena: Any, held: bool
) -> None:
    petro = registered(here, cast.PETRO)
    offer = live(olena.party)
    if held:
        Offer.objects.filter(id=offer.id).update(state=OfferState.HELD, sent_at=None)
    whose = olena if held else petro
    for answer in (
        client.get(f"/p/{whose.token}/offer/{offer.id}"),
        client.post(f"/p/{whose.token}/offer/{offer.id}", {"born": BORN, "answer": "decline"}),
        client.get(f"/p/{whose.token}/offer/{uuid4()}"),
    ):
        assert answer.status_code == 404
        assert "This link opens nothing" in text(answer)
    assert OfferAnswer.objects.count() == 0
    assert "offer" not in text(client.get(page_of(whose)))


def test_without_a_birth_date_nothing_is_shown_and_the_telephone_is_named(client: Client, olena: Any) -> None:
    Person.objects.update(birth_date=None)
    for answer in (client.get(address(olena)), client.post(address(olena), {"answer": "decline", "born": ""})):
        page = answer.content.decode()
        assert not [secret for secret in SECRETS if secret in page]
        assert "no date of birth" in text(answer)
        assert "tel:+380001234567" in page
    assert OfferAnswer.objects.count() == 0


def test_an_invitation_to_the_gate_is_no_promise_and_says_so(client: Client, olena: Any) -> None:
    Offer.objects.update(kind=OfferKind.STANDBY)
    page = text(opened(client, olena))
    assert "You may come to the gate" in page
    assert "This is no promise." in page


def test_nonsense_for_an_answer_shows_the_offer_again(client: Client, olena: Any) -> None:
    for said in ("", "perhaps", "accept; drop table"):
        assert "Step by step" in text(say(client, olena, said))
    assert OfferAnswer.objects.count() == 0


def test_after_it_has_left_an_answer_is_kept_and_the_page_says_to_call(
    client: Client, olena: Any, hour: list[datetime]
) -> None:
    hour[0] = TOMORROW + timedelta(hours=1)
    answer = say(client, olena, "accept")
    assert answer.status_code == 409
    assert "Please call." in text(answer)
    assert OfferAnswer.objects.count() == 1


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_every_page_of_an_offer_is_light(client: Client, olena: Any, language: str) -> None:
    packed = {"HTTP_ACCEPT_ENCODING": "gzip"}
    where = f"{address(olena)}?lang={language}"
    for answer in (
        client.get(f"{page_of(olena)}?lang={language}", **packed),  # type: ignore[arg-type]
        client.post(where, {"born": BORN}, **packed),  # type: ignore[arg-type]
    ):
        assert len(answer.content) < MOST_BYTES
        page = gzip.decompress(answer.content).decode()
        assert len(page.encode()) < 2 * MOST_BYTES
        assert "<script" not in page
