"""The passes on the private page: nothing before a birth date, then each person's, printed and sent at a wish."""

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from dodomu.boarding.models import Pass
from dodomu.boarding.operations.passes import end_pass, keep_passes
from dodomu.boarding.rules import passes as code
from dodomu.boarding.rules.terms import PassEnd
from dodomu.contact.models import Broadcast, BroadcastText
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from dodomu.journeys.operations.offering import withdraw_offer
from dodomu.journeys.rules.terms import Answer, LegState
from dodomu.people.rules.terms import PartyKind
from tests import cast
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live
from tests.web.public.telephone import seen

BORN = "14.03.1986"
MOST_BYTES = 10 * 1024
SECRETS = ("Where the bus waits", "PS-1", "12:00", "11 January 2022", "DODOMU1", "<svg class")
HOME = Path(__file__).parents[3] / "src" / "dodomu" / "web" / "static" / "public"


@pytest.fixture
def here(hour: list[datetime], db: None, tmp_path: Path, settings: Any) -> Harbour:
    """A crisis with one flight and a key that signs."""
    hour[0] = NOW
    sign_with_a_new_key(tmp_path, settings)
    made = harbour()
    Crisis.objects.filter(id=made.id).update(slug="harbour", hotline="+380 00 123 45 67")
    meeting = cast.place(made.crisis, "bus", "Where the bus waits", "Де чекає автобус", 43.2, 76.9)
    made.leg("PS-1", 20, meeting_place=meeting, service="PS 9016")
    return made


def with_passes(here: Harbour, *people: dict[str, str]) -> Any:
    kind = PartyKind.SINGLE if len(people) == 1 else PartyKind.FAMILY
    told = cast.register(here.crisis, *people, kind=kind, at=NOW - timedelta(days=1))
    here.offer_all({told.party: "PS-1"})
    answered(here, told.party, Answer.ACCEPT)
    keep(here)
    return told


def keep(here: Harbour, at: datetime = NOW) -> None:
    keep_passes(crisis=here.id, by=SYSTEM, at=at)


@pytest.fixture
def olena(here: Harbour) -> Any:
    """A mother and her son who said yes."""
    return with_passes(here, cast.OLENA, cast.TARAS)


def address(told: Any) -> str:
    return f"/p/{told.token}/passes"


def opened(client: Client, told: Any) -> Any:
    return client.post(address(told), {"born": BORN})


def act(client: Client, told: Any, what: str) -> Any:
    return client.post(address(told), {"proof": seen(opened(client, told)).fields["proof"], "act": what})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", seen(response).text)


def codes_on(page: Any) -> list[str]:
    """Read the drawings of a page as a camera would, from what is drawn alone."""
    found = []
    for drawing in re.findall(r"<svg .*?</svg>", page.content.decode(), re.DOTALL)[1:]:
        side = int(re.search(r'viewBox="0 0 (\d+)', drawing).group(1))
        image = np.full((side, side), 255, np.uint8)
        x, y = 0, 0
        dark = re.findall(r'stroke="#000".*? d="([^"]+)"|d="([^"]+)"[^>]*stroke="#000"', drawing)[0]
        for command, *numbers in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", "".join(dark)):
            across, down = int(float(numbers[0])), numbers[1]
            if command == "h":
                image[y, x : x + across] = 0
                x += across
            elif command == "M":
                x, y = across, int(float(down))
            else:
                x, y = x + across, y + int(float(down))
        found += [each.text for each in zxingcpp.read_barcodes(np.kron(image, np.full((6, 6), 1, np.uint8)))]
    return found


def test_before_a_birth_date_nothing_of_a_pass_is_shown(client: Client, olena: Any) -> None:
    for answer in (client.get(address(olena)), client.post(address(olena), {"act": "pdf"})):
        page = answer.content.decode()
        assert "One question first" in text(answer)
        assert not [secret for secret in SECRETS if secret in page]
        assert answer["Cache-Control"] == "no-store, private"
    wrong = client.post(address(olena), {"born": "01.01.2000", "act": "send"})
    assert wrong.status_code == 403
    assert not Broadcast.objects.exists()


def test_each_person_has_a_pass_with_where_and_when_and_a_code_that_a_camera_reads(client: Client, olena: Any) -> None:
    page = opened(client, olena)
    told = text(page)
    for words in ("Коваль Олена", "Коваль Тарас", "KOVAL OLENA", "Where the bus waits", "PS 9016", "Almaty", "charged"):
        assert words in told
    assert told.count("KOVAL") == 2
    held = {code.text_of(bytes(each.code)) for each in Pass.objects.all()}
    assert len(held) == 2
    assert set(codes_on(page)) == held


def test_the_page_of_six_is_light_and_takes_no_cookie(client: Client, here: Harbour) -> None:
    told = with_passes(
        here,
        cast.OLENA,
        *({**cast.TARAS, "name": f"Коваль {name}"} for name in ["Іван", "Марія", "Ярина", "Остап", "Лев"]),
    )
    page = client.post(address(told), {"born": BORN}, HTTP_ACCEPT_ENCODING="gzip")
    assert len(re.findall('class="qr"', gzip.decompress(page.content).decode())) == 6
    assert not page.cookies
    assert len(page.content) <= MOST_BYTES, len(page.content)


def test_two_passes_fit_in_ten_kilobytes(client: Client, olena: Any) -> None:
    page = client.post(address(olena), {"born": BORN}, HTTP_ACCEPT_ENCODING="gzip")
    assert len(page.content) <= MOST_BYTES, len(page.content)


