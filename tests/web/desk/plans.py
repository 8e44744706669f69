"""What the tests of the pages of plans look at: a small town with two flights, and what of a page is read."""

import re
from uuid import UUID

from django.test import Client

from dodomu.journeys.operations.adopting import adopt_plan
from dodomu.journeys.queries import proposals
from tests.journeys.planned import NOW, SECOND, Town


def pages(town: Town) -> str:
    """Return where the plans of a town are."""
    return f"/desk/{town.crisis.slug}/plans/"


def with_two_flights(town: Town) -> tuple[UUID, UUID, UUID]:
    """Add two flights of three seats, and a family of two, somebody alone and a family of four."""
    town.leg("F1", 3)
    town.leg("F2", 3, SECOND)
    return town.party(2), town.party(1), town.party(4)


def adopted(town: Town, plan: UUID, **more: object) -> UUID:
    """Put a plan in force."""
    now = proposals.in_force(town.id)
    asked: dict[str, object] = {"expects": now.id if now else None, "by": town.duty, "at": NOW, **more}
    return adopt_plan(crisis=town.id, proposal=plan, **asked)  # type: ignore[arg-type]


def page_of(client: Client, address: str, **more: object) -> str:
    """Return a page that is there."""
    answer = client.get(address, **more)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def panel(page: str, heading: str) -> str:
    """Return what stands under one heading of a page, without markup."""
    found = re.search(rf'id="{heading}".*?(?=<h2|</main>)', page, re.DOTALL)
    assert found, heading
    return words(found.group())


def words(markup: str) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))
