"""The pages of the situation: overview, timeline, map, figures, one fact."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.situation.rules.terms import AppliesTo, Effect, Precision, Reach, RestrictionKind
from tests import cast
from tests.situation.telling import NOON as NOW
from tests.situation.telling import almaty, curfew, expected, figure, outage, report, rumour, tell
from tests.web.desk.conftest import SignedIn
from tests.web.desk.situation import HOUR, PAGES, address_of, everything

EVERY = ("", "timeline/", "map/", "figures/")


@pytest.fixture
def crisis(crisis: Crisis) -> Crisis:
    """An exercise that stands still at noon."""
    Crisis.objects.filter(id=crisis.id).update(exercise="kazakhstan-2022/ua", exercise_now=NOW)
    crisis.refresh_from_db()
    return crisis


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def panel(page: str, heading: str) -> str:
    """Return one block of a page, without markup."""
    found = re.search(rf'aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    assert found, heading
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group()))


@pytest.mark.parametrize("page", EVERY)
@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_every_page_is_there_with_nothing_and_with_everything(
    crisis: Crisis, duty: Client, page: str, language: str
) -> None:
    page_of(duty, f"{PAGES}{page}?lang={language}")
    everything(crisis)
    page_of(duty, f"{PAGES}{page}?lang={language}")


def test_the_first_step_is_what_ran_out_and_nobody_looked(crisis: Crisis, duty: Client) -> None:
    things = everything(crisis)
    shown = page_of(duty, PAGES)
    assert "Say what became of it: The airport opens again." in shown
    assert f"{PAGES}expectations/{things['expected']}/settle?outcome=happened" in shown
    assert "1 h ago" in panel(shown, "ran-out-heading")


def test_a_rumour_that_nobody_answered_is_shown_with_its_age(crisis: Crisis, duty: Client) -> None:
    tell(crisis, rumour("The water is poisoned.", first_seen_at=NOW - 50 * HOUR, announced_at=NOW - 50 * HOUR))
    shown = page_of(duty, PAGES)
    assert "2 days 2 h" in panel(shown, "rumours-heading")
    assert "Answer the rumour: The water is poisoned." in shown


def test_what_is_known_by_its_day_only_is_not_counted_in_hours(crisis: Crisis, duty: Client) -> None:
    long_ago = {"first_seen_at": NOW - 42 * HOUR, "announced_at": NOW - 42 * HOUR}
    tell(crisis, rumour("The water is poisoned.", **long_ago, first_seen_precision=Precision.DAY))
    tell(crisis, expected("It opens.", due_at=NOW + HOUR, due_precision=Precision.DAY))
    shown = page_of(duty, PAGES)
    for heading in ("rumours-heading", "runs-out-heading"):
        assert not re.search(r"\d h\b|\d\d:\d\d", panel(shown, heading)), heading
    assert "1 day " in panel(shown, "rumours-heading")
    assert "8 January 2022" in panel(shown, "runs-out-heading")


def test_what_is_in_force_says_its_hours_its_source_and_that_no_end_was_stated(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    shown = panel(page_of(duty, PAGES), "force-heading")
    assert "Almaty" in shown
    assert "curfew 23:00–07:00" in shown
    assert "end not stated" in shown
    assert "Commandant" in shown
    assert "until 8 January 2022, 17:00 Almaty" in shown


def test_networks_that_are_out_are_named_and_others_are_not_praised(crisis: Crisis, duty: Client) -> None:
    shown = panel(page_of(duty, PAGES), "networks-heading")
    assert "does not mean that everything works" in shown
    tell(crisis, outage(almaty(crisis)))
    shown = panel(page_of(duty, PAGES), "networks-heading")
    assert "Almaty out out works works works" in shown
    assert "In 1 other town no outage is known." in shown


def test_who_may_only_look_sees_no_way_to_write(crisis: Crisis, signed_in: SignedIn) -> None:
    things = everything(crisis)
    viewer = signed_in(crisis, Role.VIEWER)
    shown = page_of(viewer, PAGES)
    for word in ("State something", "settle", "/new", "/answer"):
        assert word not in shown
    for kind in ("report", "figure", "restriction", "rumour", "expectation"):
        assert viewer.get(f"{PAGES}{kind}/new").status_code == 403
    fact = address_of("report", things["report"])
    assert "change" not in page_of(viewer, fact)
    for act in ("change", "strike", "publish", "withhold"):
        assert viewer.get(fact + act).status_code == 403
        assert viewer.post(fact + act, {"version": "1"}).status_code == 403


def test_what_the_public_still_reads_though_it_is_replaced_is_warned_of_and_published_by_one_click(
    crisis: Crisis, duty: Client, signed_in: SignedIn
) -> None:
    old = tell(crisis, report("The airport is open."), publish=True)
    newer = tell(crisis, report("The airport is shut.", supersedes=old))
    for address in (PAGES, f"{PAGES}report/{old}/"):
        shown = page_of(duty, address)
        assert "The public still reads what is no longer so" in shown
        assert f'action="{PAGES}report/{newer}/publish"' in shown
        assert "Tell the public the newer one" not in page_of(signed_in(crisis, role=Role.VIEWER), address)
    assert "Tell the public what is newer: The airport is shut." in page_of(duty, PAGES)
    assert duty.post(f"{PAGES}report/{newer}/publish", {"version": "1"}).status_code == 302
    assert "The public still reads" not in page_of(duty, PAGES) + page_of(duty, f"{PAGES}report/{old}/")


def test_the_situation_of_another_crisis_is_not_there(crisis: Crisis, duty: Client) -> None:
    other = tell(cast.crisis(), report())
    for act in ("", "change", "strike", "publish"):
        assert duty.get(f"{PAGES}report/{other}/{act}").status_code == 404
    for address in (f"moon/{other}/", "moon/new", f"report/{uuid4()}/", f"rumours/{other}/answer"):
        assert duty.get(PAGES + address).status_code == 404


def test_the_timeline_strikes_through_what_was_replaced_and_names_marks_and_provenance(
    crisis: Crisis, duty: Client
) -> None:
    things = everything(crisis)
    shown = page_of(duty, f"{PAGES}timeline/")
    gone = re.search(r'<li class="line line--gone">.*?</li>', shown, re.DOTALL)
    assert gone
    assert "Dozens were killed." in gone.group()
    assert f"{PAGES}report/{things['report']}/" in gone.group()
    assert 'title="source usually reliable, content probably true">B2<' in shown
    assert "invented for the exercise" in shown


def test_a_day_is_never_shown_as_an_hour(crisis: Crisis, duty: Client) -> None:
    things = everything(crisis)
    line = re.search(r'<li class="line">(?:(?!</li>).)*Rallies.*?</li>', page_of(duty, f"{PAGES}timeline/"), re.DOTALL)
    assert line
    assert not re.search(r"\d\d:\d\d", line.group())
    fact = panel(page_of(duty, address_of("day", things["day"])), "fact-heading")
    assert "It happened at 8 January 2022 Known" in fact


def test_the_timeline_without_hindsight_knows_nothing_that_was_written_later(crisis: Crisis, duty: Client) -> None:
    tell(crisis, report("Known early.", announced_at=NOW - 9 * HOUR), at=NOW - 9 * HOUR)
    tell(crisis, report("Announced early, heard of late.", announced_at=NOW - 9 * HOUR))
    past = page_of(duty, f"{PAGES}timeline/?at=2022-01-08T06:00")
    assert "As known at 8 January 2022, 06:00 Almaty – not now" in past
    assert "Known early." in past
    assert "heard of late" not in past
    assert "heard of late" in page_of(duty, f"{PAGES}timeline/?at=2022-01-08T06:00&by=anyone")
    assert "heard of late" in page_of(duty, f"{PAGES}timeline/")


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("kind=rumour", "poisoned", "Rallies"),
        ("category=toll", "taken back", "Rallies"),
        ("source=S03", "Dozens", "Rallies"),
        ("since=2022-01-08", "Rallies", "Curfew"),
        ("until=2022-01-07", "Curfew", "Rallies"),
        ("kind=moon&category=&source=&since=x&until=99999-01-01&place=nowhere&page=77", "Rallies", "nothing at all"),
        ("place={almaty}", "Dozens", "Rallies"),
        ("source=%00%27--", "Nothing fits", "Rallies"),
    ],
)
def test_the_timeline_is_filtered_by_its_address(
    crisis: Crisis, duty: Client, asked: str, there: str, not_there: str
) -> None:
    everything(crisis)
    shown = page_of(duty, f"{PAGES}timeline/?{asked.format(almaty=almaty(crisis))}")
    assert there in shown
    assert not_there not in shown


def test_what_is_still_to_come_stands_apart_with_the_soonest_first(crisis: Crisis, duty: Client) -> None:
    tell(crisis, expected("Later.", due_at=NOW + 9 * HOUR))
    tell(crisis, expected("Sooner.", due_at=NOW + 2 * HOUR))
    shown = page_of(duty, f"{PAGES}timeline/")
    assert shown.index("Sooner.") < shown.index("Later.")
    assert "0 lines" in panel(shown, "lines-heading")


def test_the_timeline_is_read_page_by_page(crisis: Crisis, duty: Client) -> None:
    for number in range(53):
        tell(crisis, report(f"Report {number:02}.", occurred_at=NOW - number * HOUR))
    first, second = (page_of(duty, f"{PAGES}timeline/?page={page}") for page in (1, 2))
    assert "Page 1 of 2" in first
    assert ("Report 00." in first, "Report 52." in first) == (True, False)
    assert ("Report 00." in second, "Report 52." in second) == (False, True)


def test_figures_that_disagree_stand_side_by_side_and_it_is_said(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    shown = page_of(duty, f"{PAGES}figures/")
    assert "These disagree" in shown
    assert ">116<" in shown
    assert ">150<" in shown
    assert "266" not in shown
    assert "133" not in shown


def test_the_map_and_its_table_say_the_same(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    shown = page_of(duty, f"{PAGES}map/")
    row = re.search(r"<tr><th scope=\"row\">.*?Almaty.*?</tr>", shown, re.DOTALL)
    assert row
    assert "4 – dangerous" in row.group()
    assert "no internet" in row.group()
    assert "map-attention" in shown
    assert f"timeline/?place={almaty(crisis)}" in shown
    assert "Nothing is known of any place" in page_of(duty, f"{PAGES}map/?at=2021-01-01T00:00")


def test_what_holds_in_the_whole_country_is_said_once_under_the_map(crisis: Crisis, duty: Client) -> None:
    for number in range(30):
        cast.place(crisis, f"p{number}", f"Town {number:02}", "x", 43 + number / 10, 70 + number / 10)
    kind, everywhere = RestrictionKind.STATE_OF_EMERGENCY, Reach.COUNTRY
    tell(
        crisis, curfew(almaty(crisis), kind=kind, effect=Effect.LIMIT, reach=everywhere, daily_from=None, daily_to=None)
    )
    tell(crisis, report(place=almaty(crisis)))
    table = panel(page_of(duty, f"{PAGES}map/"), "table-heading")
    assert table.count("state of emergency") == 1
    assert "The whole country" in table
    assert "4 – dangerous 1" in table
    assert "Town 07" not in table


def test_what_holds_for_others_alone_is_shown(crisis: Crisis, duty: Client) -> None:
    held = curfew(almaty(crisis), applies_to=AppliesTo.OTHERS, applies_words="citizens of Poland")
    page = f"{PAGES}restriction/{tell(crisis, held)}/"
    assert "citizens of Poland" in page_of(duty, page)
    assert re.search(r'value="others" selected', page_of(duty, f"{page}change"))


def test_every_way_on_from_a_page_leads_somewhere(crisis: Crisis, duty: Client) -> None:
    things = everything(crisis)
    pages = [f"{PAGES}{page}" for page in EVERY] + [address_of(name, thing) for name, thing in things.items()]
    links = {link.split("#")[0] for page in pages for link in re.findall(r'href="([^"]+)"', page_of(duty, page))}
    inside = sorted(link.replace("&amp;", "&") for link in links if link.startswith(PAGES))
    assert {link.rpartition("/")[2] for link in inside} >= {"answer", "settle", "change", "strike", "publish"}
    assert [link for link in inside if duty.get(link).status_code != 200] == []


def test_a_number_that_is_not_of_persons_says_of_what(crisis: Crisis, duty: Client) -> None:
    tell(crisis, figure(500, of_whom="seat to Kyiv", measure="price", unit="EUR"))
    tell(crisis, figure(129, of_whom="flights in Kazakhstan", measure="cancelled", unit="flights"))
    shown = page_of(duty, f"{PAGES}figures/")
    assert "price (EUR)" in shown
    assert "cancelled (" not in shown


def test_a_fact_names_its_sources_and_follows_none_that_is_no_web_address(crisis: Crisis, duty: Client) -> None:
    things = everything(crisis)
    shown = page_of(duty, address_of("superseded", things["superseded"]))
    assert 'href="https://example.org/790620.html"' in shown
    assert "seed.txt" in shown
    assert 'href="seed.txt"' not in shown
    assert "A later report replaces this one" in shown
    assert "This report replaces an earlier one" in page_of(duty, address_of("report", things["report"]))


def test_words_of_others_are_shown_as_words(crisis: Crisis, duty: Client) -> None:
    thing = tell(crisis, report("<script>alert(1)</script>", said_by="<b>x</b>", place=almaty(crisis)))
    for address in (f"{PAGES}report/{thing}/", f"{PAGES}timeline/", PAGES, f"{PAGES}report/{thing}/change"):
        shown = page_of(duty, address)
        assert "<script>alert" not in shown
        assert "<b>x" not in shown


@pytest.mark.parametrize("at", ["nonsense", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_hour_that_is_none_is_said_and_harms_nothing(crisis: Crisis, duty: Client, at: str) -> None:
    everything(crisis)
    for page in ("timeline/", "map/", "figures/"):
        page_of(duty, f"{PAGES}{page}?at={at}")
