"""Opening a private page: a birth date shows that whoever holds the link is one of the party."""

from datetime import date, datetime

from django.db import transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.models import PrivateLink
from dodomu.people.queries.private import knows_birth_date
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.guarding import closed_until, count_wrong


def open_private_page(*, token: str, birth_date: str, today: date, by: Actor, at: datetime) -> None:
    """Pass when somebody of the party was born on that day, or refuse; too many wrong answers close it for an hour.

    `at` is the real hour, in an exercise too: it guards a secret, and the clock of an exercise stands still.
    """
    permissions.check(by, Permission.REGISTER)
    if not _answer(token, birth_date, today, at):
        raise Refused(PeopleReason.LINK_ANSWER_WRONG)


def _answer(token: str, birth_date: str, today: date, at: datetime) -> bool:
    """Count a wrong answer and let the count stand: a refusal raised inside the transaction would take it back."""
    with transaction.atomic():
        link = PrivateLink.objects.select_for_update().filter(token_hash=token_hash(token), revoked_at=None).first()
        if link is None:
            raise Refused(PeopleReason.LINK_UNKNOWN)
        until = closed_until(link.wrong_answers, link.wrong_since, at=at)
        if until:
            raise Refused(PeopleReason.LINK_RESTS, until=until)
        right = knows_birth_date(token, birth_date, today=today)
        if not right:
            link.wrong_answers, link.wrong_since = count_wrong(link.wrong_answers, link.wrong_since, at=at)
            link.save(update_fields=["wrong_answers", "wrong_since"])
    return right
