"""The feed of the situation, held against RFC 4287 element by element."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.rules.given import AnyGiven
from dodomu.situation.rules.terms import Category, FactKind, Qualifier, Reach, Verdict
from tests import cast
from tests.situation.telling import HOUR, almaty, curfew, figure, report, rumour
from tests.web.public.telephone import seen

NOON = cast.NOON
FEED = "/c/harbour/situation.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HOUR_OF_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ONCE = {"id", "title", "updated", "published", "content", "summary", "rights", "source", "subtitle", "generator"}
IN_FEED = {"author", "category", "entry", "generator", "id", "link", "subtitle", "title", "updated"}
IN_ENTRY = {"author", "category", "content", "id", "link", "published", "summary", "title", "updated"}


def told(crisis: Crisis, given: AnyGiven, at: datetime = NOON) -> UUID:
    """Tell something to the public."""
    return telling.tell(crisis=crisis.id, given=given, publish=True, by=SYSTEM, at=at)


def answered(**changes: Any) -> Any:
    values = {
        "verdict": Verdict.FALSE, "answered_at": NOON - HOUR, "answered_by": "Waterworks",
        "answers": {"en": "The water is clean."},
    }  # fmt: skip
    return rumour(**{**values, **changes})


def read(client: Client, language: str = "en") -> Element:
    """Return the feed, found to be valid."""
    answer = client.get(FEED, {"lang": language})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  (we have just written it)
    check(feed)
    return feed


def check(feed: Element) -> None:
    """Hold a feed against section 4 of RFC 4287."""
    assert feed.tag == f"{ATOM}feed"
    names = [child.tag.removeprefix(ATOM) for child in feed]
    assert set(names) <= IN_FEED
    check_construct(feed)
    assert names.index("entry") > names.index("updated") if "entry" in names else True
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None, "an author of the feed, or one in every entry"
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        assert {child.tag.removeprefix(ATOM) for child in entry} <= IN_ENTRY
        check_construct(entry)
    ids = [text(entry, "id") for entry in [feed, *entries]]
    assert len(ids) == len(set(ids))
    hours = [text(entry, "updated") for entry in entries]
    assert hours == sorted(hours, reverse=True)
    assert not hours or text(feed, "updated") == hours[0]


def check_construct(element: Element) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert {"id", "title", "updated"} <= set(names)
    assert [name for name in ONCE if names.count(name) > 1] == []
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text(element, "id"))
    assert text(element, "title").strip()
    for name in ("updated", "published"):
        assert name not in names or HOUR_OF_RFC_3339.fullmatch(text(element, name))
    alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    assert len(alternates) == 1
    for link in element.findall(f"{ATOM}link"):
        assert re.match(r"https?://", link.get("href", ""))
    for child in element:
        assert child.get("type", "text") in ("text", "html", "xhtml") or child.tag == f"{ATOM}link"


def text(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def entries(client: Client, language: str = "en") -> dict[str, Element]:
    """Return the entries by their titles."""
    return {text(entry, "title"): entry for entry in read(client, language).findall(f"{ATOM}entry")}


def test_a_feed_without_entries_is_a_feed(client: Client, crisis: Crisis) -> None:
    assert read(client).findall(f"{ATOM}entry") == []


def test_each_thing_that_is_told_is_one_entry(client: Client, crisis: Crisis) -> None:
    things = {
        told(crisis, given)
        for given in (
            report(),
            report("When do flights resume?", category=Category.OPEN_QUESTION),
            curfew(almaty(crisis)),
            curfew(almaty(crisis), begins_at=NOON + HOUR),
            answered(),
            figure(),
            figure(150, qualifier=Qualifier.ABOUT),
        )
    }
    telling.tell(crisis=crisis.id, given=report("Unpublished."), by=SYSTEM, at=NOON)
    found = [text(entry, "id") for entry in read(client).findall(f"{ATOM}entry")]
    assert sorted(found) == sorted(f"urn:uuid:{thing}" for thing in things)


def test_the_answer_of_a_rumour_stands_in_the_title(client: Client, crisis: Crisis) -> None:
    told(crisis, answered())
    (title,) = entries(client)
    assert title == "The water is clean. (not true: “The water is poisoned.”)"


def test_titles_say_what_each_thing_is(client: Client, crisis: Crisis) -> None:
    told(crisis, curfew(almaty(crisis)))
    told(crisis, figure(qualifier=Qualifier.RETRACTED))
    told(crisis, report("When do flights resume?", category=Category.OPEN_QUESTION))
    assert set(entries(client)) == {
        "Almaty: curfew 23:00–07:00, until 18 January 2022, 12:00 Almaty",
        "citizens of Ukraine: stranded in Almaty: 116 (taken back by its source)",
        "Not known: When do flights resume?",
    }


def test_what_holds_in_the_whole_country_is_not_told_of_one_city(client: Client, crisis: Crisis) -> None:
    told(crisis, curfew(almaty(crisis), reach=Reach.COUNTRY))
    assert list(entries(client)) == ["The whole country: curfew 23:00–07:00, until 18 January 2022, 12:00 Almaty"]


def test_a_thing_told_anew_keeps_its_id_and_has_a_new_hour(
    client: Client, crisis: Crisis, hour: list[datetime]
) -> None:
    thing = told(crisis, report("It begins."))
    before = entries(client)["It begins."]
    hour[0] = NOON + HOUR
    telling.retell(crisis=crisis.id, thing=thing, version=1, given=report("It goes on."), by=SYSTEM, at=hour[0])
    after = entries(client)["It goes on."]
    assert text(before, "id") == text(after, "id")
    assert text(before, "published") == text(after, "published") == "2022-01-08T06:00:00Z"
    assert (text(before, "updated"), text(after, "updated")) == ("2022-01-08T06:00:00Z", "2022-01-08T07:00:00Z")


def test_what_is_withheld_leaves_the_feed(client: Client, crisis: Crisis) -> None:
    thing = told(crisis, report())
    telling.withhold(crisis=crisis.id, kind=FactKind.REPORT, thing=thing, version=1, by=SYSTEM, at=NOON)
    assert entries(client) == {}


def test_sources_are_linked_where_they_can_be_read(client: Client, crisis: Crisis) -> None:
    keep_source(crisis=crisis.id, ref="S1", publisher="Agency", address="https://example.org/1", by=SYSTEM, at=NOON)
    keep_source(crisis=crisis.id, ref="S2", publisher="Paper", address="javascript:alert(1)", by=SYSTEM, at=NOON)
    told(crisis, report(sources=("S1", "S2")))
    (entry,) = entries(client).values()
    assert [link.get("href") for link in entry.findall(f"{ATOM}link[@rel='via']")] == ["https://example.org/1"]
    assert text(entry, "content").endswith("Commandant, Agency, Paper")


@pytest.mark.parametrize(("language", "title"), [("en", "Shots."), ("uk", "Постріли."), ("kk", "Shots.")])
def test_the_language_is_that_of_the_address(client: Client, crisis: Crisis, language: str, title: str) -> None:
    told(crisis, report(texts={"en": "Shots.", "uk": "Постріли."}))
    feed = read(client, language)
    assert feed.get(LANGUAGE) == language
    found = feed.find(f"{ATOM}entry/{ATOM}title")
    assert found is not None
    assert found.text == title
    assert found.get(LANGUAGE, language) == ("en" if language == "kk" else language)


def test_the_language_is_that_of_the_reader_where_none_is_named(client: Client, crisis: Crisis) -> None:
    answer = client.get(FEED, headers={"accept-language": "uk,en;q=0.5"})
    assert b'xml:lang="uk"' in answer.content
    assert "Accept-Language" in answer["Vary"]


def test_what_xml_cannot_hold_is_left_out_and_markup_stays_words(client: Client, crisis: Crisis) -> None:
    told(crisis, report("Shots \x0b& <b>fire</b> \ufffe]]>"))
    assert list(entries(client)) == ["Shots & <b>fire</b> ]]>"]
    keep_source(crisis=crisis.id, ref="S1", publisher="Agency\x0b", address="https://example.org", by=SYSTEM, at=NOON)
    told(crisis, figure(sources=("S1",)))
    assert len(entries(client)) == 2


def test_a_long_text_is_whole_in_the_entry_and_short_in_its_title(client: Client, crisis: Crisis) -> None:
    told(crisis, report("Word. " * 300))
    ((title, entry),) = entries(client).items()
    assert len(title) <= 200
    assert text(entry, "content").count("Word.") == 300


def test_an_exercise_says_so_in_every_title(client: Client, db: None) -> None:
    crisis = cast.crisis(slug="harbour", exercise="kazakhstan-2022/ua", exercise_now=NOON)
    told(crisis, report())
    feed = read(client)
    assert "EXERCISE" in text(feed, "subtitle")
    assert list(entries(client)) == ["EXERCISE: Shots in the square."]


def test_the_page_leads_to_the_feed_in_its_language(client: Client, crisis: Crisis) -> None:
    page = client.get("/c/harbour/situation?lang=uk")
    assert '<link rel="alternate" type="application/atom+xml"' in page.content.decode()
    assert f"{FEED}?lang=uk" in seen(page).links


def test_it_is_asked_for_anew_by_its_mark(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    told(crisis, report())
    first = client.get(FEED)
    hour[0] = NOON + timedelta(hours=5)  # nothing was told since: nothing has changed
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"
    assert not first.cookies
