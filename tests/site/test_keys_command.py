"""`dodomu keys`, as it is typed."""

import argparse
from pathlib import Path

import pytest

from dodomu.contact.queries.keys import public_keys
from dodomu.site.cli import keys

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    keys.add_arguments(parser)
    return keys.run(parser.parse_args(words))


@pytest.fixture(autouse=True)
def no_key_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DODOMU_SIGNING_KEY_FILE", raising=False)


def test_a_key_is_made_listed_retired_and_disowned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "signing.key"
    assert run("make", str(file), "--note", "safe of the duty officer") == 0
    made = capsys.readouterr().out
    [key] = public_keys()
    assert made.startswith(key.id) and file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().splitlines()[1] not in made
    assert run("list") == 0
    assert f"{key.id}\t{key.public}\tsince" in capsys.readouterr().out
    assert run("retire", key.id) == 0 and run("list") == 0
    assert "retired" in capsys.readouterr().out
    assert run("disown", key.id) == 0 and run("list") == 0
    assert "disowned" in capsys.readouterr().out


def test_a_key_is_not_made_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "signing.key"
    assert run("make", str(file)) == 0
    before = file.read_bytes()
    assert run("make", str(file)) == 2
    assert "no key is ever written over" in capsys.readouterr().err
    assert file.read_bytes() == before and len(public_keys()) == 1


def test_what_is_wrong_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "open.key"
    file.write_text("untrusted comment: x\n")
    file.chmod(0o644)
    for words, told in (
        (("make",), "DODOMU_SIGNING_KEY_FILE is not set"),
        (("make", str(tmp_path / "no" / "folder")), "No such file"),
        (("add", str(tmp_path / "nowhere")), "is not there"),
        (("add", str(file)), "chmod 600"),
        (("retire", "ABC"), "no such key"),
    ):
        assert run(*words) == 2
        assert told in capsys.readouterr().err


def test_a_try_out_makes_its_key_once_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "signing.key"
    monkeypatch.setenv("DODOMU_SIGNING_KEY_FILE", str(file))
    assert run("make", "--keep") == 0
    before = file.read_bytes()
    assert run("make", "--keep") == 0
    assert file.read_bytes() == before and len(public_keys()) == 1
    assert capsys.readouterr().out == ""
