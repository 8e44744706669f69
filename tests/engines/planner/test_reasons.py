"""Every reason has a sentence, every sentence is gathered for translation, and every fact has its place in it."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dodomu.engines.planner import reasons
from dodomu.engines.planner.reasons import SENTENCES, WORDS, Because, Code, in_words

PLANNER = Path(reasons.__file__).parent


def test_every_reason_has_a_sentence_and_every_sentence_its_own():
    assert set(SENTENCES) == set(Code)
    texts = list(SENTENCES.values())
    assert sorted(each for each in texts if texts.count(each) > 1) == []


def test_every_reason_is_given_somewhere():
    code = "".join(file.read_text(encoding="utf-8") for file in (PLANNER / "explaining").glob("*.py"))
    assert [each for each in Code if not re.search(rf"Code\.{each.name}\b", code)] == []


def test_every_sentence_and_word_is_marked_to_be_translated():
    marked = {
        node.args[0].value
        for node in ast.walk(ast.parse((PLANNER / "reasons.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop"
        if isinstance(node.args[0], ast.Constant)
    }
    assert {*SENTENCES.values(), *WORDS.values()} <= marked


@pytest.mark.parametrize("code", list(Code))
def test_every_sentence_can_be_filled_and_shows_all_of_its_facts(code):
    names = set(re.findall(r"%\((\w+)\)s", SENTENCES[code]))
    facts = {name: f"<{name}>" for name in names}
    said = str(Because(code, facts))
    assert all(f"<{name}>" in said for name in names) and "%(" not in said


def test_facts_are_shown_as_people_write_them():
    noon = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
    said = in_words(Because(Code.HOME_BY, {"home": noon, "way": ("a", "b"), "persons": 3}))
    assert said == "Home on 2026-03-01 12:05, by a, b. Persons: 3."
    said = in_words(Because(Code.MORE_SEATS, {"leg": "l", "more": {"seat": 2, "sledge": 1}}))
    assert said == "l would have to offer more. seats: 2, sledge: 1."
    said = in_words(Because(Code.DANGER, {"danger": 2.5, "waiting": 2.0, "moving": 0.5}))
    assert "2.5 risk-hours, of which 2 while waiting and 0.5 on the way" in said
    said = in_words(Because(Code.USED, {"used": 3, "capacity": 4, "percent": 75}))
    assert said == "Used: 3 of 4 (75 %)."


def test_sentence_words_and_hours_are_translated_by_who_shows_them():
    because = Because(Code.CLOSED, {"hour": datetime(2026, 3, 1, tzinfo=UTC), "at": "Orv", "ends": "x", "why": ""})
    translated = {SENTENCES[Code.CLOSED]: "%(at)s/%(hour)s/%(ends)s/%(why)s", "not said": "-"}
    assert in_words(because, translated.__getitem__, hour=lambda moment: f"day {moment.day}") == "Orv/day 1/x/-"


def test_names_that_look_like_placeholders_do_no_harm():
    assert str(Because(Code.RISK_CHANCE, {"leg": "100 %(home)s", "chance": 0.5})).startswith("100 %(home)s would")


def test_reasons_can_be_counted_and_compared():
    first, second = Because(Code.PAPERS, {"papers": ("a",)}), Because(Code.PAPERS, {"papers": ("a",)})
    assert first == second and first != Because(Code.PAPERS, {"papers": ("b",)})
