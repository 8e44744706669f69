"""A post calls headquarters, and bundles are carried as files: by the same commands that people type."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from dodomu.boarding.models import Post
from dodomu.boarding.operations.posts import bundling, making
from dodomu.boarding.rules.bundles import Keys
from dodomu.foundation.actors import SYSTEM
from dodomu.site.cli.main import main
from tests.boarding.posts import acts
from tests.boarding.posts.rig import Process, Sides
from tests.journeys.offered import NOW, Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)
EXCHANGE = "/field/post/exchange"


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


def called(bundle: bytes) -> tuple[int, bytes]:
    answer = Client().post(EXCHANGE, bundle, content_type="application/octet-stream")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, bytes(content)


def typed(laptop: Process, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dodomu", "post", *words], env=laptop.environment(), text=True, capture_output=True,
        check=False,
    )  # fmt: skip


def test_a_post_that_has_nothing_yet_asks_for_all_and_then_exchanges(here, laptop):
    file = making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    status, first = called(bundling.greet(keys=keys, post=acts.UUID(file.post), at=NOW))
    assert status == 200
    assert laptop.begin(file.as_json(), base64.b64encode(first).decode())["state"] == "taken"
    laptop.register(["Гук Петро"], 10)
    for _ in range(2):
        status, answer = called(base64.b64decode(laptop.make(file.post, 20)))
        assert status == 200
        assert laptop.take(base64.b64encode(answer).decode(), 21)["state"] == "taken"
    assert laptop.numbers(file.post)[:2] == [2, 1] or laptop.numbers(file.post)[0] == laptop.numbers(file.post)[1]
    assert acts.state()["persons"].keys() == laptop.state()["persons"].keys() != set()


def test_headquarters_answers_nobody_whose_bundle_it_does_not_know(here):
    assert called(b"") == (400, b'{"error": "no-bundle"}')
    file = making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)
    keys = Keys(bytes.fromhex(file.shared), b"x" * 32, bytes.fromhex(file.other))
    assert called(bundling.greet(keys=keys, post=acts.UUID(file.post), at=NOW))[0] == 403
    assert called(bundling.greet(keys=keys, post=acts.uuid4(), at=NOW))[0] == 403
    assert Client().get(EXCHANGE).status_code == 405


def test_a_post_that_was_ended_is_told_so_and_gets_nothing(here):
    file = making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)
    making.end_post(post=acts.UUID(file.post), why="stolen", by=SYSTEM, at=NOW)
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    greeting = bundling.greet(keys=keys, post=acts.UUID(file.post), at=NOW)
    assert called(greeting) == (403, b'{"error": "post-ended"}')


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
