"""More restrictions than one light page has room for: the rest is told a page further, and none is told twice."""

import gzip
import random
import re

import pytest
from django.test import Client

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.operations import telling
from dodomu.situation.rules.terms import RestrictionKind
from tests import cast
from tests.situation.telling import DAY, almaty, curfew, report
from tests.web.public.telephone import seen
from tests.web.public.test_situation_size import MOST_BYTES, PADDING

NOON = cast.NOON
PAGE = "/c/harbour/situation"
NUMBER = 200


@pytest.fixture
def told(crisis: Crisis) -> Crisis:
    """Two hundred restrictions in forty places, no two with the same words, and as many reports as anybody reads."""
    dice = random.Random(7)
    letters = "абвгдежзиклмнопрстуфхцчшя"
    places = [cast.place(crisis, f"p{n}", f"Town {n:02}", "x", 43 + n / 10, 70 + n / 10).id for n in range(40)]
    for number in range(NUMBER):
        scope = " ".join("".join(dice.choices(letters, k=dice.randrange(4, 9))) for _ in range(6))
        begins = NOON + DAY if number % 10 == 0 else NOON - DAY
        given = curfew(
            places[number % 40], kind=RestrictionKind.ROAD_CLOSED, scope=f"R{number:03}. {scope}", begins_at=begins,
            said_by=f"Office {number}", daily_from=None, daily_to=None,
        )  # fmt: skip
        telling.tell(crisis=crisis.id, given=given, publish=True, by=SYSTEM, at=NOON)
    for number in range(60):
        words = " ".join("".join(dice.choices(letters, k=7)) for _ in range(12))
        told = report(texts={"uk": words}, place=almaty(crisis), announced_at=NOON - number * DAY / 24)
        telling.tell(crisis=crisis.id, given=told, publish=True, by=SYSTEM, at=NOON)
    return crisis


def test_two_hundred_restrictions_are_told_on_light_pages_each_of_them_once(client: Client, told: Crisis) -> None:
    address, found, sizes = f"{PAGE}?lang=uk", [], []
    while address:
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        sizes.append(len(answer.content))
        found += re.findall(r"R\d{3}\.", gzip.decompress(answer.content).decode())
        links = seen(client.get(address)).links
        further = [link for link in links if "page=" in link or (len(sizes) == 1 and "/restrictions" in link)]
        address = f"{PAGE}/restrictions{further[0].removeprefix(f'{PAGE}/restrictions')}" if further else ""
    assert max(sizes) < MOST_BYTES - PADDING, sizes
    assert sorted(found) == [f"R{number:03}." for number in range(NUMBER)]


def test_a_few_restrictions_need_no_second_page(client: Client, crisis: Crisis) -> None:
    telling.tell(crisis=crisis.id, given=curfew(almaty(crisis)), publish=True, by=SYSTEM, at=NOON)
    assert f"{PAGE}/restrictions" not in client.get(PAGE).content.decode()
    further = client.get(f"{PAGE}/restrictions?page=7&lang=en")
    assert further.status_code == 200
    assert "Almaty" in further.content.decode()
    assert not further.cookies
