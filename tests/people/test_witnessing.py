"""Writing down what was seen: always, once, and to the record that stands for somebody."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, NewsItem, Place
from dodomu.foundation.refusal import Refused
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.operations import identity, walking_in, witnessing
from dodomu.people.operations.walking_in import WalkIn
from dodomu.people.queries import whereabouts
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast
from tests.people.histories import LAST_HOUR, acts, hour, news, play, standings

NOON = cast.NOON
LATER = NOON + timedelta(hours=3)
ABOARD = Standing(Account.ABOARD, None, "KB-1")


def olena(where: Crisis) -> UUID:
    return cast.register(where, cast.OLENA).persons[0].id


def see(person: UUID, to: Standing = ABOARD, **changes: object) -> UUID:
    values: dict[str, Any] = {
        "entry_id": uuid4(),
        "person": person,
        "to": to,
        "evidence": Evidence.SCANNED,
        "said_by": "gate",
        "happened_at": LATER,
        "by": SYSTEM,
        "at": LATER,
    } | changes
    witnessing.witness(**values)
    return UUID(str(values["entry_id"]))


@pytest.mark.django_db
def test_what_was_seen_is_written_and_the_same_entry_again_is_the_same():
    where = cast.crisis()
    person = olena(where)
    entry = see(person)
    see(person, entry_id=entry)
    line = whereabouts.history(person)[-1]
    assert (line.entry, line.standing, line.is_seam) == (entry, ABOARD, False)
    assert LedgerEntry.objects.filter(person=person).count() == 2
    assert Person.objects.get(id=person).account_leg == "KB-1"


@pytest.mark.django_db
def test_who_stands_there_already_is_written_down_once_more_and_not_told():
    where = cast.crisis()
    person = olena(where)
    see(person)
    NewsItem.objects.all().delete()
    see(person, happened_at=LATER + timedelta(minutes=1))
    assert LedgerEntry.objects.filter(person=person, account="aboard").count() == 2
    assert not NewsItem.objects.exists()


@pytest.mark.django_db
def test_an_hour_ahead_of_ours_is_cut_and_one_before_the_first_word_too():
    where = cast.crisis()
    person = olena(where)
    see(person, happened_at=LATER + timedelta(days=1))
    assert LedgerEntry.objects.get(person=person, account="aboard").happened_at == LATER
    see(person, Standing(Account.HOME), happened_at=NOON - timedelta(days=1))
    assert LedgerEntry.objects.get(person=person, account="home").happened_at == NOON
    assert whereabouts.standing_of(person) == ABOARD


@pytest.mark.django_db
def test_what_was_seen_of_a_joined_record_is_written_of_the_kept_one():
    where = cast.crisis()
    kept, joined = olena(where), cast.register(where, cast.AIGERIM).persons[0].id
    identity.join_persons(kept=kept, joined=joined, grounds=[], by=cast.officer(where), at=NOON)
    see(joined)
    assert whereabouts.standing_of(kept) == ABOARD
    assert whereabouts.standing_of(joined) == Standing(Account.NOT_OURS)


@pytest.mark.django_db
def test_of_somebody_unknown_nothing_is_written():
    see(uuid4())
    assert not LedgerEntry.objects.exists()


def moment(turn: int) -> datetime:
    return LATER + timedelta(seconds=turn)


@pytest.mark.django_db(transaction=True)
def test_many_who_see_the_same_people_at_once_take_turns():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS, cast.AIGERIM).persons]
    legs = [Standing(Account.ABOARD, None, f"KB-{number}") for number in range(4)]
    faults: list[Exception] = []

    def work(number: int) -> None:
        order = people if number % 2 else people[::-1]
        try:
            for turn in range(5):
                seen = [
                    witnessing.Seen(
                        uuid4(), person, legs[number], Evidence.SEEN, "gate", LATER + timedelta(seconds=turn)
                    )
                    for person in order
                ]
                witnessing.witness_many(seen=seen, by=SYSTEM, at=LATER)
        except Exception as fault:  # noqa: BLE001  (told by the thread that asserts)
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert LedgerEntry.objects.filter(account="aboard").count() == 4 * 5 * 3
    for row in Person.objects.all():
        assert whereabouts.standing_of(row.id) == Standing(Account(row.account), row.account_place_id, row.account_leg)


@given(
    st.lists(acts, max_size=8, unique_by=lambda act: act.id).map(play),
    standings,
    st.integers(-3, LAST_HOUR),
    st.uuids(),
)
def test_whatever_the_ledger_says_what_was_seen_is_written_and_opens_nobody_twice(history, to, when, key):
    said = news(key, hour(when), hour(LAST_HOUR + 1), Evidence.SEEN)
    entry = ledger.witness(history, said, person=history[0].person, to=to)
    assert entry is not None
    if entry in history:
        return
    after = [*history, entry]
    assert entry.origin is not None
    assert sum(each.origin is None and each.corrects is None for each in after) == 1
    assert entry in ledger.effective(after)
    assert entry.recorded_at > max(each.recorded_at for each in history)
    assert ledger.fold(after, at=entry.happened_at) == to
    # Read the other way round it is the same ledger.
    assert ledger.timeline(after[::-1]) == ledger.timeline(after)
    struck = ledger.witness(after, news(UUID(int=77), entry.happened_at, said.at), person=entry.person, to=None,
                            corrects=entry.id)  # fmt: skip
    assert struck is not None
    assert ledger.fold([*after, struck]) == ledger.fold(history)


# --- walk-ins ------------------------------------------------------------------------------------------------------


def walk_in(where: Crisis, **changes: object) -> WalkIn:
    values: dict[str, Any] = {
        "person": uuid4(),
        "given": {"name": "Мороз Ганна", "wish": "leave_now"},
        "place": Place.objects.get(crisis=where, ref="almaty").id,
        "happened_at": LATER,
    } | changes
    return WalkIn(**values)


@pytest.mark.django_db
def test_who_walks_in_is_registered_under_the_id_that_was_made_for_them():
    where = cast.crisis()
    came = walk_in(where)
    for _ in range(2):
        walking_in.register_walk_ins(crisis=where.id, walk_ins=[came], by=SYSTEM, at=LATER + timedelta(hours=5))
    row = Person.objects.get(crisis=where)
    assert (row.id, row.account, row.registered_at) == (came.person, "waiting", LATER)
    assert LedgerEntry.objects.get(person=row).recorded_at == LATER + timedelta(hours=5)


@pytest.mark.django_db
def test_who_is_handed_in_twice_at_once_is_one_and_two_are_two():
    where = cast.crisis()
    one, other = walk_in(where), walk_in(where)
    walking_in.register_walk_ins(crisis=where.id, walk_ins=[one, other, one], by=SYSTEM, at=LATER)
    assert Person.objects.filter(crisis=where).count() == 2


@pytest.mark.django_db
def test_an_id_of_somebody_known_registers_nobody_anew():
    where, elsewhere = cast.crisis(), cast.crisis()
    person = olena(elsewhere)
    walking_in.register_walk_ins(crisis=where.id, walk_ins=[walk_in(where, person=person)], by=SYSTEM, at=LATER)
    assert Person.objects.get().crisis_id == elsewhere.id


@pytest.mark.django_db
def test_in_a_closed_crisis_nobody_is_registered():
    where = cast.crisis(closed_at=NOON)
    with pytest.raises(Refused):
        walking_in.register_walk_ins(crisis=where.id, walk_ins=[walk_in(where)], by=SYSTEM, at=LATER)
    assert not Person.objects.exists()
