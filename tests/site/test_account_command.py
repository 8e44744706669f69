"""`dodomu account reconcile`: what it prints, and what it answers with."""

import argparse
import json
from datetime import timedelta

import pytest

from dodomu.foundation.models import Crisis
from dodomu.people.models import Person
from dodomu.people.rules.terms import Account
from dodomu.site.cli import account
from tests import cast

pytestmark = pytest.mark.django_db


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    account.add_arguments(parser)
    return account.run(parser.parse_args(["reconcile", *words]))


@pytest.fixture
def where() -> Crisis:
    made = cast.crisis(slug="lake", exercise="drill", exercise_now=cast.NOON + timedelta(hours=2))
    cast.register(made, cast.OLENA, cast.AIGERIM)
    cast.register(made, cast.PETRO)
    return made


def test_it_shows_who_is_where_and_answers_0_when_it_proves(where, capsys):
    assert typed() == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "lake, as of 2022-01-08 14:00:00, hours of Asia/Almaty (UTC+0600)   EXERCISE drill"
    assert [line.split() for line in shown if line.startswith(("waiting", "stays", "    almaty"))] == [
        ["waiting", "1", "1", "2", "2"],
        ["almaty", "1", "1", "2"],
        ["stays", "1", "0", "1", "1"],
    ]
    assert "Registered: 3 (2 citizens, 1 others); not of this crisis: 0" in shown
    assert "Counted in three ways: 3 opened, 3 standing, 3 posted" in shown
    assert shown[-1] == "It proves."


def test_it_answers_1_when_it_does_not_prove_and_names_the_person(where, capsys):
    person = Person.objects.get(birth_date="1950-01-20")
    Person.objects.filter(id=person.id).update(account=Account.HOME)
    assert typed("--crisis", "lake") == 1
    shown = capsys.readouterr().out
    assert "IT DOES NOT PROVE." in shown
    assert f"{person.reference}  record-differs" in shown


def test_an_hour_without_a_zone_is_the_crisiss_own_and_the_answer_says_so(where, capsys):
    assert typed("--at", "2022-01-08T11:59") == 0  # one minute before they were registered at noon in Almaty
    shown = capsys.readouterr().out
    assert "as of 2022-01-08 11:59:00, hours of Asia/Almaty (UTC+0600)" in shown
    assert "Registered: 0" in shown
    assert typed("--at", "2022-01-08T06:00Z") == 0
    shown = capsys.readouterr().out
    assert "as of 2022-01-08 12:00:00" in shown
    assert "Registered: 3" in shown


def test_it_lists_who_stands_in_an_account(where, capsys):
    assert typed("--list", "waiting") == 0
    shown = capsys.readouterr().out.splitlines()
    names = shown[shown.index("waiting: 2") + 1 :]
    assert sorted(line.split(maxsplit=1)[1].rsplit(maxsplit=1)[0].strip() for line in names) == [
        "Коваль Олена",
        "Серікқызы Айгерім",
    ]
    assert all(line.endswith("almaty") for line in names)


def test_another_program_reads_it_as_json(where, capsys):
    assert typed("--json", "--list", "stays") == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["crisis"], report["proves"], report["registered"]) == ("lake", True, 3)
    assert report["at"] == "2022-01-08T14:00:00+06:00"
    assert [person["name"] for person in report["people"]] == ["Гук Петро"]
    assert {"account": "waiting", "place": "almaty", "citizens": 1, "others": 1} in report["places"]


def test_every_crisis_is_proved_when_none_is_named(where, capsys):
    cast.crisis(slug="river")
    assert typed() == 0
    shown = capsys.readouterr().out
    assert "lake, as of" in shown
    assert "river, as of" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--crisis", "ocean"], "there is no crisis “ocean”; there are lake"),
        (["--at", "yesterday"], "“yesterday” is no hour"),
        (["--at", "2022-02-30"], "is no hour"),
        (["--at", "0001-01-01"], "is no hour of a crisis"),
        (["--list", "lost"], "there is no account “lost”; there are registered, waiting"),
    ],
)
def test_wrong_arguments_are_answered_with_2_and_plain_words(where, words, says, capsys):
    assert typed(*words) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_without_any_crisis_it_says_so(capsys):
    assert typed() == 2
    assert "there is no crisis yet" in capsys.readouterr().err
