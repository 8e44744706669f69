"""`dodomu pass check`: what a pass is found to be, from the command line."""

import argparse
import io
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dodomu.boarding.models import Pass
from dodomu.boarding.rules import passes as code
from dodomu.contact.operations import signing
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Crisis
from dodomu.site.cli.passes import FAULTS, SAID, run
from tests.boarding.passed import NOW, in_force, keep, ready

pytestmark = pytest.mark.django_db
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "passes" / "passes.json").read_text(encoding="utf-8"))


def typed(text: str) -> argparse.Namespace:
    return argparse.Namespace(act="check", text=text)


@pytest.fixture
def held(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Pass:
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    Crisis.objects.filter(id=here.id).update(exercise="drill", exercise_now=NOW)  # whose hour is before it expires
    return in_force(party)[0]


def text_of(held: Pass) -> str:
    return code.text_of(bytes(held.code))


def test_a_pass_in_force_is_said_to_be_ours(held: Pass, capsys: Any):
    assert run(typed(text_of(held))) == 0
    said = capsys.readouterr().out
    assert held.name in said and "PS-1" in said and "Ours, and in force." in said


def test_of_a_pass_that_is_not_kept_here_it_is_not_said_to_be_in_force(held: Pass, capsys: Any):
    text = text_of(held)
    Crisis.objects.update(exercise="", exercise_now=None)
    with as_owner():
        Pass.objects.all().delete()
    read = code.read(text).facts
    again = code.text_of(signing_again(replace(read, expires=datetime(2100, 1, 1, tzinfo=UTC))))
    assert run(typed(again)) == 1
    said = capsys.readouterr().out
    assert "not among the passes" in said and "in force" not in said


def signing_again(facts: code.PassFacts) -> bytes:
    key = signing.key_in_use()
    return code.sign(facts, number=key.number, seed=key.seed)


def test_a_pass_is_read_from_the_input_with_its_blanks(held: Pass, capsys: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text_of(held) + "\r\n"))
    assert run(typed("-")) == 0


def test_what_is_forged_is_not_repeated(held: Pass, capsys: Any):
    signed = bytes(held.code)
    assert run(typed(code.text_of(signed[:-1] + bytes([signed[-1] ^ 1])))) == 1
    said = capsys.readouterr().out
    assert held.name not in said and "not signed by a key of ours" in said


def test_every_ground_and_fault_of_the_vectors_has_words(held: Pass, capsys: Any):
    for case in VECTORS["cases"]:
        assert run(typed(case["text"])) == 1  # another's crisis, another's keys
        assert capsys.readouterr().out.strip()
        assert case["ground"] is None or case["ground"] in SAID
        assert case["fault"] is None or case["fault"] in FAULTS


def test_after_its_hour_it_has_expired(held: Pass, capsys: Any):
    Crisis.objects.update(exercise_now=datetime(2023, 1, 1, tzinfo=UTC))
    assert run(typed(text_of(held))) == 1
    assert "it has expired" in capsys.readouterr().out
