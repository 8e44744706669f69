"""What is wrong with a problem, a plan or a file, said in the language that was asked for."""

import copy
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from django.utils import translation

from dodomu.engines.planner import check
from dodomu.engines.planner.forms import plan_json, problem_json
from dodomu.engines.planner.forms.faults import SENTENCES as FORM_SENTENCES
from dodomu.engines.planner.forms.faults import Unreadable
from dodomu.engines.planner.marking import Phrase, filled, listed, said
from dodomu.engines.planner.plan import Plan, Ride
from dodomu.engines.planner.validation.faults import SENTENCES as PROBLEM_SENTENCES
from dodomu.site import words
from dodomu.site.cli import main
from tests.site.crisis_folder import write_crisis
from tests.web.parts.plans.example import PLAN, PROBLEM

UKRAINIAN = {
    "leg {id}": "рейс {id}",
    "{what} is late": "{what} спізнюється",
    "{first} and {second}": "{first} і {second}",
}


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Whatever language a command spoke, the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    """The example as a folder of tables, with its plan beside it."""
    return write_crisis(tmp_path / "crisis")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def plan_in_ukrainian(*typed: object) -> int:
    return main(["plan", *map(str, typed), "--language", "uk"])


def test_a_broken_folder_is_explained_with_file_and_line(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(crisis / "parties.csv", "P-003,kgf,", "P-003,kgf,many")
    (crisis / "partys.csv").write_text("id\n", encoding="utf-8")
    assert plan_in_ukrainian(crisis) == 2
    told = capsys.readouterr().err
    assert "parties.csv, рядок 4, стовпець persons: " in told and "не ціле число." in told
    assert "partys.csv: файлу з такою назвою тут не має бути; можливо, parties.csv." in told


def test_a_problem_that_makes_no_sense_is_explained_with_file_and_line(
    crisis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(crisis / "parties.csv", "P-003,kgf", "P-003,nowhere")
    assert plan_in_ukrainian(crisis, "--check", crisis / "plan.json") == 2
    told = capsys.readouterr().err
    assert "parties.csv, рядок 4, стовпець place (група 'P-003'): немає місця 'nowhere'." in told


def test_a_plan_that_does_not_hold_is_explained(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = PLAN.itineraries[0]
    wrong = replace(first, steps=(Ride("nothing"),))
    (crisis / "plan.json").write_text(plan_json.write(Plan((wrong,))), encoding="utf-8")
    assert plan_in_ukrainian(crisis, "--check", crisis / "plan.json") == 1
    assert f"Група {first.party} їде рейсом nothing, якого не існує." in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan_in_ukrainian(tmp_path / "gone") == 2
    assert "немає файлу чи теки" in capsys.readouterr().err


def test_every_fault_says_the_same_in_english_as_its_text() -> None:
    with pytest.raises(Unreadable) as no:
        problem_json.read("{")
    faulty = replace(PROBLEM, parties=(replace(PROBLEM.parties[0], persons=0),)).faults()
    unmade = check.faults_of(PROBLEM, Plan((replace(PLAN.itineraries[0], steps=()),)))
    assert faulty and unmade
    for fault in (*no.value.faults, *faulty, *unmade, no.value):
        assert fault.said() == str(fault)


def test_words_within_a_sentence_are_translated_and_what_somebody_wrote_is_not() -> None:
    phrase = Phrase("leg {id}", {"id": "{0} leg {id}"})
    assert phrase == "leg {0} leg {id}"
    assert said(phrase, lambda text: UKRAINIAN[text]) == "рейс {0} leg {id}"
    assert filled("{what} is late", {"what": phrase}, UKRAINIAN.__getitem__) == "рейс {0} leg {id} спізнюється"
    assert said("leg {id}", UKRAINIAN.__getitem__) == "leg {id}"


def test_names_are_listed_in_words() -> None:
    assert [listed(()), listed(["a"]), listed(["a", "b", "c"])] == ["", "a", "a and b and c"]
    assert said(listed(["a", "b", "c"]), UKRAINIAN.__getitem__) == "a і b і c"


def test_a_phrase_stays_one_when_it_is_copied_or_sent_to_another_process() -> None:
    phrase = Phrase("leg {id}", {"id": "L1"})
    for copied in (copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):  # noqa: S301 - our own
        assert copied == phrase and said(copied, UKRAINIAN.__getitem__) == "рейс L1"


@pytest.mark.parametrize(
    ("translated", "holds"),
    [
        ("рейс {leg} до {place}", True),
        ("до {place}: рейс {leg}", True),
        ("рейс {leg}", False),
        ("рейс {leg} до {місце}", False),
    ],
)
def test_a_translation_names_what_its_sentence_names(
    translated: str, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = words.Message("leg {leg} to {place}", where="somewhere.py")
    made = polib.POFile()
    made.append(polib.POEntry(msgid=message.text, msgstr=translated))
    monkeypatch.setattr(words, "messages", lambda: {message.key: message})
    monkeypatch.setattr(words, "catalogue", lambda _language: made)
    assert (words.faults() == []) is holds


def test_sentences_of_faults_are_gathered() -> None:
    gathered = {text for _, text in words.messages()}
    for sentences in (PROBLEM_SENTENCES, FORM_SENTENCES, check.SENTENCES):
        assert set(sentences.values()) <= gathered
