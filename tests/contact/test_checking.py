"""Whoever pastes a text or types a code learns what became of it; what is only like ours is not ours."""

from pathlib import Path
from typing import Any

import pytest

from dodomu.contact.models import Statement
from dodomu.contact.operations import signing
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.checking import NOT_OURS, check_code, check_text
from dodomu.contact.rules.statements import Form, Verdict
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from tests import cast
from tests.contact.advising import DAY, HOUR, MINUTE, NOON, published, sign_with_a_new_key, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(tmp_path: Path, settings: Any) -> Crisis:
    sign_with_a_new_key(tmp_path, settings)
    return cast.crisis()


def text_of(form: Form = Form.PAGE, language: str = "uk", number: int = 1) -> str:
    return Statement.objects.get(form=form, language=language, advice__number=number).text


def test_every_form_of_what_holds_is_ours_and_current(where: Crisis):
    line = published(where)
    for each in queries.statements_of(line.id):
        found = check_code(each.code, at=NOON)
        assert (found.verdict, found.statement) == (Verdict.CURRENT, each)
        assert each.form is Form.CAP or check_text(each.text, at=NOON) == found


@pytest.mark.parametrize(
    "copied",
    [
        lambda text: f"\n  {text.replace(chr(10), '  ' + chr(13) + chr(10))}\n\n",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("-", "–").replace("'", "’"),
        lambda text: f"\u2068{text}\u2069".replace("+380", "\u202a+380").replace("67", "67\u202c"),
        lambda text: text.replace("о", "о\u200b").replace("\n\n", "\n"),
        lambda text: text.replace("й", "и\u0306"),
    ],
)
def test_what_copying_changes_does_not_matter(where: Crisis, copied: Any):
    published(where)
    assert check_text(copied(text_of()), at=NOON).verdict is Verdict.CURRENT


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("23:00", "22:00"),  # one digit
        lambda text: text.replace("Не виходьте", "не виходьте"),
        lambda text: text.replace("а", "a", 1),  # a Latin letter
        lambda text: text.replace("23:00", "\u202e00:32\u202c"),  # shown as 23:00
        lambda text: text.replace("23:00", "23:00\u200f"),
        lambda text: text.replace("Не", "Н\u0336е\u0336"),  # struck through
        lambda text: text.split("\n", 1)[1],
    ],
)
def test_a_text_of_ours_that_was_changed_is_not_ours_and_says_whose_code_it_bears(where: Crisis, changed: Any):
    line = published(where)
    found = check_text(changed(text_of()), at=NOON)
    assert found.verdict is Verdict.NOT_OURS and not found.is_ours
    assert found.bears == queries.statement(line.id, Form.PAGE, "uk") and found.became is None


def test_a_text_of_ours_with_words_around_it_is_told_apart_from_them(where: Crisis):
    line = published(where)
    for pasted in (f"{text_of()}\nПереказуйте гроші.", f"Для: Коваль Олена\n{text_of()}"):
        found = check_text(pasted, at=NOON)
        assert found.verdict is Verdict.AMID and not found.is_ours
        assert (found.bears, found.became) == (queries.statement(line.id, Form.PAGE, "uk"), Verdict.CURRENT)
    withdraw(where, line.id, NOON + HOUR)
    found = check_text(f"Переслано: {text_of()}", at=NOON + HOUR)
    assert (found.verdict, found.became, found.ended_at) == (Verdict.AMID, Verdict.WITHDRAWN, NOON + HOUR)


def test_of_several_codes_in_a_text_the_one_whose_words_stand_there_whole_is_told(where: Crisis):
    first, second = published(where), published(where, NOON + MINUTE)
    newer = Statement.objects.get(form=Form.PAGE, language="uk", advice=second.id).code
    found = check_text(f"Код для перевірки: {newer}\n{text_of()}", at=NOON + HOUR)
    assert (found.verdict, found.bears) == (Verdict.AMID, queries.statement(first.id, Form.PAGE, "uk"))
    assert check_text("\n".join([newer] * 4000), at=NOON + HOUR).verdict is Verdict.NOT_OURS


def test_a_look_alike_without_our_code_is_shown_as_nobodys(where: Crisis):
    published(where)
    bare = text_of().split("Код для перевірки")[0].replace("07:00", "08:00")
    assert check_text(bare, at=NOON) == NOT_OURS


@pytest.mark.parametrize("text", ["", " \n\u200b", "x" * 90_000, "\ud800", "Привіт", "\x00"])
def test_what_is_no_text_of_ours_is_answered_calmly(where: Crisis, text: str):
    published(where)
    assert check_text(text, at=NOON) == NOT_OURS


def test_what_became_of_a_text_is_told(where: Crisis):
    first = published(where, valid_until=NOON + DAY)
    text = text_of()
    assert check_text(text, at=NOON + DAY).verdict is Verdict.EXPIRED
    second = published(where, NOON + HOUR, valid_from=NOON, supersedes=first.id)
    found = check_text(text, at=NOON + HOUR)
    assert (found.verdict, found.superseded_by, found.ended_at) == (Verdict.SUPERSEDED, 2, NOON + HOUR)
    withdraw(where, second.id, NOON + 2 * HOUR)
    assert check_text(text_of(number=2), at=NOON + 2 * HOUR).verdict is Verdict.WITHDRAWN
    assert check_text(text_of(Form.WITHDRAWAL, number=2), at=NOON + 9 * DAY).verdict is Verdict.CURRENT
    third = published(where, NOON, valid_from=NOON + HOUR)
    assert check_text(text_of(number=third.number), at=NOON).verdict is Verdict.NOT_YET


def test_a_code_is_read_in_any_grouping_and_a_slip_of_one_digit_finds_nothing(where: Crisis):
    published(where)
    code = Statement.objects.get(form=Form.SMS, language="uk").code
    for typed in (code, f" {code[:5]}-{code[5:]} ", " ".join(code)):
        assert check_code(typed, at=NOON).statement.form is Form.SMS
    for place in range(10):
        slip = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
        assert check_code(slip, at=NOON) == NOT_OURS
    for typed in ("", "0000000000", "9" * 5000, "код", "ABCDE12345"):
        assert check_code(typed, at=NOON) == NOT_OURS


def test_an_exercise_is_looked_at_by_its_own_clock_and_never_passes_for_real(settings: Any):
    where = cast.crisis(exercise="drill", exercise_now=NOON)
    published(where)
    found = check_text(text_of(), at=NOON + 1000 * DAY)
    assert found.verdict is Verdict.CURRENT and found.statement.is_exercise
    Crisis.objects.filter(id=where.id).update(exercise_now=NOON + 2 * DAY)
    assert check_text(text_of(), at=NOON).verdict is Verdict.EXPIRED


def test_what_a_lost_key_signed_is_not_to_be_relied_on(where: Crisis):
    line = published(where)
    key = queries.statements_of(line.id)[0].key
    signing.retire_key(key=key, by=SYSTEM, at=NOON)
    assert check_text(text_of(), at=NOON + MINUTE).verdict is Verdict.CURRENT  # retired: what it signed stays ours
    anew = signing.disown_key(key=key, by=SYSTEM, at=NOON)
    assert [(each.crisis, each.number) for each in anew] == [(where.slug, 1)]
    found = check_text(text_of(), at=NOON + MINUTE)
    assert found.verdict is Verdict.DISOWNED


def test_only_the_crisis_that_is_asked_about_is_searched(where: Crisis):
    published(where)
    other = cast.crisis()
    assert check_text(text_of(), at=NOON, crisis=other.id) == NOT_OURS
    assert check_text(text_of(), at=NOON, crisis=where.id).is_ours
