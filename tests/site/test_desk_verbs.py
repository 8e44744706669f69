"""`dodomu crisis` and `dodomu officer`, as they are typed."""

import argparse
import io

import pytest

from dodomu.foundation.models import Crisis, Officer
from dodomu.site.cli import crisis, officer

pytestmark = pytest.mark.django_db


def run(verb: object, *words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)  # type: ignore[attr-defined]
    return int(verb.run(parser.parse_args(words)))  # type: ignore[attr-defined]


def test_a_crisis_is_drafted_in_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crisis, "draft", "lb", "--sending", "ua", "--name", "uk=Ліван, листопад", "--slug", "lebanon") == 0
    made = Crisis.objects.get(slug="lebanon")
    assert (made.country, made.sending, made.names["uk"]) == ("LB", "UA", "Ліван, листопад")
    assert "/desk/lebanon/places/" in capsys.readouterr().out
    assert run(crisis, "list") == 0
    assert "lebanon\tLB\tUA\topen" in capsys.readouterr().out


def test_a_country_that_is_none_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crisis, "draft", "ZZ", "--sending", "UA") == 2
    assert "There is no country with this code" in capsys.readouterr().err


def test_an_officer_is_added_with_a_role_and_a_password_that_is_shown_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(crisis, "draft", "LB", "--sending", "UA", "--slug", "lebanon")
    capsys.readouterr()
    words = ("add", "Олена Чергова", "--username", "olena", "--role", "duty_officer", "--crisis", "lebanon")
    assert run(officer, *words) == 0
    password = capsys.readouterr().out.strip().rsplit(" ", 1)[-1]
    row = Officer.objects.get(username="olena")
    assert row.check_password(password)
    assert row.assignments.get().role == "duty_officer"
    assert run(officer, "list") == 0
    assert "duty_officer in lebanon" in capsys.readouterr().out


def test_an_officer_whose_role_is_refused_is_not_half_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(officer, "add", "X", "--username", "x", "--role", "viewer", "--crisis", "nowhere") == 2
    assert not Officer.objects.exists()


def test_a_password_may_come_by_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("four-unusual-words\n"))
    assert run(officer, "add", "X", "--username", "x", "--administrator", "--password-stdin") == 0
    assert Officer.objects.get().check_password("four-unusual-words")


def test_a_weak_password_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run(officer, "add", "X", "--username", "x", "--password-stdin") == 2
    assert "too easy to guess" in capsys.readouterr().err
    assert not Officer.objects.exists()
