"""Advice as anyone reads it: word for word as it was signed, light, and visibly dead once it is dead."""

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from dodomu.contact.models import Statement
from dodomu.contact.operations import signing
from dodomu.contact.rules.advice import Words
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.web.public import advice_feed
from tests import cast
from tests.contact import advising, minisign
from tests.web.public.telephone import seen
from tests.web.public.test_situation_feed import ATOM, check

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = "/c/harbour/advice"
MOST_BYTES, PADDING = 10 * 1024, 100


@pytest.fixture(autouse=True)
def noon(hour: list[datetime]) -> None:
    hour[0] = cast.NOON


@pytest.fixture(autouse=True)
def key(db: None, tmp_path: Path, settings: Any) -> str:
    return advising.sign_with_a_new_key(tmp_path, settings)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL))


def framed(page: Any) -> str:
    """Return what somebody copies who marks the words in the frame."""
    found = re.search(r"<article.*?</article>", page.content.decode(), re.DOTALL)
    assert found
    plain = re.sub(r"<[^>]+>", "", found[0]).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    return f"\n {plain} \n"


def read(client: Client, address: str, language: str = "en") -> Any:
    return client.get(address, {"lang": language})


def asked(client: Client, pasted: str) -> str:
    return text(client.post("/check?lang=en", {"text": pasted}))


def test_what_holds_stands_first_and_whole_and_the_dead_are_crossed_out(client: Client, crisis: Crisis) -> None:
    advising.published(crisis, words={"uk": advising.UK, "en": Words("Boil the water", "Ten minutes.")})
    first = advising.published(crisis)
    advising.withdraw(crisis, first.id, at=cast.NOON)
    page = read(client, LIST)
    assert text(page).index("Ten minutes.") < text(page).index("No longer advice")
    assert "<s>Stay inside from 23:00 to 07:00</s>" in page.content.decode()
    assert "Withdrawn, 8 January, 12:00" in text(page)
    assert "It was wrong." not in text(page)
    assert "EXERCISE" not in text(page)


def test_a_page_without_any_advice_says_so(client: Client, crisis: Crisis) -> None:
    assert "No advice is in force." in text(read(client, LIST))


def test_a_draft_is_nowhere(client: Client, crisis: Crisis) -> None:
    advising.draft(crisis)
    assert "Stay inside" not in text(read(client, LIST))
    assert client.get(f"{LIST}/1").status_code == 404
    assert client.get(f"{LIST}/1/page.en.txt").status_code == 404
    assert client.get(f"{LIST}/1/poster").status_code == 404
    assert "Stay inside" not in client.get("/c/harbour/advice.atom").content.decode()


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_pages_are_light_and_need_no_script_and_no_cookie(client: Client, crisis: Crisis, language: str) -> None:
    words = {
        code: Words("Не виходьте надвір " * 8, "Багато слів, які нічого не кажуть. " * 110) for code in ("uk", "en")
    }
    for number in range(12):
        words["uk"] = Words(words["uk"].headline, f"{number} {words['uk'].text}")
        line = advising.published(crisis, words=words)
        if number < 9:
            advising.withdraw(crisis, line.id, at=cast.NOON)
    for address in (LIST, f"{LIST}/1", f"{LIST}/12", f"{LIST}/12/poster", "/check", "/keys", "/c/harbour/situation"):
        answer = client.get(address, {"lang": language}, headers={"accept-encoding": "gzip"})
        page = gzip.decompress(answer.content).decode()
        assert len(answer.content) < MOST_BYTES - PADDING, (address, len(answer.content))
        assert "<script" not in page
        assert "stylesheet" not in page
        assert not answer.cookies


def test_what_is_copied_from_the_page_is_known_as_ours(client: Client, crisis: Crisis) -> None:
    advising.published(crisis)
    for language in ("uk", "en", "kk"):
        copied = framed(read(client, f"{LIST}/1", language))
        assert "This is ours, and it holds now." in asked(client, copied)
    one_digit = copied.replace("23:00", "22:00")
    answer = asked(client, one_digit)
    assert "This is not ours." in answer
    assert "something in it was changed" in answer
    assert "it holds now" not in answer


def test_something_put_before_our_words_is_told_apart_from_them(client: Client, crisis: Crisis) -> None:
    line = advising.published(crisis)
    answer = asked(client, "Send money first. " + framed(read(client, f"{LIST}/1")))
    assert "Part of this is ours, word for word. What stands before or after it may come from anybody." in answer
    assert "Ours is only this, and it holds now:" in answer
    assert "This is not ours." not in answer
    advising.withdraw(crisis, line.id, at=cast.NOON)
    answer = asked(client, "Send money first. " + Statement.objects.get(form="sms", language="en").text)
    assert "Part of this is ours, word for word." in answer
    assert "We have withdrawn it: do not act on it." in answer
    assert "it holds now" not in answer


