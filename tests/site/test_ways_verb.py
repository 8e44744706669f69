"""`dodomu ways`, as it is typed."""

import argparse
from pathlib import Path

import pytest

from dodomu.foundation import exercises
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from dodomu.site.cli import ways
from tests import cast
from tests.journeys import exercise_ways as exercise

pytestmark = pytest.mark.django_db
LINKS = exercise.FOLDER / "links.csv"


@pytest.fixture
def crisis() -> Crisis:
    made = cast.crisis()
    exercises.load_places(crisis=made.id, rows=exercise.table("places"), also={})
    return made


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    ways.add_arguments(parser)
    return ways.run(parser.parse_args(["import", *words]))


def test_a_table_is_taken_in_and_twice_changes_nothing(crisis, capsys):
    assert run("--crisis", crisis.slug, str(LINKS)) == 0
    assert "198 added, 0 changed, 0 known already" in capsys.readouterr().out
    assert run("--crisis", crisis.slug, str(LINKS)) == 0
    assert "0 added, 0 changed, 198 known already" in capsys.readouterr().out


def test_looking_names_what_is_odd_and_keeps_nothing(crisis, capsys):
    assert run("--crisis", crisis.slug, "--look", str(LINKS)) == 0
    said = capsys.readouterr().out
    assert "W00\tnew" in said
    assert "old timetable" in said
    assert "fixed price (price 74000, charter charter-A030)" in said
    assert not Leg.objects.exists()


def test_faults_are_said_with_line_and_column_and_nothing_is_kept(crisis, capsys, tmp_path: Path):
    file = tmp_path / "links.csv"
    file.write_text(LINKS.read_text(encoding="utf-8").replace("ap_kbp", "atlantis"), encoding="utf-8")
    assert run("--crisis", crisis.slug, str(file)) == 1
    said = capsys.readouterr().err
    assert f"{file}:2:to_id: unknown place (ref atlantis)" in said
    assert "nothing was kept" in said
    assert not Leg.objects.exists()


def test_a_crisis_or_a_file_that_is_not_there_is_said(crisis, capsys, tmp_path: Path):
    assert run("--crisis", "nowhere", str(LINKS)) == 2
    assert run("--crisis", crisis.slug, str(tmp_path / "none.csv")) == 2
    said = capsys.readouterr().err
    assert "no crisis “nowhere”" in said
    assert "cannot be read" in said
