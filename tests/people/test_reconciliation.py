"""The proof of the count: it holds at every hour, and names who is behind a difference."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.queries.reconciliation import Fault, late_news, reconcile
from dodomu.people.queries.whereabouts import headcount
from dodomu.people.rules import ledger
from dodomu.people.rules.terms import Account
from tests import cast
from tests.people.histories import LAST_HOUR, START, acts, hour, play
from tests.people.test_whereabouts import empty_crisis, keep

pytestmark = pytest.mark.django_db
__all__ = ["empty_crisis"]
NOON = cast.NOON


def raw(where: Crisis, person: UUID, *, origin: str, account: str, happened_at: datetime = NOON + timedelta(hours=1)):
    """Write an entry past every rule."""
    LedgerEntry.objects.create(
        id=uuid7(), crisis=where, person_id=person, from_account=origin, account=account, evidence="seen", said_by="x",
        happened_at=happened_at, recorded_at=happened_at,
    )  # fmt: skip


def registered() -> tuple[Crisis, UUID]:
    where = cast.crisis()
    return where, cast.register(where, cast.PETRO).persons[0].id


def faults(where: Crisis, at: datetime | None = None) -> list[tuple[Fault, UUID]]:
    proof = reconcile(where.id, at=at)
    assert proof.proves is (not proof.faults)
    return [(each.fault, each.person) for each in proof.differences]


def test_a_crisis_with_nobody_in_it_proves():
    proof = reconcile(cast.crisis().id)
    assert (proof.proves, proof.opened, proof.standing, proof.posted, proof.seams) == (True, 0, 0, 0, 0)


def test_the_count_proves_now_and_before_the_first_word():
    where, _ = registered()
    assert reconcile(where.id).registered == 1
    assert reconcile(where.id, at=NOON).registered == 1
    before = reconcile(where.id, at=NOON - timedelta(seconds=1))
    assert (before.proves, before.registered) == (True, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(acts, max_size=10, unique_by=lambda act: act.id), min_size=1, max_size=4))
def test_every_lawful_ledger_proves_at_every_hour(empty_crisis, attempts):
    histories = [play(each, UUID(int=5000 + number)) for number, each in enumerate(attempts)]
    people = Person.objects.filter(id__in=[history[0].person for history in histories])
    with transaction.atomic():
        for history in histories:
            keep(empty_crisis, history)
        for row, history in ((row, next(h for h in histories if h[0].person == row.id)) for row in people):
            entry = ledger.in_force(history)
            row.account, row.account_since = entry.standing.account, entry.happened_at
            row.account_place_id, row.account_leg = entry.standing.place, entry.standing.leg
            row.save()
        for at in (None, START - timedelta(hours=1), START, hour(LAST_HOUR // 2)):
            proof = reconcile(empty_crisis.id, at=at)
            assert (proof.proves, proof.faults) == (True, {})
            opened = 0 if at and at < START else len(histories)
            assert proof.opened == proof.standing == proof.posted == opened
            assert proof.registered == headcount(empty_crisis.id, at=at).registered
        assert reconcile(empty_crisis.id).seams == sum(len(ledger.seams(history)) for history in histories)
        assert len(late_news(empty_crisis.id)) == reconcile(empty_crisis.id).seams
        transaction.set_rollback(True)


def test_late_news_shifts_the_postings_and_the_proof_holds():
    where, person = registered()
    raw(where, person, origin="stays", account="unreachable")
    raw(where, person, origin="registered", account="home", happened_at=NOON + timedelta(hours=2))
    Person.objects.filter(id=person).update(account="home", account_place=None, account_since=NOON + timedelta(hours=2))
    proof = reconcile(where.id)
    assert (proof.proves, proof.seams) == (True, 2)  # the first left from no place, the second from elsewhere
    shifted = {each.account: each.shifted for each in proof.proofs if each.shifted}
    assert shifted == {Account.REGISTERED: 1, Account.UNREACHABLE: -1}
    assert [each.person for each in late_news(where.id, most=1)] == [person]


def test_a_record_that_says_otherwise_is_named():
    where, person = registered()
    Person.objects.filter(id=person).update(account=Account.HOME)
    assert faults(where) == [(Fault.RECORD_DIFFERS, person)]
    assert faults(where, NOON) == [(Fault.RECORD_DIFFERS, person)]


def test_a_person_without_an_opening_is_named():
    where, person = registered()
    ghost = Person.objects.get(id=person)
    ghost.pk, ghost.reference = uuid7(), "000000001"
    ghost.save(force_insert=True)
    assert faults(where) == [(Fault.STANDS_NOWHERE, ghost.id), (Fault.RECORD_DIFFERS, ghost.id)]


def test_a_person_whose_ledger_begins_with_a_move_is_named():
    where, person = registered()
    raw(where, person, origin="waiting", account="home", happened_at=NOON - timedelta(hours=1))
    assert (Fault.NOT_OPENED, person) in faults(where)
    assert (Fault.STANDS_TOO_EARLY, person) in faults(where, NOON - timedelta(minutes=30))


def test_a_person_who_was_opened_twice_is_named():
    where, person = registered()
    LedgerEntry.objects.create(
        id=uuid7(), crisis=where, person_id=person, from_account="", account="home", evidence="seen", said_by="x",
        happened_at=NOON + timedelta(hours=1), recorded_at=NOON, corrects=uuid7(),
    )  # fmt: skip
    assert (Fault.OPENED_TWICE, person) in faults(where)


def test_an_entry_that_was_written_in_another_crisis_is_named():
    (where, person), elsewhere = registered(), cast.crisis()
    raw(elsewhere, person, origin="stays", account="home")
    assert (Fault.OTHER_CRISIS, person) in faults(where)
    assert (Fault.OTHER_CRISIS, person) in faults(elsewhere)
