"""What the desk's first page says of the situation, and where it leads."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from dodomu.foundation import clock
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.people.rules.terms import PartyKind
from tests import cast
from tests.situation.telling import DAY, HOUR, almaty, curfew, expected, report, rumour, tell
from tests.web.desk.conftest import SignedIn

FIRST = "/desk/kazakhstan/"
NOW = cast.NOON + 4 * HOUR


@pytest.fixture(autouse=True)
def _hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: NOW)


def words(client: Client) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(FIRST).content.decode()))


def test_rumours_without_an_answer_are_counted_and_lead_to_the_situation(crisis: Crisis, duty: Client) -> None:
    tell(crisis, rumour())
    tell(crisis, rumour("Buses leave tonight."))
    shown = duty.get(FIRST).content.decode()
    assert f'<a href="{FIRST}situation/"><b class="attention__count">2</b><span>rumours not answered</span>' in shown
    assert "Answer the rumours" in shown, "it is the next step"


def test_what_the_public_still_reads_though_it_is_replaced_comes_before_rumours(crisis: Crisis, duty: Client) -> None:
    tell(crisis, rumour())
    tell(crisis, report("Shut.", supersedes=tell(crisis, report("Open."), publish=True)))
    shown = words(duty)
    assert shown.index("1 report that the public still reads") < shown.index("1 rumour not answered")
    assert "Tell the public what is newer" in shown, "it is the next step"


def test_what_has_passed_asks_what_became_of_it(crisis: Crisis, duty: Client) -> None:
    tell(crisis, expected(due_at=NOW - HOUR))
    assert "1 expectation whose hour has passed: what became of it?" in words(duty)


def test_what_runs_out_within_a_day_is_counted_and_nothing_later(crisis: Crisis, duty: Client) -> None:
    tell(crisis, curfew(almaty(crisis), ends_at=NOW + 23 * HOUR))
    tell(crisis, curfew(almaty(crisis), ends_at=NOW + DAY + timedelta(minutes=1)))
    assert "1 limit that runs out within 24 hours" in words(duty)


def test_children_alone_come_before_rumours_and_lists_after(crisis: Crisis, duty: Client) -> None:
    tell(crisis, rumour())
    child = cast.TARAS | {"phones": "+380 00 111 22 44"}
    cast.register(crisis, child, kind=PartyKind.SINGLE)
    cast.register(crisis, {key: value for key, value in cast.OLENA.items() if key != "place"})
    shown = words(duty)
    order = ["child without an adult", "rumour not answered", "person of whom no place is known"]
    assert order == sorted(order, key=shown.index)


def test_where_nothing_waits_nothing_is_said(crisis: Crisis, duty: Client) -> None:
    tell(crisis, curfew(almaty(crisis)))
    shown = words(duty)
    assert "Nothing waits for you" in shown


def test_an_administrator_sees_the_count_and_gets_no_link(crisis: Crisis, signed_in: SignedIn) -> None:
    tell(crisis, rumour())
    shown = signed_in(crisis, None).get(FIRST).content.decode()
    assert "rumour not answered" in shown
    assert f"{FIRST}situation/" not in shown


def test_a_viewer_may_follow_it(crisis: Crisis, signed_in: SignedIn) -> None:
    tell(crisis, rumour())
    assert f'<a href="{FIRST}situation/"><b' in signed_in(crisis, Role.VIEWER).get(FIRST).content.decode()
