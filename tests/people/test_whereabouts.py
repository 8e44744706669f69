"""Writing and reading the ledger of whereabouts, on the real database."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, NewsItem, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Party, Person
from dodomu.people.operations import whereabouts as moving
from dodomu.people.queries import whereabouts
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, Standing
from dodomu.people.rules.terms import Account, Evidence
from dodomu.people.rules.wishes import Wish
from tests import cast
from tests.people.histories import LAST_HOUR, PLACES, START, acts, hour, play

pytestmark = pytest.mark.django_db
NOON = cast.NOON
LATER = NOON + timedelta(hours=3)


def almaty(where: Crisis) -> UUID:
    return Place.objects.get(crisis=where, ref="almaty").id


def waiting(where: Crisis) -> Standing:
    return Standing(Account.WAITING, almaty(where))


def aboard(leg: str = "KB-1") -> Standing:
    return Standing(Account.ABOARD, None, leg)


def olena(where: Crisis) -> UUID:
    return cast.register(where, cast.OLENA).persons[0].id


def move(where: Crisis, person: UUID, to: Standing, **given: object) -> UUID:
    """Move somebody from where they stand at that hour."""
    happened = given.get("happened_at", LATER)
    assert isinstance(happened, datetime)
    values = {
        "entry_id": uuid7(),
        "person": person,
        "origin": whereabouts.standing_of(person, happened),
        "to": to,
        "evidence": Evidence.SEEN,
        "said_by": "consul",
        "happened_at": happened,
        "by": cast.officer(where),
        "at": LATER,
    } | given
    moving.move_person(**values)
    return values["entry_id"]


def reason_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return str(refusal.value.reason)


def rows() -> list[tuple[object, ...]]:
    return sorted(LedgerEntry.objects.values_list("id", "account", "happened_at"))


# --- moving --------------------------------------------------------------------------------------------------------


def test_whoever_is_registered_stands_in_the_ledger_from_that_hour_on():
    where = cast.crisis()
    person = Person.objects.get(id=olena(where))
    assert (person.account, person.account_place_id) == (Account.WAITING, almaty(where))
    assert person.account_since == person.registered_at == NOON
    assert whereabouts.standing_of(person.id, NOON) == waiting(where)
    assert whereabouts.standing_of(person.id, NOON - timedelta(seconds=1)) is None


def test_a_move_is_kept_with_who_says_so_and_told_once():
    where = cast.crisis()
    person = olena(where)
    NewsItem.objects.all().delete()
    entry = move(where, person, aboard())
    assert whereabouts.standing_of(person) == aboard()
    kept = Person.objects.get(id=person)
    assert (kept.account, kept.account_place_id, kept.account_leg) == (Account.ABOARD, None, "KB-1")
    line = whereabouts.history(person)[-1]
    assert (line.entry, line.origin, line.standing) == (entry, waiting(where), aboard())
    assert (line.evidence, line.said_by) == (Evidence.SEEN, "consul")
    assert (line.happened_at, line.recorded_at) == (LATER, LATER)
    (item,) = NewsItem.objects.all()
    assert (item.kind, item.content["person"], item.content["account"]) == ("PersonMoved", str(person), "aboard")


def test_the_same_entry_again_changes_nothing_and_tells_nothing():
    where = cast.crisis()
    person = olena(where)
    origin = whereabouts.standing_of(person)
    entry = move(where, person, aboard())
    before, told = rows(), NewsItem.objects.count()
    move(where, person, aboard(), entry_id=entry, origin=origin, at=LATER + timedelta(hours=1))
    assert (rows(), NewsItem.objects.count()) == (before, told)


def test_a_move_from_elsewhere_is_refused_and_changes_nothing():
    where = cast.crisis()
    person = olena(where)
    move(where, person, aboard())
    before = rows()
    seen = waiting(where)  # what the officer's page still shows
    assert reason_of(lambda: move(where, person, Standing(Account.HOME), origin=seen)) == PeopleReason.STANDS_ELSEWHERE
    assert reason_of(lambda: move(where, person, Standing(Account.HOME), origin=None)) == PeopleReason.STANDS_ELSEWHERE
    assert reason_of(lambda: move(where, uuid4(), aboard())) == PeopleReason.NO_SUCH_PERSON
    assert rows() == before


def test_only_who_may_move_people_in_this_crisis_moves_them():
    where, elsewhere = cast.crisis(), cast.crisis()
    person = olena(where)
    for actor in (cast.officer(where, Role.VIEWER), cast.officer(elsewhere), PUBLIC):
        assert reason_of(lambda by=actor: move(where, person, aboard(), by=by)) == FoundationReason.NOT_PERMITTED
    move(where, person, aboard(), by=cast.officer(where, Role.FIELD_OFFICER))


def test_nobody_is_moved_to_a_place_of_another_crisis():
    where, elsewhere = cast.crisis(), cast.crisis()
    to = Standing(Account.ASSEMBLED, almaty(elsewhere))
    assert reason_of(lambda: move(where, olena(where), to)) == FoundationReason.UNKNOWN_PLACE


def test_a_joined_record_does_not_move_and_is_not_counted():
    where = cast.crisis()
    kept, joined = (each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons)
    move(where, joined, Standing(Account.NOT_OURS))
    Person.objects.filter(id=joined).update(joined_into=kept)
    assert reason_of(lambda: move(where, joined, waiting(where))) == PeopleReason.ALREADY_JOINED
    count = whereabouts.headcount(where.id)
    assert (count.registered, count.of(Account.NOT_OURS)) == (1, 1)


def test_a_family_is_moved_together_or_not_at_all():
    where = cast.crisis()
    family = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons]
    move(where, family[1], Standing(Account.UNREACHABLE))
    before = rows()

    def board(*origins: Standing) -> None:
        moves = [moving.Move(uuid7(), each, origin) for each, origin in zip(family, origins, strict=True)]
        moving.move_party(
            moves=moves, to=aboard(), evidence=Evidence.SCANNED, said_by="gate", happened_at=LATER,
            by=cast.officer(where), at=LATER,
        )  # fmt: skip

    assert reason_of(lambda: board(waiting(where), waiting(where))) == PeopleReason.STANDS_ELSEWHERE
    assert rows() == before
    board(waiting(where), Standing(Account.UNREACHABLE))
    assert whereabouts.headcount(where.id).of(Account.ABOARD) == 2


def test_people_of_two_crises_are_not_moved_together():
    where, elsewhere = cast.crisis(), cast.crisis()
    moves = [moving.Move(uuid7(), each, None) for each in (olena(where), olena(elsewhere))]
    by = cast.officer(where)
    both = type(by)(by.kind, by.name, None, {where.id: Role.CONSUL, elsewhere.id: Role.CONSUL})
    act = lambda: moving.move_party(  # noqa: E731
        moves=moves,
        to=Standing(Account.HOME),
        evidence=Evidence.SEEN,
        said_by="x",
        happened_at=LATER,
        by=both,
        at=LATER,
    )
    assert reason_of(act) == PeopleReason.OTHER_CRISIS


def test_an_entry_is_corrected_and_both_stay_to_be_seen():
    where = cast.crisis()
    person = olena(where)
    wrong = move(where, person, aboard("KB-9"))
    moving.correct_entry(
        entry_id=uuid7(), person=person, corrects=wrong, to=aboard("KB-1"), evidence=Evidence.CARRIER, said_by="list",
        happened_at=LATER, by=cast.officer(where), at=LATER + timedelta(hours=1),
    )  # fmt: skip
    lines = whereabouts.history(person)
    assert [(line.standing, line.counts) for line in lines[1:]] == [(aboard("KB-9"), False), (aboard("KB-1"), True)]
    assert lines[1].corrected_by == lines[2].entry
    assert lines[2].corrects == wrong
    assert Person.objects.get(id=person).account_leg == "KB-1"
    known_before = whereabouts.standing_of(person, LATER, known_at=LATER)
    assert known_before == aboard("KB-9")


def test_an_entry_is_taken_back_and_the_person_stands_where_they_stood():
    where = cast.crisis()
    person = olena(where)
    wrong = move(where, person, aboard())
    by, at = cast.officer(where), LATER + timedelta(hours=1)
    again = uuid7()
    for _ in range(2):  # a repeated submit
        moving.take_back_entry(entry_id=again, person=person, corrects=wrong, said_by="consul", by=by, at=at)
    assert LedgerEntry.objects.filter(corrects=wrong).count() == 1
    kept = Person.objects.get(id=person)
    assert (kept.account, kept.account_place_id, kept.account_since) == (Account.WAITING, almaty(where), NOON)
    opening = LedgerEntry.objects.get(person=person, from_account="").id
    act = lambda: moving.take_back_entry(  # noqa: E731
        entry_id=uuid7(), person=person, corrects=opening, said_by="consul", by=by, at=at
    )
    assert reason_of(act) == PeopleReason.OPENING_STAYS


def test_late_news_changes_the_past_and_not_where_somebody_stands_now():
    where = cast.crisis()
    person = olena(where)
    move(where, person, aboard())
    told = NewsItem.objects.count()
    hour_before = LATER - timedelta(hours=1)
    move(where, person, Standing(Account.UNREACHABLE), happened_at=hour_before, at=LATER + timedelta(hours=5))
    assert whereabouts.standing_of(person) == aboard()
    assert whereabouts.standing_of(person, hour_before) == Standing(Account.UNREACHABLE)
    assert NewsItem.objects.count() == told
    assert [line.is_seam for line in whereabouts.history(person)] == [False, False, True]
    then = whereabouts.headcount(where.id, at=hour_before)
    known = whereabouts.headcount(where.id, at=hour_before, known_at=LATER)
    assert (then.of(Account.UNREACHABLE), known.of(Account.UNREACHABLE)) == (1, 0)


def test_a_new_wish_moves_who_is_free_and_leaves_who_holds_a_promise():
    where = cast.crisis()
    person = olena(where)

    def say(wish: Wish) -> bool:
        return moving.follow_word(
            person=person, wish=wish, place=None, evidence=Evidence.TOLD_BY_PERSON, said_by="self", happened_at=LATER,
            by=PUBLIC, at=LATER,
        )  # fmt: skip

    assert say(Wish.STAY)
    assert whereabouts.standing_of(person) == Standing(Account.STAYS, almaty(where))
    assert not say(Wish.STAY)
    move(where, person, Standing(Account.PROMISED, None, "KB-1"), happened_at=LATER + timedelta(minutes=1))
    assert not moving.follow_word(
        person=person, wish=Wish.LEFT_ALREADY, place=None, evidence=Evidence.TOLD_BY_PERSON, said_by="self",
        happened_at=LATER + timedelta(minutes=2), by=PUBLIC, at=LATER,
    )  # fmt: skip


def test_who_is_home_stays_counted_after_withdrawing():
    where = cast.crisis()
    person = olena(where)
    said = {"evidence": Evidence.TOLD_BY_PERSON, "said_by": "self", "by": PUBLIC}
    move(where, person, Standing(Account.HOME))
    gone = Standing(Account.NOT_OURS)
    assert not moving.withdraw_person(person=person, to=gone, at=LATER + timedelta(hours=1), **said)
    assert whereabouts.headcount(where.id).of(Account.HOME) == 1


def test_a_record_that_says_otherwise_is_brought_back_to_the_ledger():
    where = cast.crisis()
    persons = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS).persons]
    Person.objects.filter(id=persons[0]).update(account=Account.HOME, account_place=None)
    assert moving.restand(persons) == 1
    assert moving.restand(persons) == 0
    assert Person.objects.get(id=persons[0]).account == Account.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_move_one_person_take_turns_and_the_second_is_refused():
    where = cast.crisis()
    person = olena(where)
    origin = whereabouts.standing_of(person)
    both_ready = threading.Barrier(2)
    outcome: dict[str, str] = {}

    def officer(leg: str) -> None:
        try:
            both_ready.wait(timeout=10)
            move(where, person, aboard(leg), origin=origin)
            outcome[leg] = "moved"
        except Refused as refused:
            outcome[leg] = str(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=officer, args=(leg,)) for leg in ("KB-1", "KB-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcome.values()) == ["moved", PeopleReason.STANDS_ELSEWHERE]
    winner = next(leg for leg, what in outcome.items() if what == "moved")
    assert whereabouts.standing_of(person) == aboard(winner)
    assert LedgerEntry.objects.filter(person=person).count() == 2


# --- counting ------------------------------------------------------------------------------------------------------


def test_citizens_and_others_are_counted_apart_and_travel_in_one_sum():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.AIGERIM)
    cast.register(where, cast.PETRO)
    count = whereabouts.headcount(where.id)
    assert (count.registered, count.citizens, count.others) == (3, 2, 1)
    assert count.at_place(almaty(where)) == 2
    assert count.at_place(almaty(where), Account.STAYS) == 0
    assert whereabouts.headcount(where.id, at=NOON) == type(count)(where.id, NOON, None, count.lines)
    assert whereabouts.headcount(where.id, at=NOON - timedelta(hours=1)).registered == 0


def test_who_stands_in_an_account_is_listed_now_and_then():
    where = cast.crisis()
    cast.register(where, cast.PETRO)
    person = olena(where)
    move(where, person, aboard())
    assert [each.person for each in whereabouts.who_stands(where.id, Account.ABOARD)] == [person]
    assert whereabouts.who_stands(where.id, Account.WAITING) == []
    (then,) = whereabouts.who_stands(where.id, Account.WAITING, at=NOON)
    assert (then.person, then.name, then.place, then.since) == (person, "Коваль Олена", almaty(where), NOON)
    assert whereabouts.who_stands(where.id, Account.WAITING, place=uuid4(), at=NOON) == []


@pytest.fixture
def empty_crisis() -> Crisis:
    where = cast.crisis()
    for place in PLACES:
        Place.objects.create(
            id=place,
            crisis=where,
            ref=f"p{place.int}",
            kind="city",
            country="KZ",
            latitude=43,
            longitude=77,
            zone="UTC",
        )
    return where


def keep(where: Crisis, entries: list[Entry]) -> None:
    """Write a history as it is, without asking the rules again."""
    person = entries[0].person
    party = Party.objects.create(crisis=where, created_at=START)
    Person.objects.create(
        id=person, crisis=where, party=party, reference=str(person.int)[-9:], keep_until=START, account="home",
        account_since=START, registered_at=START,
    )  # fmt: skip
    LedgerEntry.objects.bulk_create([LedgerEntry.of(entry, crisis=where.id) for entry in entries])


HOURS = [None, START - timedelta(hours=1), *(hour(number) for number in range(0, LAST_HOUR + 1, 2))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(acts, max_size=12, unique_by=lambda act: act.id), min_size=1, max_size=4), st.data())
def test_the_fold_in_sql_is_the_fold_of_the_rules(empty_crisis, attempts, data):
    persons = [UUID(int=1000 + number) for number in range(len(attempts))]
    histories = {person: play(each, person) for person, each in zip(persons, attempts, strict=True)}
    recorded = sorted({entry.recorded_at for history in histories.values() for entry in history})
    known_at = data.draw(st.sampled_from([None, *recorded]))
    with transaction.atomic():
        for history in histories.values():
            shuffled = data.draw(st.permutations(history))
            keep(empty_crisis, shuffled)
        for at in HOURS:
            found = ask(
                f"SELECT p.id, s.account, s.place_id, s.leg FROM people_person p CROSS JOIN LATERAL ({STANDS}) s"  # noqa: S608
                " WHERE p.crisis_id = %(crisis)s",
                at=at,
                known_at=known_at,
                crisis=empty_crisis.id,
            )
            in_sql = {person: Standing(Account(account), place, leg) for person, account, place, leg in found}
            folded = {key: ledger.fold(entries, at=at, known_at=known_at) for key, entries in histories.items()}
            assert in_sql == {key: standing for key, standing in folded.items() if standing}
            count = whereabouts.headcount(empty_crisis.id, at=at or hour(999), known_at=known_at)
            assert sum(line.total for line in count.lines) == len(in_sql)
        moving.restand(persons)
        for row in Person.objects.filter(id__in=persons):
            assert (row.account, row.account_place_id, row.account_leg) == (
                (now := ledger.fold(histories[row.id])).account, now.place, now.leg
            )  # fmt: skip
        transaction.set_rollback(True)
