"""The public's page of the situation: what it says, what it never says, and how old everything is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Place
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.rules.given import AnyGiven
from dodomu.situation.rules.terms import (
    AppliesTo,
    Category,
    FactKind,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    RestrictionKind,
    Stated,
    Verdict,
)
from dodomu.web.parts.figure_words import USUAL, figure_words
from dodomu.web.public.situation import hour_asked
from dodomu.web.public.told import Text, age_words, text_in
from tests import cast
from tests.situation.telling import HOUR, almaty, curfew, figure, report, rumour
from tests.web.public.telephone import seen

NOON = cast.NOON  # the hour of the machine in these tests: 8 January 2022, 12:00 in Almaty
PAGE = "/c/harbour/situation"


def told(crisis: Crisis, given: AnyGiven, at: datetime = NOON) -> UUID:
    """Tell something to the public."""
    return telling.tell(crisis=crisis.id, given=given, publish=True, by=SYSTEM, at=at)


def answered(words: str = "The water is clean.", verdict: Verdict = Verdict.FALSE, **changes: Any) -> Any:
    values = {"verdict": verdict, "answered_at": NOON - HOUR, "answered_by": "Waterworks", "answers": {"en": words}}
    return rumour(**{**values, **changes})


def words(client: Client, address: str = PAGE, language: str = "en") -> str:
    """Return the page as it is read."""
    page = client.get(address, {"lang": language} if "?" not in address else None)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL))


def test_an_empty_crisis_says_what_to_do_and_that_nothing_is_told_yet(client: Client, crisis: Crisis) -> None:
    shown = words(client)
    assert "Stay where you are, if it is safe and warm there." in shown
    assert "Keep in touch." in shown
    assert "Nothing has been told to the public yet" in shown
    assert "What is in force" not in shown


def test_what_to_do_comes_before_anything_that_happened(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    shown = words(client)
    assert shown.index("Stay where you are") < shown.index("Shots in the square.")


def test_a_report_stands_with_its_hour_place_source_and_age(client: Client, crisis: Crisis) -> None:
    keep_source(crisis=crisis.id, ref="S1", publisher="Agency", address="https://example.org/1", by=SYSTEM, at=NOON)
    told(crisis, report(place=almaty(crisis), sources=("S1",), announced_at=NOON - timedelta(hours=5)))
    assert "8 January, 07:00 · Almaty · 5 hours ago Shots in the square. Commandant, Agency" in words(client)
    assert "https://example.org/1" in seen(client.get(PAGE)).links


def test_an_address_that_is_none_is_no_link(client: Client, crisis: Crisis) -> None:
    for ref, address in (("S1", "javascript:alert(1)"), ("S2", "notes.txt"), ("S3", "data:text/html,x")):
        keep_source(crisis=crisis.id, ref=ref, publisher=f"Paper {ref}", address=address, by=SYSTEM, at=NOON)
    told(crisis, report(sources=("S1", "S2", "S3")))
    assert "Paper S1, Paper S2, Paper S3" in words(client)
    assert not [link for link in seen(client.get(PAGE)).links if "alert" in link or "notes" in link or "data" in link]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (Precision.HOUR, "7 January, 06:00 · told 8 January, 11:00"),
        (Precision.ABOUT, "about 7 January, 06:00 · told 8 January, 11:00"),
        (Precision.PART_OF_DAY, "7 January · told 8 January, 11:00"),
        (Precision.DAY, "7 January · told 8 January, 11:00"),
        (Precision.MONTH, "January 2022 · told 8 January, 11:00"),
        (Precision.NOT_STATED, "hour not stated · told 8 January, 11:00"),
    ],
)
def test_an_hour_is_never_told_more_exactly_than_it_is_known(
    client: Client, crisis: Crisis, precision: Precision, shown: str
) -> None:
    told(crisis, report(occurred_at=datetime(2022, 1, 7, tzinfo=UTC), occurred_precision=precision))
    assert shown in words(client)


def test_a_day_is_the_day_of_where_it_was_told(client: Client, crisis: Crisis) -> None:
    """The end of 6 January in Kyiv is 7 January in Almaty; the source said the 6th."""
    end_of_day = datetime(2022, 1, 6, 21, 59, tzinfo=UTC)
    told(crisis, report(occurred_at=end_of_day, occurred_precision=Precision.DAY, zone="Europe/Kyiv"))
    assert "6 January ·" in words(client)


def test_what_is_old_is_seen_to_be_old(client: Client, crisis: Crisis) -> None:
    told(crisis, report(announced_at=NOON - timedelta(days=3)), at=NOON - timedelta(days=3))
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert '<span class="age old">3 days ago</span>' in page
    assert "Nothing new has been told for days. Much may have changed since." in page


def test_what_is_new_is_not_marked_as_old(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert '<span class="age">1 hour ago</span>' in page
    assert "Much may have changed" not in page


def test_nothing_that_is_not_published_is_told(client: Client, crisis: Crisis) -> None:
    secret: list[AnyGiven] = [
        report("Secret report."), curfew(almaty(crisis), scope="Secret curfew", kind=RestrictionKind.OTHER),
        figure(said_by="Secret voice"), rumour("Secret claim."),
        report("Secret question?", category=Category.OPEN_QUESTION),
    ]  # fmt: skip
    for each in secret:
        telling.tell(crisis=crisis.id, given=each, by=SYSTEM, at=NOON)
    later = telling.tell(crisis=crisis.id, given=report("Secret until tomorrow."), by=SYSTEM, at=NOON)
    tomorrow = NOON + timedelta(days=1)
    telling.publish(crisis=crisis.id, kind=FactKind.REPORT, thing=later, version=1, by=SYSTEM, at=tomorrow)
    shown = words(client) + client.get(f"{PAGE}.atom").content.decode()
    assert "Secret" not in shown
    assert "116" not in shown


def test_notes_and_harm_are_for_the_desk_alone(client: Client, crisis: Crisis) -> None:
    told(crisis, report(note="Secret note"))
    told(crisis, answered(harm="Secret harm", note="Secret note"))
    told(crisis, curfew(almaty(crisis), note="Secret note"))
    assert "Secret" not in words(client) + client.get(f"{PAGE}.atom").content.decode()


def test_what_is_struck_or_withheld_is_gone(client: Client, crisis: Crisis) -> None:
    who: dict[str, Any] = {"crisis": crisis.id, "kind": FactKind.REPORT, "version": 1, "by": SYSTEM, "at": NOON}
    telling.strike(thing=told(crisis, report("It was struck.")), why="a mistake", **who)
    telling.withhold(thing=told(crisis, report("It was withheld.")), **who)
    shown = words(client)
    assert "It was" not in shown


def test_a_report_that_was_replaced_says_so(client: Client, crisis: Crisis) -> None:
    old = told(crisis, report("The airport is open."))
    told(crisis, report("The airport is closed.", supersedes=old, announced_at=NOON))
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert "<s>The airport is open.</s>" in page
    assert page.index("The airport is closed.") < page.index("The airport is open.")
    assert "No longer so: newer word has replaced it." in page


def test_a_restriction_stands_under_its_city_with_hours_and_end(client: Client, crisis: Crisis) -> None:
    told(crisis, curfew(almaty(crisis)))
    shown = words(client)
    assert "Almaty curfew 23:00–07:00 Curfew 23:00–07:00 , until 18 January, 12:00" in shown
    assert "told 8 January, 11:00, 1 hour ago · Commandant" in shown


def test_an_end_that_nobody_stated_is_said_to_be_not_stated(client: Client, crisis: Crisis) -> None:
    told(crisis, curfew(almaty(crisis), ends_at=None, ends_is=Stated.NOT_STATED))
    assert "end not stated" in words(client)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"ends_at": None, "ends_is": Stated.OPEN}, "until further notice"),
        ({"ends_is": Stated.ASSUMED}, "until 18 January, 12:00, assumed by us"),
        ({"reach": Reach.COUNTRY}, "The whole country"),
        ({"reach": Reach.REGION}, "and the region around it"),
        ({"zone": "Asia/Oral"}, "23:00–07:00 (Oral)"),
        ({"precision_words": "about"}, "hours not exact"),
        ({"provenance": Provenance.UNVERIFIED}, "not verified"),
        ({"applies_to": AppliesTo.OTHERS, "applies_words": "citizens of Poland"}, "citizens of Poland"),
        ({"applies_to": AppliesTo.OTHERS}, "others, none of ours"),
        ({"slow_minutes": 90}, "up to 90 minutes longer"),
        ({"begins_at": NOON + HOUR}, "from 8 January, 13:00"),
    ],
)
def test_what_limits_a_restriction_is_said(client: Client, crisis: Crisis, changes: dict[str, Any], shown: str) -> None:
    told(crisis, curfew(almaty(crisis), **changes))
    assert shown in words(client)


def test_a_whole_country_that_is_not_the_crisis_s_is_named(client: Client, crisis: Crisis) -> None:
    kyiv = cast.place(crisis, "kyv", "Kyiv", "Київ", 50.4, 30.5)
    Place.objects.filter(id=kyiv.id).update(country="UA")
    told(crisis, curfew(kyiv.id, reach=Reach.COUNTRY))
    shown = words(client)
    assert "Ukraine" in shown
    assert "The whole country" not in shown


def test_hours_elsewhere_are_by_the_clocks_there(client: Client, crisis: Crisis) -> None:
    there = datetime(2022, 1, 18, 19, 0, tzinfo=UTC)  # midnight in Oral, one in the morning in Almaty
    told(crisis, curfew(almaty(crisis), zone="Asia/Oral", ends_at=there))
    assert "until 19 January, 00:00 (Oral)" in words(client)


def test_a_restriction_that_has_ended_is_not_in_force(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    told(crisis, curfew(almaty(crisis), ends_at=NOON + HOUR))
    assert "curfew" in words(client)
    hour[0] = NOON + HOUR
    assert "curfew" not in words(client)


def test_the_answer_of_a_rumour_comes_before_the_claim(client: Client, crisis: Crisis) -> None:
    told(crisis, answered())
    shown = words(client)
    assert "The water is clean. Not true: The water is poisoned. Answered by: Waterworks · 8 January, 11:00" in shown


def test_a_rumour_that_is_true_is_not_marked_as_untrue(client: Client, crisis: Crisis) -> None:
    told(crisis, answered(verdict=Verdict.TRUE))
    assert 'class="untrue"' not in client.get(PAGE).content.decode()


def test_what_is_not_known_is_said_to_be_not_known(client: Client, crisis: Crisis) -> None:
    told(crisis, report("When do flights resume?", category=Category.OPEN_QUESTION))
    shown = words(client)
    assert shown.index("What is not known") < shown.index("When do flights resume?")


def test_figures_that_disagree_stand_side_by_side(client: Client, crisis: Crisis) -> None:
    told(crisis, figure(164, qualifier=Qualifier.RETRACTED, said_by="Channel"))
    told(crisis, figure(150, qualifier=Qualifier.ABOUT, said_by="Ministry"))
    shown = words(client)
    assert "citizens of Ukraine: stranded in Almaty" in shown
    assert "about 150" in shown
    assert "164 taken back by its source" in shown
    assert "314" not in shown


def test_a_number_that_is_not_of_persons_says_of_what(client: Client, crisis: Crisis) -> None:
    told(crisis, figure(500, of_whom="seat to Kyiv", measure="price", unit="EUR"))
    assert "seat to Kyiv: price (EUR)" in words(client)


def test_words_stand_in_the_language_of_the_page(client: Client, crisis: Crisis) -> None:
    told(crisis, report(texts={"en": "Shots.", "uk": "Постріли."}))
    assert "Постріли." in words(client, language="uk")
    assert "Shots." in words(client, language="en")


def test_words_in_another_language_say_which(client: Client, crisis: Crisis) -> None:
    told(crisis, report(texts={"uk": "Постріли."}))
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert '<span lang="uk">Постріли.</span> <i class="tongue" lang="uk">Українська</i>' in page
    assert "Not everything is translated" in page


def test_the_nearest_language_is_taken() -> None:
    words = {"en": "Shots.", "ru": "Выстрелы."}
    with translation.override("kk"):
        assert text_in(words) == Text("Выстрелы.", "ru", "Русский")
    with translation.override("uk"):
        assert text_in({"de": "Schüsse."}) == Text("Schüsse.", "de", "de")
        assert text_in({}) == Text("")


def test_what_officers_wrote_cannot_become_markup(client: Client, crisis: Crisis) -> None:
    told(crisis, report("<script>alert(1)</script>", said_by="<b>me</b>", where_words="<i>here</i>"))
    told(crisis, answered("<script>alert(2)</script>"))
    page = client.get(PAGE).content.decode()
    assert "<script" not in page
    assert "<b>me" not in page
    assert "<i>here" not in page


def test_the_zone_of_the_hours_is_named(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    assert "As of 8 January, 12:00 . All hours are those of Almaty." in words(client)


def test_older_words_are_a_page_further_and_none_is_lost_or_told_twice(client: Client, crisis: Crisis) -> None:
    for number in range(60):
        hour = NOON - timedelta(hours=number // 2 + 1)  # two of each hour
        told(crisis, report(f"Report number {number:02}. " + "Words. " * 30, announced_at=hour), at=hour)
    found: list[str] = []
    address = f"{PAGE}?lang=en"
    while address:
        page = seen(client.get(address))
        found += re.findall(r"Report number \d\d", page.text)
        further = [link for link in page.links if "before=" in link]
        address = f"{PAGE}{further[0]}" if further else ""
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 60


def test_an_older_page_says_so_and_leads_back(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    shown = words(client, f"{PAGE}?before=2022-01-08T06:00:00Z&lang=en")
    assert "What was known before" in shown
    assert "Back to the newest" in shown
    assert "Shots in the square." in shown


@pytest.mark.parametrize("typed", ["yesterday", "2022-01-08", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00+23:59"])
def test_an_hour_that_is_none_shows_the_newest(client: Client, crisis: Crisis, typed: str) -> None:
    assert hour_asked(typed) is None
    assert client.get(PAGE, {"before": typed}).status_code == 200


def test_the_age_is_told_in_hours_then_in_days() -> None:
    hours = (0, 1, 23, 24, 47, 72)
    with translation.override("en"):
        told = [age_words(timedelta(hours=number)) for number in hours]
    assert told == ["less than an hour ago", "1 hour ago", "23 hours ago", "1 day ago", "1 day ago", "3 days ago"]


def test_a_crisis_that_is_none_is_not_found(client: Client, crisis: Crisis) -> None:
    assert client.get("/c/nowhere/situation").status_code == 404
    assert client.get("/c/nowhere/situation.atom").status_code == 404


def test_nothing_can_be_sent_to_it(client: Client, crisis: Crisis) -> None:
    assert client.post(PAGE).status_code == 405


def test_the_page_may_be_kept_for_a_minute_and_is_asked_for_anew_by_its_mark(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    first = client.get(PAGE)
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"
    again = client.get(PAGE, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"], "the kept page keeps its style"
    told(crisis, report("Something new."))
    assert client.get(PAGE, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_page_is_the_same_for_all_and_takes_no_cookie(client: Client, crisis: Crisis) -> None:
    told(crisis, report())
    first, second = (client.get(f"{PAGE}?lang=uk") for _ in range(2))
    assert first.content == second.content
    assert not first.cookies
    assert {"Accept-Language", "Cookie"} <= set(first["Vary"].split(", "))
    assert "nonce" not in first["Content-Security-Policy"]
    assert "<script" not in first.content.decode()


def test_the_crisis_page_and_the_private_page_lead_to_it(client: Client, crisis: Crisis) -> None:
    links = seen(client.get("/c/harbour/?lang=uk")).links
    assert f"{PAGE}?lang=uk" in links
    private = cast.register(crisis, cast.OLENA).token
    assert f"{PAGE}?lang=uk" in seen(client.get(f"/p/{private}?lang=uk")).links


def test_what_is_counted_is_translated_where_it_is_usual_and_else_stands_as_typed() -> None:
    with translation.override("uk"):
        assert figure_words("left by bus") == "left by bus"
        assert figure_words("") == ""
        assert all(figure_words(each) for each in USUAL)