def test_every_form_and_code_is_answered_and_a_stranger_is_not(client: Client, crisis: Crisis) -> None:
    advising.published(crisis)
    for said in Statement.objects.exclude(form="cap"):
        assert "This is ours, and it holds now." in asked(client, said.text)
        by_code = text(client.get("/check", {"code": f" {said.code[:5]} {said.code[5:]}", "lang": "en"}))
        assert "Compare word for word" in by_code
    assert "We know no such code." in text(client.get("/check", {"code": "1234567890", "lang": "en"}))
    for pasted in ("All is well", "<script>alert(1)</script>", "\x00", "а" * 200_000):
        answer = client.post("/check?lang=en", {"text": pasted})
        assert answer.status_code == 200
        assert "This is not ours." in text(answer)
        assert "<script>" not in answer.content.decode()


def test_what_became_of_it_is_told(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    old = advising.published(crisis)
    copied = framed(read(client, f"{LIST}/1"))
    hour[0] += HOUR
    advising.published(crisis, at=hour[0], supersedes=old.id, valid_from=hour[0])
    answer = asked(client, copied)
    assert "Other advice has taken its place." in answer
    assert "<s>Advice No. 1" in client.post("/check?lang=en", {"text": copied}).content.decode()
    assert "Now advice 2 holds" in answer
    page = read(client, f"{LIST}/1")
    assert "Since 8 January, 13:00 other advice stands in its place." in text(page)
    assert f"{LIST}/2?lang=en" in seen(page).links
    hour[0] += 3 * DAY
    assert "This was ours. It is over" in asked(client, framed(read(client, f"{LIST}/2")))


def test_a_withdrawal_is_a_text_of_ours_too(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    line = advising.published(crisis)
    copied = framed(read(client, f"{LIST}/1"))
    hour[0] += HOUR
    advising.withdraw(crisis, line.id)
    assert "We have withdrawn it: do not act on it." in asked(client, copied)
    page = read(client, f"{LIST}/1")
    assert "How it was withdrawn" in text(page)
    assert "Do not act on it." in text(page)
    assert "This is ours, and it holds now." in asked(
        client, Statement.objects.get(form="withdrawal", language="en").text
    )
    assert "please take it down" in text(read(client, f"{LIST}/1/poster"))
    assert 'class="qr"' not in read(client, f"{LIST}/1/poster").content.decode()


def test_files_and_signatures_are_what_minisign_takes(client: Client, crisis: Crisis, key: str) -> None:
    advising.published(crisis)
    public = client.get(f"/keys/{key}.pub").content.decode().splitlines()[1]
    links = [link for link in seen(read(client, f"{LIST}/1")).links if link.endswith(".minisig")]
    assert len(links) == 7
    for link in links:
        signature, signed = client.get(link).content.decode(), client.get(link.removesuffix(".minisig")).content
        assert f"form={link.split('/')[-1].split('.')[0]} " in minisign.verified(signed, signature, public)
    alert = client.get(f"{LIST}/1/cap.xml")
    assert alert["Content-Type"] == "application/cap+xml"
    assert ElementTree.fromstring(alert.content).tag.endswith("alert")  # noqa: S314  (we have just written it)


@pytest.mark.parametrize(
    "name",
    ["page.xx.txt", "page.txt", "cap.uk.xml", "cap.txt", "x.uk.txt", "page.uk.txt.minisig.minisig", "cap_cancel.xml"],
)
def test_a_file_that_is_none_is_not_found(client: Client, crisis: Crisis, name: str) -> None:
    advising.published(crisis)
    assert client.get(f"{LIST}/1/{name}").status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_advice_that_is_none_is_not_found(client: Client, crisis: Crisis, number: str) -> None:
    advising.published(crisis)
    assert client.get(f"{LIST}/{number}").status_code == 404
    assert "Stay inside" in text(client.get(LIST, {"before": number, "lang": "en"})), "nonsense never hides what holds"


def test_what_is_older_comes_to_an_end(client: Client, crisis: Crisis) -> None:
    for number in range(60):
        line = advising.published(crisis, words={"uk": Words(f"Порада {number} " + "довга " * 20, "Текст.")})
        advising.withdraw(crisis, line.id, at=cast.NOON)
    address, met = f"{LIST}?lang=uk", set()
    for _ in range(20):
        page = client.get(address)
        assert len(gzip.compress(page.content)) < MOST_BYTES - PADDING
        met |= {link for link in seen(page).links if re.match(rf"{LIST}/\d", link)}
        further = [link for link in seen(page).links if "before=" in link]
        if not further:
            break
        address = f"{LIST}{further[0]}"
    assert len(met) == 60


def test_keys_say_what_became_of_them(client: Client, crisis: Crisis, key: str) -> None:
    advising.published(crisis)
    assert "In use." in text(read(client, "/keys"))
    assert key in text(read(client, "/keys"))
    copied = framed(read(client, f"{LIST}/1"))
    signing.disown_key(key=key, by=SYSTEM, at=cast.NOON)
    assert "Lost or stolen" in text(read(client, "/keys"))
    assert client.get(f"/keys/{key}.pub").status_code == 404
    assert "Do not rely on this." in asked(client, copied)
    assert "was lost or stolen" in text(read(client, f"{LIST}/1"))


def test_the_poster_leads_to_what_became_of_it(client: Client, crisis: Crisis) -> None:
    advising.published(crisis)
    page = read(client, f"{LIST}/1/poster")
    assert page.content.decode().count('class="qr"') == 2
    assert page.content.decode().index('lang="en" dir') < page.content.decode().index('lang="uk" dir')
    code = Statement.objects.get(form="poster", language="en").code
    assert f"{code[:5]} {code[5:]}" in text(page)


def test_the_feed_is_valid_and_says_what_is_dead(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    line = advising.published(crisis)
    advising.published(crisis, words={"uk": advising.UK})
    hour[0] += HOUR
    advising.withdraw(crisis, line.id)
    answer = read(client, "/c/harbour/advice.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  (we have just written it)
    check(feed)
    dead, alive = feed.findall(f"{ATOM}entry")
    assert (dead.findtext(f"{ATOM}title") or "").startswith("WITHDRAWN on 8 January 2022, 13:00 Almaty. 1.")
    assert "curfew" not in (dead.findtext(f"{ATOM}content") or "")
    assert "комендантська" in (alive.findtext(f"{ATOM}content") or "")
    for entry, name in ((dead, "cap_cancel.xml"), (alive, "cap.xml")):
        alerts = [link.get("href", "") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
        assert alerts[0].endswith(name)
        assert client.get(alerts[0]).status_code == 200


def test_what_holds_stays_in_the_feed_however_much_died_since(
    client: Client, crisis: Crisis, hour: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice_feed, "MOST_ENTRIES", 1)
    advising.published(crisis, valid_until=None)
    for _ in range(2):
        hour[0] += HOUR
        line = advising.published(crisis, at=hour[0])
        advising.withdraw(crisis, line.id, at=hour[0])
    feed = ElementTree.fromstring(read(client, "/c/harbour/advice.atom").content)  # noqa: S314  (our own)
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert [title.removesuffix(" Stay inside from 23:00 to 07:00")[-2:] for title in titles] == ["3.", "1."]


def test_it_stands_on_the_private_page_and_with_what_is_known_until_it_is_dead(
    client: Client, crisis: Crisis, hour: list[datetime]
) -> None:
    token = cast.register(crisis, cast.OLENA).token
    line = advising.published(crisis)
    pages = (f"/p/{token}", "/c/harbour/situation")
    for address in pages:
        assert "Stay inside" in text(read(client, address))
    hour[0] += HOUR
    advising.withdraw(crisis, line.id)
    for address in pages:
        assert "Stay inside" not in text(read(client, address))


def test_no_page_is_shown_again_without_asking_whether_it_still_holds(
    client: Client, crisis: Crisis, key: str, hour: list[datetime]
) -> None:
    line = advising.published(crisis)
    code = Statement.objects.get(form="poster", language="en").code
    pages = (LIST, f"{LIST}/1", f"{LIST}/1/poster", f"/check?code={code}", "/c/harbour/advice.atom", "/keys")
    kept = {address: client.get(address) for address in pages}
    for address in pages:
        assert kept[address]["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate", address
    asked = {"if-none-match": kept[f"{LIST}/1"]["ETag"]}
    assert client.get(f"{LIST}/1", headers=asked).status_code == 304
    advising.withdraw(crisis, line.id, at=cast.NOON)
    assert client.get(f"{LIST}/1", headers=asked).status_code == 200


def test_html_and_turned_writing_are_letters(client: Client, crisis: Crisis) -> None:
    advising.published(crisis, words={"uk": Words("<b>A</b>\u202e", "<script>alert(1)</script>")})
    for address in (LIST, f"{LIST}/1", f"{LIST}/1/poster"):
        page = read(client, address, "uk").content.decode()
        assert "<script>" not in page
        assert "<b>A</b>" not in page
        assert "\u202e" not in page
    assert "This is ours" in asked(client, Statement.objects.get(form="page").text)
