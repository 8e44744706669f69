"""Publishing advice and withdrawing it: every form signed in every language, and what is superseded dies with it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.contact.models import Advice, Statement
from dodomu.contact.news import AdviceEnded, AdvicePublished
from dodomu.contact.operations import cap_messages
from dodomu.contact.operations.advice import (
    advice_row,
    check_open,
    check_superseded,
    check_version,
    given_of,
    locked_crisis,
    refuse,
)
from dodomu.contact.operations.signing import key_in_use
from dodomu.contact.queries import wording
from dodomu.contact.queries.advice import span_of
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import advice as rules
from dodomu.contact.rules import forms, signing, statements
from dodomu.contact.rules.advice import LONGEST_WHY, AdviceGiven
from dodomu.contact.rules.forms import Sheet
from dodomu.contact.rules.numbers import AdviceNumber
from dodomu.contact.rules.signing import SecretKey
from dodomu.contact.rules.statements import MANY, READ, Form
from dodomu.foundation import crises, news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused


@dataclass(frozen=True, slots=True)
class _Press:
    """What turns texts into statements."""

    crisis: CrisisView
    advice: Advice
    key: SecretKey | None  # None: signed by nobody
    at: datetime

    def statement(self, form: Form, language: str, text: str, code: str) -> Statement:
        signature = signing.sign(self.key, text, trusted=self._trusted(form, language, text, code)) if self.key else ""
        return Statement(
            crisis_id=self.crisis.id, advice=self.advice, form=form, language=language, text=text, code=code,
            digest=statements.digest(text), key_id=self.key.id if self.key else None, signature=signature,
            signed_at=self.at,
        )  # fmt: skip

    def _trusted(self, form: Form, language: str, text: str, code: str) -> str:
        """Say with the signature what was signed, so that a file that was renamed is known still."""
        facts = {
            "crisis": self.crisis.slug,
            "advice": self.advice.number,
            "form": form.value,
            "language": language,
            "signed": self.at.astimezone(self.crisis.tz).isoformat(timespec="seconds"),
            "code": code,
            "digest": statements.digest(text).hex(),
        }
        exercise = "EXERCISE " if self.crisis.is_exercise else ""
        return exercise + " ".join(f"{name}={value}" for name, value in facts.items())


@transaction.atomic
def publish_advice(*, crisis: UUID, advice: UUID, version: int, by: Actor, at: datetime) -> None:
    """Publish a draft as it was read at `version`, every form signed, and end what it supersedes; or refuse.

    Published twice, it is published once. Without a key nothing is published, except in an exercise.
    """
    permissions.check(by, Permission.PUBLISH, crisis)
    where = locked_crisis(crisis)
    row = advice_row(crisis, advice)
    if row.published_at is not None:
        if row.version != version:
            raise Refused(ContactReason.ADVICE_PUBLISHED, number=AdviceNumber(row.number))
        return
    check_open(where)
    check_version(row, version)
    given = given_of(row)
    refuse(rules.faults_to_publish(given, sending=where.sending, at=at))
    superseded = check_superseded(crisis, row.supersedes_id, row)
    if superseded is not None and rules.leaves_a_gap(row.valid_from, span_of(superseded), at=at):
        raise Refused(ContactReason.ADVICE_LEAVES_A_GAP, field="valid_from", number=AdviceNumber(superseded.number))
    view = crises.view_of(where)
    press = _Press(view, row, _key(view), at)
    row.published_at, row.published_by_id = at, by.officer
    row.save(update_fields=["published_at", "published_by"])
    Statement.objects.bulk_create(_published(press, given, superseded))
    news.post(AdvicePublished(crisis, row.id), at=at)
    if superseded is not None:
        news.post(AdviceEnded(crisis, superseded.id), at=at)


@transaction.atomic
def withdraw_advice(*, crisis: UUID, advice: UUID, why: str = "", by: Actor, at: datetime) -> None:
    """Withdraw advice, with a signed statement in each of its languages; or refuse. Twice is once.

    A missing key holds no withdrawal up: then the statement is unsigned, and the advice is dead all the same.
    """
    permissions.check(by, Permission.PUBLISH, crisis)
    where = locked_crisis(crisis)
    row = advice_row(crisis, advice)
    if row.published_at is None:
        raise Refused(ContactReason.ADVICE_NOT_PUBLISHED)
    if row.withdrawn_at is not None:
        return
    follower = getattr(row, "superseded_by", None)
    if follower is not None and follower.published_at is not None:
        raise Refused(ContactReason.ADVICE_SUPERSEDED_ALREADY, by=AdviceNumber(follower.number))
    view = crises.view_of(where)
    row.withdrawn_at, row.withdrawn_by_id = at, by.officer
    row.withdrawn_why = rules.clean(why)[:LONGEST_WHY]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    Statement.objects.bulk_create(_withdrawn(_Press(view, row, _key_if_any(), at), given_of(row)))
    news.post(AdviceEnded(crisis, row.id), at=at)


def _key(crisis: CrisisView) -> SecretKey | None:
    return _key_if_any() if crisis.is_exercise else key_in_use()


def _key_if_any() -> SecretKey | None:
    try:
        return key_in_use()
    except Refused:
        return None


def _published(press: _Press, given: AdviceGiven, superseded: Advice | None) -> Iterator[Statement]:
    sheet = _sheet(press, given, AdviceNumber(superseded.number) if superseded else None, press.at)
    codes = _new_codes()
    for language, words in given.words.items():
        frame = wording.frame(language)
        for form in READ:
            code = next(codes)
            text = forms.write(form, sheet, words, frame, code=code, parts=wording.count_parts)
            yield press.statement(form, language, text, code)
    code = next(codes)
    earlier = _cap_of(superseded) if superseded else ""
    xml = cap_messages.published(press.crisis, sheet, given, code=code, earlier=earlier)
    yield press.statement(Form.CAP, MANY, xml, code)


def _withdrawn(press: _Press, given: AdviceGiven) -> Iterator[Statement]:
    sheet = _sheet(press, given, None, press.advice.published_at or press.at)
    codes = _new_codes()
    texts = {}
    for language in given.words:
        code = next(codes)
        texts[language] = forms.withdrawal(sheet, wording.frame(language), at=press.at, code=code)
        yield press.statement(Form.WITHDRAWAL, language, texts[language], code)
    code, earlier = next(codes), _cap_of(press.advice)
    if earlier:
        xml = cap_messages.withdrawn(press.crisis, sheet, given, texts, code=code, earlier=earlier, at=press.at)
        yield press.statement(Form.CAP_CANCEL, MANY, xml, code)


def _sheet(press: _Press, given: AdviceGiven, replaces: int | None, issued_at: datetime) -> Sheet:
    number = AdviceNumber(press.advice.number)
    return wording.sheet(press.crisis, given, number=number, replaces=replaces, at=issued_at)


def _cap_of(row: Advice) -> str:
    return row.statements.filter(form=Form.CAP).values_list("text", flat=True).first() or ""


def _new_codes() -> Iterator[str]:
    """Yield codes that no statement has."""
    given: set[str] = set()
    while True:
        code = statements.code_from(1 + secrets.randbelow(statements.HIGHEST_CODE))
        if code not in given and not Statement.objects.filter(code=code).exists():
            given.add(code)
            yield code
