"""`dodomu post`: what is typed at headquarters and on the laptop, and what is said when it is typed wrongly."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dodomu.boarding.models import Post
from dodomu.site.cli.main import main
from tests.boarding.posts.rig import Process, Sides
from tests.journeys.offered import Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Harbour:
    made = harbour()
    made.leg("PS101", 10)
    return made


@pytest.fixture
def laptop() -> Iterator[Process]:
    made = Process(1)
    try:
        yield made
    finally:
        made.end()


def typed(laptop: Process, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dodomu", "post", *words], env=laptop.environment(), text=True, capture_output=True,
        check=False,
    )  # fmt: skip


def test_made_begun_carried_and_shown_by_the_commands(here, laptop, tmp_path, capsys):
    file, first, up, down = (str(tmp_path / name) for name in ("west.dodomu-post", "first", "up", "down"))
    assert main(["post", "make", "Gate west", "--crisis", here.crisis.slug, "--out", file]) == 0
    assert Path(file).stat().st_mode & 0o077 == 0
    assert main(["post", "make", "Gate west", "--crisis", here.crisis.slug, "--out", file]) == 1
    assert main(["post", "carry", first]) == 0
    begun = typed(laptop, "begin", file, "--bundle", first)
    assert begun.returncode == 0, begun.stderr
    assert "letter A" in begun.stdout
    again = typed(laptop, "begin", file, "--bundle", first)
    assert (again.returncode, again.stderr) == (
        1, "dodomu post: this database is not empty, and a post begins in an empty one.\n",
    )  # fmt: skip
    laptop.register(["Гук Петро"], 10)
    assert typed(laptop, "carry", up).returncode == 0
    capsys.readouterr()
    assert main(["post", "take", up]) == 0
    assert "rows were new here" in capsys.readouterr().out
    assert main(["post", "take", up]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert main(["post", "take", file]) == 1
    assert "no bundle of Dodomu" in capsys.readouterr().err
    assert main(["post", "carry", down, "--post", "A"]) == 0
    assert typed(laptop, "take", down).returncode == 0
    shown = typed(laptop, "show", "--json")
    assert [each["name"] for each in json.loads(shown.stdout)] == ["Gate west"]
    assert main(["post", "end", "Gate west", "--why", "done"]) == 0
    assert Post.objects.get().ended_because == "done"


def test_a_post_cannot_be_run_as_if_it_were_headquarters(here):
    sides = Sides(here.crisis)
    try:
        sides.begin()
        environment = sides.post.environment() | {"DODOMU_POST": ""}
        code = "import django; django.setup(); from dodomu.site import prepare; print(prepare.check_post())"
        done = subprocess.run([sys.executable, "-c", code], env=environment, text=True, capture_output=True, check=True)
        assert "This database is the post A: set DODOMU_POST=A." in done.stdout and done.stdout.endswith("1\n")
    finally:
        sides.post.end()
