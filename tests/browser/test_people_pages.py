"""People at the desk in a real browser: search as one types, a call by keyboard alone, and no finding of axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.people.models import MatchProposal, Person
from dodomu.people.operations import identity
from dodomu.people.rules.terms import PartyKind
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "django.contrib.auth.backends.ModelBackend"
LATIN = {"name": "Koval Olena", "phones": "+380001112233", "place": "nursultan", "wish": "leave_now"}
LONG = {
    "name": "Переяславська-Вишневецька Анастасія-Олександра Костянтинівна",
    "phones": "+380009998877",
    "birth_date": "1961-02-28",
    "place": "almaty",
    "place_words": "готель «Зірка Алатау», вул. Толе бі 125",
    "needs": "medicine, wheelchair",
}


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    where = cast.crisis(slug="kaz", exercise="kazakhstan-2022", exercise_now=cast.NOON + timedelta(days=2))
    officer = Officer.objects.create(username="duty", name="Ольга Черниш")
    Assignment.objects.create(officer=officer, crisis=where, role=Role.DUTY_OFFICER)
    return where


@pytest.fixture
def people(crisis: Crisis) -> tuple[Person, ...]:
    receipts = [
        cast.register(crisis, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY),
        cast.register(crisis, LATIN),
        cast.register(crisis, LONG, cast.PETRO),
    ]
    identity.propose_matches(crisis=crisis.id, persons=None, at=cast.NOON)
    return tuple(Person.objects.get(id=each.persons[0].id) for each in receipts)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, crisis: Crisis) -> Page:
    """A browser in which the duty officer is signed in."""
    sign_in(page.context, live_server)
    return page


def sign_in(context: BrowserContext, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(Officer.objects.get(username="duty"), backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def open_at(desk: Page, live_server: LiveServer, rest: str) -> None:
    desk.goto(f"{live_server.url}/desk/kaz/{rest}")


def test_results_follow_what_is_typed_and_their_number_is_announced(desk: Page, live_server: LiveServer, people):
    open_at(desk, live_server, "people/")
    desk.get_by_role("searchbox").press_sequentially("koval ol", delay=20)
    expect(desk.locator("[data-announce]")).to_have_text("2 people found.")
    expect(desk.locator("#results tbody tr")).to_have_count(2)
    assert "q=koval" in desk.url
    desk.get_by_role("searchbox").fill("переяс")
    expect(desk.locator("[data-announce]")).to_have_text("1 person found.")
    desk.reload()
    expect(desk.locator("#results tbody tr")).to_have_count(1)


def test_search_works_by_its_button_where_scripts_do_not(browser: Browser, live_server: LiveServer, people):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(context, live_server)
    page.goto(f"{live_server.url}/desk/kaz/people/")
    page.get_by_role("searchbox").fill("гук")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    context.close()


def test_a_call_is_taken_by_keyboard_alone_and_the_known_appear_meanwhile(desk: Page, live_server: LiveServer, people):
    open_at(desk, live_server, "people/new")
    keys = desk.keyboard
    keys.type("+380001112233")  # the cursor is in the telephone
    expect(desk.locator("[data-known-list] li")).to_have_count(2)
    keys.press("Tab")
    keys.type("Koval Olena")
    keys.press("Tab")
    keys.type("Almaty")
    keys.press("Tab")
    keys.type("near the station")
    keys.press("Tab")
    keys.press("Space")  # wants to leave now
    keys.press("Enter")
    desk.wait_for_url("**?registered=1")
    expect(desk.get_by_text("The code to read out")).to_be_visible()
    expect(desk.get_by_text("Perhaps this person is known already.")).to_be_visible()
    newest = Person.objects.order_by("-registered_at", "-id").first()
    assert newest is not None
    assert (newest.wish, newest.place.ref if newest.place else "", newest.joined_into_id) == (
        "leave_now",
        "almaty",
        None,
    )


def test_a_pair_is_joined_and_the_join_undone(desk: Page, live_server: LiveServer, people):
    open_at(desk, live_server, "identity/")
    desk.get_by_role("button", name="One person: join").click()
    expect(desk.get_by_text("counted once from now on")).to_be_visible()
    desk.get_by_role("button", name="Undo: Koval Olena").click()
    expect(desk.get_by_text("Everything is as it was before")).to_be_visible()
    assert MatchProposal.objects.filter(decision="").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(desk: Page, live_server, people, width: int, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    olena, _, named_long = people
    pages = [
        *("people/", "people/?q=zzzz", "people/?account=waiting", "people/new", "identity/"),
        *(f"people/{each.id}/" for each in (olena, named_long)),
        *(f"people/{olena.id}/{act}" for act in ("change", "move")),
        f"identity/compare?first={olena.id}",
        f"identity/compare?first={olena.id}&second={named_long.id}",
    ]
    findings = []
    for rest in pages:
        open_at(desk, live_server, rest)
        assert desk.locator(".ways").is_visible()
        findings += [
            f"{rest}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in Axe().run(desk).response["violations"]
        ]
        if desk.evaluate("document.documentElement.scrollWidth") > width:
            findings.append(f"{rest}: wider than {width}")
    assert findings == []
