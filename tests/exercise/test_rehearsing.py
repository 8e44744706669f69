"""`dodomu exercise rehearse`, as it is typed: its table, its bounds, and what it says when something is wrong."""

import argparse
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from dodomu.engines import planner
from dodomu.engines.planner.greedy import by_priority
from dodomu.exercise import rehearsing
from dodomu.exercise.content import side_of
from dodomu.exercise.desk import Settings
from dodomu.exercise.rehearsing import LAYERS, Days, Layer, Play, Rehearsal
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Offer
from dodomu.people.models import Person
from dodomu.people.queries.reconciliation import reconcile
from dodomu.site.cli import exercise, rehearsal

PART = side_of("kazakhstan-2022", "ua")
TENTH, ELEVENTH = date(2022, 1, 10), date(2022, 1, 11)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    exercise.add_arguments(parser)
    return exercise.run(parser.parse_args(words))


def home(*figures: int) -> Days:
    """Return figures for the days from the tenth on."""
    return {TENTH + number * timedelta(days=1): figure for number, figure in enumerate(figures)}


def rehearsed(*, played: Days | None = None) -> Rehearsal:
    """Return what comes of a rehearsal of three days."""
    days = (home(0, 12, 66), home(0, 12, 60), home(0, 12, 50), home(0, 9, 40), home(0, 7, 30), played or home(0, 3, 20))
    layers = tuple(Layer(name, each) for name, each in zip(LAYERS, days, strict=True))
    return Rehearsal(layers, home(0, 8, 33), plans=4)