def test_a_large_party_has_all_its_passes_on_one_page_and_their_names_above(client: Client, here: Harbour) -> None:
    names = ["Іван", "Марія", "Ярина", "Остап", "Лев", "Ніна", "Зоя"]
    told = with_passes(here, cast.OLENA, *({**cast.TARAS, "name": f"Коваль {name}"} for name in names))
    page = opened(client, told)
    assert set(codes_on(page)) == {code.text_of(bytes(each.code)) for each in Pass.objects.all()}
    assert len(codes_on(page)) == 8
    anchors = re.findall(r'href="#(pass\d)"', page.content.decode())
    assert len(anchors) == 8 and all(f'id="{each}"' in page.content.decode() for each in anchors)


def test_a_name_that_has_no_latin_letters_stands_as_it_is_written(client: Client, here: Harbour) -> None:
    told = with_passes(here, {**cast.OLENA, "name": "李 小龙"}, {**cast.TARAS, "name": "محمد علي"})
    page = opened(client, told)
    assert "李 小龙" in text(page) and len(codes_on(page)) == 2
    assert {code.read(each).facts.name for each in codes_on(page)} == {"李 小龙", "محمد علي"}


def test_a_new_hour_shows_the_new_pass_and_says_that_the_old_one_is_refused(
    client: Client, here: Harbour, olena: Any
) -> None:
    before = set(codes_on(opened(client, olena)))
    Leg.objects.filter(ref="PS-1").update(meeting_minutes=400)
    keep(here)
    page = opened(client, olena)
    assert "refused at the gate" in text(page)
    assert not before & set(codes_on(page))


def test_what_ended_says_so_and_shows_no_code(client: Client, here: Harbour, olena: Any) -> None:
    withdraw_offer(offer=live(olena.party).id, why="A mistake.", by=here.officer(), at=NOW)
    keep(here)
    page = opened(client, olena)
    assert "no longer holds: the offer has ended" in text(page) and "Do not set out" in text(page)
    assert not codes_on(page)


def test_a_journey_that_is_over_says_so(client: Client, hour: list[datetime], olena: Any) -> None:
    Leg.objects.update(state=LegState.DEPARTED)
    hour[0] = TOMORROW + timedelta(hours=1)
    page = opened(client, olena)
    assert "This journey is over" in text(page)
    assert not codes_on(page)


def test_who_has_none_is_told_to_come_all_the_same(client: Client, here: Harbour, olena: Any) -> None:
    for each in Pass.objects.filter(ended_at=None):
        end_pass(held=each.id, cause=PassEnd.OFFICER, by=here.officer(), at=NOW)
    told = text(opened(client, olena))
    assert "no longer holds: an officer took it back" in told
    assert "come all the same" in told


def test_the_print_holds_every_pass(client: Client, olena: Any) -> None:
    answer = act(client, olena, "pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    (page,) = pypdfium2.PdfDocument(answer.content)
    found = {each.text for each in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_numpy())}
    assert found == {code.text_of(bytes(each.code)) for each in Pass.objects.all()}


def test_an_sms_goes_at_their_wish_alone_and_twice_is_once(client: Client, olena: Any, settings: Any) -> None:
    settings.DODOMU_CHANNELS = {"sms": "smpp://x:y@127.0.0.1:1"}
    assert not Broadcast.objects.exists()
    answer = act(client, olena, "send")
    assert "telephones that you gave us" in text(answer)
    act(client, olena, "send")
    row = Broadcast.objects.get()
    assert row.ladder == [{"rung": "own_channels", "channel": "sms", "minutes": 60}]
    english = BroadcastText.objects.get(language="en").text
    assert "PS-1" in english and "Where the bus waits" in english and "{reference}" in english


def test_the_latin_sms_is_written_in_letters_of_every_telephone(client: Client, olena: Any, settings: Any) -> None:
    settings.DODOMU_CHANNELS = {"sms": "smpp://x:y@127.0.0.1:1"}
    act(client, olena, "send-latin")
    (said,) = set(BroadcastText.objects.values_list("text", flat=True))
    assert said.isascii() and len(said) < 160
    assert said.startswith("KOVAL OLENA, KOVAL TARAS: PS-1 to")


def test_without_a_channel_no_sms_is_offered(client: Client, olena: Any, settings: Any) -> None:
    settings.DODOMU_CHANNELS = {}
    assert "SMS" not in text(opened(client, olena)).replace("fits no SMS", "")
    assert act(client, olena, "send").status_code == 409


def test_another_partys_link_shows_its_own(client: Client, here: Harbour, olena: Any) -> None:
    other = with_passes(here, {**cast.AIGERIM, "birth_date": "1986-03-14"})
    assert "KOVAL" not in text(opened(client, other))
    assert client.get("/p/none-such/passes").status_code == 404


def test_the_worker_minds_private_pages_alone(client: Client, db: None) -> None:
    answer = client.get("/p/worker.js")
    assert answer["Service-Worker-Allowed"] == "/p/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert not answer.cookies


def test_what_is_kept_holds_no_proof_and_comes_after_the_network(db: None) -> None:
    page, worker = ((HOME / name).read_text(encoding="utf-8") for name in ("passes.js", "pass-worker.js"))
    assert "input[name=proof]" in page
    assert worker.index("fetch(request)") < worker.index("return kept;")
