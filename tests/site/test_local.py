"""The keys of a try-out: made once, kept to their owner, and never in the way of those that are given."""

import base64
import os
from pathlib import Path

import pytest

from dodomu.site import data_folder, keys, local
from dodomu.site.env import Env


def test_keys_are_made_once_and_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    made = local.kept_keys(tmp_path / "data")
    file = tmp_path / "data" / local.SECRETS
    assert file.stat().st_mode & 0o777 == 0o600
    assert local.kept_keys(tmp_path / "data") == made
    assert [each.name for each in file.parent.iterdir()] == [local.SECRETS]


def test_the_settings_accept_the_keys_that_are_made() -> None:
    env = Env(local.new_keys())
    assert keys.secret_key(env)
    assert keys.field_key(env).startswith("k1:")
    assert len(base64.b64decode(keys.index_key(env))) == 32


def test_no_two_installations_share_a_key() -> None:
    first, second = local.new_keys(), local.new_keys()
    assert all(first[name] != second[name] for name in first)


def test_a_key_that_the_environment_gives_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DODOMU_SECRET_KEY", "given")
    monkeypatch.delenv("DODOMU_FIELD_KEY", raising=False)
    monkeypatch.setenv("DODOMU_FIELD_KEY_FILE", "/run/secrets/field")
    monkeypatch.setenv("DODOMU_SIGNING_KEY_FILE", "/run/secrets/signing")
    monkeypatch.delenv("DODOMU_INDEX_KEY", raising=False)
    local.set_keys(tmp_path)
    assert os.environ["DODOMU_SECRET_KEY"] == "given"
    assert "DODOMU_FIELD_KEY" not in os.environ
    assert os.environ["DODOMU_SIGNING_KEY_FILE"] == "/run/secrets/signing"
    assert len(base64.b64decode(os.environ["DODOMU_INDEX_KEY"])) == 32


def test_the_data_lie_where_the_environment_says_or_in_one_folder_for_each_checkout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DODOMU_DATA", "/srv/dodomu")
    assert data_folder.chosen() == Path("/srv/dodomu")
    monkeypatch.delenv("DODOMU_DATA")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/olena/.data")
    here = data_folder.chosen()
    assert here.parent == Path("/home/olena/.data/dodomu")
    monkeypatch.setattr(data_folder, "CHECKOUT", Path("/elsewhere"))
    assert data_folder.chosen() != here
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert data_folder.chosen().parent == Path("/var/lib/dodomu")