@pytest.fixture
def without_playing(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Let nothing be played, and keep what was asked for."""
    asked: list[Settings] = []

    def rehearse(settings: Settings, **_: object) -> Rehearsal:
        asked.append(settings)
        return rehearsed()

    monkeypatch.setattr(rehearsing, "rehearse", rehearse)
    return asked


@pytest.mark.django_db
def test_a_night_is_played_nobody_is_home_sooner_than_can_be_and_everybody_is_counted(monkeypatch):
    monkeypatch.setattr(rehearsing, "side_of", lambda *_: replace(PART, ends_at=f"{ELEVENTH}T05:00"))
    monkeypatch.setattr(planner, "solve", as_by_hand)
    done = rehearsing.rehearse(Settings("kazakhstan-2022", rounds=()))
    assert [layer.name for layer in done.layers] == list(LAYERS)
    assert all(list(layer.days) == [TENTH, ELEVENTH] for layer in (*done.layers, Layer("known", done.known_bound)))
    assert done.above_bound() == ()
    assert done.plans == 1
    plays = Crisis.objects.filter(slug__startswith="kazakhstan-2022")
    assert {each.slug for each in plays} == {f"kazakhstan-2022-{name}-1" for name in LAYERS[2:]}, "beside what is there"
    assert all(reconcile(each.id).proves for each in plays)
    assert Offer.objects.filter(crisis__slug__contains="no-hindsight", state="accepted").exists()
    assert not Offer.objects.filter(crisis__slug__contains="no-hindsight", state__in=["declined", "lapsed"]).exists()
    assert Offer.objects.filter(crisis__slug__contains="people-by-chance", state="declined").exists()


def as_by_hand(problem: planner.Problem, **_: object) -> planner.Outcome:
    """Plan as a desk with a list does, which takes no time."""
    return planner.Outcome(planner.Status.FINISHED, by_priority(problem))


@pytest.mark.django_db
def test_the_side_without_stated_bounds_is_played_too():
    part = side_of("kazakhstan-2022", "kz")
    play = Play(part, "try", Settings("kazakhstan-2022", side="kz", seconds=0.5, rounds=(9, 18)))
    play.desk.begin()
    for day in (TENTH, ELEVENTH):
        play.play_day(day)
    assert reconcile(play.crisis).proves
    assert all(play.home[day] <= play.known_bound[day] for day in play.home)
    offered = {person for offer in Offer.objects.filter(crisis=play.crisis) for person in offer.persons}
    assert offered and not Person.objects.filter(id__in=offered).exclude(crisis=play.crisis).exists()


def test_the_table_has_a_column_for_each_day_and_a_line_for_each_layer_and_each_loss():
    lines = rehearsal.table(rehearsed()).splitlines()
    assert lines[0].split()[-3:] == ["10", "11", "12"]
    figures = {line[: rehearsal.WIDTH].strip(): line[rehearsal.WIDTH :].split() for line in lines[1:8]}
    assert figures == {
        **{rehearsal.WORDS[layer.name]: [str(each) for each in layer.days.values()] for layer in rehearsed().layers},
        rehearsal.KNOWN: ["0", "8", "33"],
    }
    lost = {line[: rehearsal.WIDTH].strip(): line[rehearsal.WIDTH :].strip() for line in lines[10:15]}
    assert list(lost) == [rehearsal.WORDS[name] for name in LAYERS[1:]]
    assert sum(map(int, lost.values())) == (12 + 66) - (3 + 20), "all layers together lose what the play is short of"
    assert lines[-1] == "plans adopted in the last play: 4"
    assert all(len(words) < rehearsal.WIDTH for words in (*rehearsal.WORDS.values(), rehearsal.KNOWN))


def test_a_layer_above_the_bound_is_named_with_its_day():
    assert rehearsed().above_bound() == ()
    assert rehearsed(played=home(0, 12, 67)).above_bound() == (("people-by-chance", date(2022, 1, 12)),)


def test_where_the_exercise_states_no_bound_there_is_none_in_the_table_and_nothing_is_above_it():
    done = rehearsed()
    done = replace(done, layers=done.layers[1:])
    assert done.bound is None and done.above_bound() == ()
    assert rehearsal.WORDS["bound"] not in rehearsal.table(done)
    kz = side_of("kazakhstan-2022", "kz")
    assert rehearsing.bound_of(kz, Settings("kazakhstan-2022", side="kz")) == {}


def test_more_home_than_can_be_is_said_and_the_command_fails(monkeypatch, capsys):
    monkeypatch.setattr(rehearsing, "rehearse", lambda *_, **__: rehearsed(played=home(0, 13, 66)))
    assert run("rehearse", "kazakhstan-2022") == 1
    said = capsys.readouterr()
    assert "more people are home on 2022-01-11 than can be: people-by-chance" in said.err
    assert "2022-01-12" not in said.err
    assert rehearsal.WORDS["bound"] in said.out


def test_what_was_asked_for_is_rehearsed(without_playing: list[Settings]):
    assert run("rehearse", "kazakhstan-2022", "--decline", "0.45", "--seed", "7", "--seconds", "2") == 0
    assert run("rehearse", "kazakhstan-2022", "--side", "kz", "--direct-only") == 0
    assert run("rehearse", "kazakhstan-2022", "--without-charters") == 0
    first, second, third = without_playing
    assert first.luck == replace(PART.luck, decline=0.45, seed=7) and first.seconds == 2
    assert (first.bound, second.side, second.bound, third.bound) == (
        "every_leg", "kz", "direct_only", "without_charters"
    )  # fmt: skip
    assert second.luck == PART.luck


@pytest.mark.parametrize("bound", ["every_leg", "without_charters", "direct_only"])
def test_the_exercise_states_a_bound_for_each_kind_of_plan_and_it_never_falls(bound: str):
    settings = Settings(
        "kazakhstan-2022", without_charters=bound == "without_charters", direct_only=bound == "direct_only"
    )
    stated = rehearsing.bound_of(PART, settings)
    assert list(stated) == sorted(stated) and list(stated.values()) == sorted(stated.values())
    assert stated[max(stated)] == 150
    assert set(stated) <= set(rehearsing.days_of(PART))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--decline", "2"), "“2” is no rate"),
        (("--decline", "-0.1"), "“-0.1” is no rate"),
        (("--decline", "nan"), "“nan” is no rate"),
        (("--decline", "half"), "“half” is no rate"),
        (("--seconds", "0"), "“0” is no time to plan in"),
        (("--seconds", "inf"), "“inf” is no time to plan in"),
        (("--seed", "x"), "invalid int value: 'x'"),
        (("--without-charters", "--direct-only"), "not allowed with"),
    ],
)
def test_an_argument_that_cannot_be_is_refused_in_words(words, said, without_playing, capsys):
    with pytest.raises(SystemExit) as end:
        run("rehearse", "kazakhstan-2022", *words)
    assert end.value.code == 2
    assert said in capsys.readouterr().err
    assert without_playing == []


@pytest.mark.parametrize("hours", ["0", "-3", "1.5", "²", "many"])
def test_no_number_of_hours_is_refused_in_words(hours, capsys):
    with pytest.raises(SystemExit) as end:
        run("play", "kazakhstan-2022", "--hours", hours)
    assert end.value.code == 2
    assert "no number of hours" in capsys.readouterr().err


@pytest.mark.django_db
def test_more_hours_than_there_are_play_to_the_end(capsys):
    assert run("load", "kazakhstan-2022", "--until", "2022-01-05T09:00") == 0
    Crisis.objects.filter(slug="kazakhstan-2022").update(exercise_now="2022-01-19T17:00+06:00")
    assert run("play", "kazakhstan-2022", "--hours", "9" * 30) == 0
    assert "2022-01-19 18:00 Asia/Almaty" in capsys.readouterr().out


def test_an_exercise_or_a_side_that_is_not_there_is_said(without_playing, capsys):
    assert run("rehearse", "atlantis") == 2
    assert run("rehearse", "kazakhstan-2022", "--side", "fr") == 2
    said = capsys.readouterr().err
    assert said.count("dodomu exercise: ") == 2
    assert without_playing == []


@pytest.mark.django_db
def test_an_empty_database_is_told_what_to_do():
    server = connection.settings_dict
    empty = f"host={server['HOST']} port={server['PORT']} user={server['USER']} dbname=template1"
    done = subprocess.run(
        [sys.executable, "-m", "dodomu", "exercise", "rehearse", "kazakhstan-2022"],
        env={**os.environ, "DATABASE_URL": empty, "PGPASSWORD": server["PASSWORD"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "`dodomu migrate` brings it there" in done.stderr
    assert "Traceback" not in done.stderr
