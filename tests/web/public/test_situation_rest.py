"""More open questions and figures than one light page has room for: the rest is a page further, none is told twice."""

import gzip
import random
import re

import pytest
from django.test import Client

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.operations import telling
from dodomu.situation.rules.terms import Category
from tests import cast
from tests.situation.telling import DAY, almaty, figure, report
from tests.web.public.telephone import seen
from tests.web.public.test_situation_restrictions import told as with_restrictions
from tests.web.public.test_situation_size import MOST_BYTES, PADDING

NOON = cast.NOON
PAGE = "/c/harbour/situation"
QUESTIONS, GROUPS, VOICES = 40, 30, 4
crowded = with_restrictions  # a page that is full already


@pytest.fixture
def told(crowded: Crisis) -> Crisis:
    """Forty open questions, and thirty numbers by four voices each, no two with the same words."""
    dice, number = random.Random(8), 0

    def words(how_many: int) -> str:
        return " ".join("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(how_many))

    for number in range(QUESTIONS):
        given = report(f"Q{number:03}. {words(9)}?", category=Category.OPEN_QUESTION, place=almaty(crowded))
        telling.tell(crisis=crowded.id, given=given, publish=True, by=SYSTEM, at=NOON)
    for group in range(GROUPS):
        asked = {"of_whom": words(3), "measure": f"G{group:03}. {words(4)}"}
        for voice in range(VOICES):
            counted = figure(100_000 + group * VOICES + voice, said_by=words(2), as_of=NOON - voice * DAY, **asked)
            telling.tell(crisis=crowded.id, given=counted, publish=True, by=SYSTEM, at=NOON)
    return crowded


def test_many_questions_and_figures_are_told_on_light_pages_each_of_them_once(client: Client, told: Crisis) -> None:
    address, sizes, questions, numbers, groups = f"{PAGE}?lang=en", [], [], [], []
    while address:
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        sizes.append(len(answer.content))
        shown = gzip.decompress(answer.content).decode()
        questions += re.findall(r"Q\d{3}\.", shown)
        groups += re.findall(r"G\d{3}\.", shown)
        numbers += re.findall(r"<dt>100\u202f(\d{3})</dt>", shown)
        links = seen(client.get(address)).links
        further = [link for link in links if "page=" in link or (len(sizes) == 1 and "/rest?" in link)]
        assert len(sizes) < 20, "it comes to an end"
        address = f"{PAGE}/rest{further[0].removeprefix(f'{PAGE}/rest')}" if further else ""
    assert max(sizes) < MOST_BYTES - PADDING, sizes
    assert sorted(questions) == [f"Q{number:03}." for number in range(QUESTIONS)]
    assert sorted(numbers) == [f"{number:03}" for number in range(GROUPS * VOICES)]
    assert set(groups) == {f"G{number:03}." for number in range(GROUPS)}


def test_a_few_need_no_second_page(client: Client, crisis: Crisis) -> None:
    telling.tell(crisis=crisis.id, given=figure(), publish=True, by=SYSTEM, at=NOON)
    assert f"{PAGE}/rest" not in client.get(PAGE).content.decode()
    further = client.get(f"{PAGE}/rest?page=7&lang=en")
    assert further.status_code == 200
    assert "116" in further.content.decode()
    assert not further.cookies
