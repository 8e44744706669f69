"""Joining and separating: proposed with grounds, decided by an officer, undone without a mark on what is believed."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import ContactPoint, Document, Join, LedgerEntry, MatchProposal, Person
from dodomu.people.operations import identity, whereabouts
from dodomu.people.queries import matching
from dodomu.people.queries.reconciliation import reconcile
from dodomu.people.queries.whereabouts import headcount
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(hours=2)
LATIN = {"name": "Koval Olena", "phones": "+380001112233", "email": "olena@example.org", "place": "nursultan",
         "wish": "leave_now"}  # fmt: skip
BY_DOCUMENT = {"name": "Kowal O.", "birth_date": "14.03.1986", "document_number": "хх123456", "phones": "+77000999888"}


def registered(where: Crisis, given: dict[str, str], hours: int = 0) -> UUID:
    return cast.register(where, given, at=cast.NOON + timedelta(hours=hours)).persons[0].id


def open_pairs(where: Crisis) -> set[tuple[UUID, UUID]]:
    rows = MatchProposal.objects.filter(crisis=where, decision="", undone_at__isnull=True)
    return set(rows.values_list("first_id", "second_id"))


def believed(where: Crisis) -> dict[str, object]:
    """Everything that is believed and where everybody stands, as far as it can be seen."""
    hidden = {"version", "account_since"}
    people = {
        row.reference: {
            field.attname: value(row, field.attname) for field in row._meta.fields if field.attname not in hidden
        }
        for row in Person.objects.filter(crisis=where)
    }
    points = sorted(ContactPoint.objects.filter(person__crisis=where).values_list("person__reference", "kind", "value"))
    papers = sorted(
        (ref, bytes(index)) for ref, index in Document.objects.values_list("person__reference", "number_index")
    )
    return {
        "people": people,
        "points": points,
        "papers": papers,
        "open": open_pairs(where),
        "count": headcount(where.id).lines,
    }


def value(row: Person, name: str) -> object:
    kept = getattr(row, name)
    return bool(kept) if isinstance(kept, bytes | memoryview) else kept  # sealed anew each time


def propose(where: Crisis, *persons: UUID) -> int:
    return identity.propose_matches(crisis=where.id, persons=persons or None, at=LATER)


def join(kept: UUID, joined: UUID, where: Crisis, **more: bool) -> identity.Joined:
    return identity.join_persons(
        kept=kept, joined=joined, grounds=["phone-and-name"], by=cast.officer(where, Role.CONSUL), at=LATER, **more
    )


def undo(made: identity.Joined, where: Crisis) -> None:
    identity.undo_join(join=made.id, by=cast.officer(where), at=LATER)


def separate(one: UUID, other: UUID, where: Crisis) -> None:
    identity.separate_persons(first=one, second=other, by=cast.officer(where), at=LATER)


def refused(act: Callable[[], object]) -> object:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


# --- proposing ------------------------------------------------------------------------------------------------------


def test_the_same_telephone_and_name_in_another_script_is_proposed_and_nothing_is_joined():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    assert propose(where, other) == 1
    row = MatchProposal.objects.get()
    assert {row.first_id, row.second_id} == {one, other}
    assert (row.grounds, row.decision) == (["phone-and-name"], "")
    assert not Join.objects.exists()
    assert headcount(where.id).registered == 2


def test_the_same_document_and_birth_date_is_proposed_however_the_number_was_typed():
    where = cast.crisis()
    registered(where, cast.OLENA)
    propose(where, registered(where, BY_DOCUMENT))
    assert MatchProposal.objects.get().grounds == ["document-and-birth-date"]


def test_a_family_on_one_telephone_is_not_proposed():
    where = cast.crisis()
    cast.register(where, cast.OLENA, {**cast.TARAS, "phones": cast.OLENA["phones"]})
    assert propose(where) == 0


def test_nobody_of_another_crisis_is_proposed():
    where, elsewhere = cast.crisis(), cast.crisis()
    registered(where, cast.OLENA)
    other = registered(elsewhere, cast.OLENA)
    assert propose(elsewhere, other) == propose(where) == 0


def test_proposing_again_proposes_nothing_new():
    where = cast.crisis()
    registered(where, cast.OLENA)
    registered(where, LATIN)
    assert (propose(where), propose(where)) == (1, 0)
    assert MatchProposal.objects.count() == 1


def test_one_by_one_or_all_at_once_the_same_pairs_are_proposed():
    where = cast.crisis()
    people = [registered(where, each) for each in (cast.OLENA, LATIN, BY_DOCUMENT, cast.PETRO, cast.PETRO)]
    for person in people:
        propose(where, person)
    one_by_one = open_pairs(where)
    MatchProposal.objects.all().delete()
    propose(where)
    assert open_pairs(where) == one_by_one
    assert len(one_by_one) == 3


def test_an_open_proposal_whose_grounds_are_gone_is_dropped():
    where = cast.crisis()
    registered(where, cast.OLENA)
    other = registered(where, LATIN)
    propose(where)
    ContactPoint.objects.filter(person=other).delete()
    propose(where, other)
    assert open_pairs(where) == set()


# --- joining --------------------------------------------------------------------------------------------------------


def test_a_join_counts_one_and_believes_the_registrations_of_both():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    propose(where)
    made = join(one, other, where)
    kept, joined = Person.objects.get(id=one), Person.objects.get(id=other)
    assert (joined.joined_into_id, joined.account) == (one, Account.NOT_OURS)
    assert set(kept.contact_points.values_list("value", flat=True)) == {"+380001112233", "olena@example.org"}
    assert "koval" in kept.search_text
    assert headcount(where.id).registered == 1
    assert MatchProposal.objects.get().decision == "joined"
    entry = LedgerEntry.objects.get(id=Join.objects.get(id=made.id).entry)
    assert (entry.evidence, entry.said_by) == (Evidence.DECIDED, "consul")


def test_no_past_hour_counts_the_two_and_none_counts_nobody():
    where = cast.crisis()
    late = registered(where, cast.OLENA, hours=1)
    early = registered(where, LATIN)
    join(late, early, where)
    counts = {hour: headcount(where.id, at=cast.NOON + timedelta(hours=hour)).registered for hour in (-1, 0, 1, 2)}
    assert counts == {-1: 0, 0: 1, 1: 1, 2: 1}
    assert headcount(where.id, at=LATER, known_at=LATER - timedelta(minutes=1)).registered == 2  # as was known then


def test_a_join_tells_that_the_two_stood_apart():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    made = join(one, other, where)
    assert (made.leaves_others, made.stood_apart, made.kept) == (False, True, one)
    assert Person.objects.get(id=one).account_place.ref == "almaty"


def test_a_join_tells_that_the_joined_record_leaves_others_behind():
    where = cast.crisis()
    alone, (mother, _) = registered(where, LATIN), cast.register(where, cast.OLENA, cast.TARAS).persons
    assert join(alone, mother.id, where).leaves_others


def test_the_kept_record_can_take_over_where_the_joined_one_stood():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    join(one, other, where, stands_as_joined=True)
    assert Person.objects.get(id=one).account_place.ref == "nursultan"
    assert headcount(where.id).registered == 1


def test_a_record_out_of_the_count_never_takes_a_counted_one_with_it():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    whereabouts.withdraw_person(
        person=one, to=Standing(Account.NOT_OURS), evidence=Evidence.TOLD_BY_PERSON, said_by="self", by=SYSTEM, at=LATER
    )
    join(one, other, where)
    assert headcount(where.id).registered == 1
    assert Person.objects.get(id=one).account == Account.WAITING


def test_a_record_that_left_the_count_before_can_be_joined_and_parted_again():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    whereabouts.withdraw_person(
        person=other,
        to=Standing(Account.NOT_OURS),
        evidence=Evidence.TOLD_BY_PERSON,
        said_by="self",
        by=SYSTEM,
        at=LATER,
    )
    before = believed(where)
    undo(join(one, other, where), where)
    assert believed(where) == {**before, "open": believed(where)["open"]}


def test_joining_into_a_joined_record_joins_into_the_one_that_stands_for_it():
    where = cast.crisis()
    root, middle, last = (registered(where, each) for each in (cast.OLENA, LATIN, BY_DOCUMENT))
    join(root, middle, where)
    assert join(middle, last, where).kept == root
    assert headcount(where.id).registered == 1


def test_a_join_is_refused_for_one_record_a_joined_one_and_another_crisis():
    where, elsewhere = cast.crisis(), cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    abroad = registered(elsewhere, cast.OLENA)
    assert refused(lambda: join(one, one, where)) is PeopleReason.SAME_PERSON
    both = cast.officer(where)
    both = type(both)(both.kind, both.name, None, {where.id: Role.CONSUL, elsewhere.id: Role.CONSUL})
    assert (
        refused(lambda: identity.join_persons(kept=one, joined=abroad, grounds=[], by=both, at=LATER))
        is PeopleReason.OTHER_CRISIS
    )
    join(one, other, where)
    assert refused(lambda: join(one, other, where)) is PeopleReason.ALREADY_JOINED
    assert refused(lambda: join(other, one, where)) is PeopleReason.ALREADY_JOINED


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FIELD_OFFICER])
def test_who_may_not_decide_identity_joins_nothing(role):
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    by = cast.officer(where, role)
    reason = refused(lambda: identity.join_persons(kept=one, joined=other, grounds=[], by=by, at=LATER))
    assert reason is FoundationReason.NOT_PERMITTED
    assert not Join.objects.exists()


# --- undoing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stands_as_joined", [False, True])
def test_a_join_and_its_undoing_leave_everything_as_it_was(stands_as_joined):
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    registered(where, BY_DOCUMENT)
    propose(where)
    before = believed(where)
    made = join(one, other, where, stands_as_joined=stands_as_joined)
    assert believed(where) != before
    undo(made, where)
    assert believed(where) == before
    assert reconcile(where.id).proves


def test_a_join_is_undone_once_and_both_acts_stay_to_be_seen():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    made = join(one, other, where)
    undo(made, where)
    assert refused(lambda: undo(made, where)) is PeopleReason.NOT_JOINED
    row = Join.objects.get()
    assert (row.at, row.undone_at) == (LATER, LATER)
    assert LedgerEntry.objects.filter(person=other).count() == 3  # opened, joined, taken back
    join(one, other, where)
    assert Join.objects.count() == 2


def test_the_inner_join_of_a_line_can_be_undone_first():
    where = cast.crisis()
    root, middle, last = (registered(where, each) for each in (cast.OLENA, LATIN, BY_DOCUMENT))
    propose(where)
    before = believed(where)
    inner = join(middle, last, where)
    outer = join(root, middle, where)
    assert headcount(where.id).registered == 1
    undo(inner, where)
    assert headcount(where.id).registered == 2
    undo(outer, where)
    assert believed(where) == before


# --- separating -----------------------------------------------------------------------------------------------------


def test_separated_records_are_never_proposed_again():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    propose(where)
    separate(one, other, where)
    assert propose(where) == propose(where, one) == 0
    assert open_pairs(where) == set()
    assert refused(lambda: join(one, other, where)) is PeopleReason.ALREADY_DECIDED
    assert refused(lambda: separate(other, one, where)) is PeopleReason.ALREADY_DECIDED


def test_separated_records_are_not_proposed_through_a_third_that_one_was_joined_into():
    where = cast.crisis()
    one, other, third = (registered(where, each) for each in (cast.OLENA, LATIN, BY_DOCUMENT))
    separate(one, other, where)
    join(third, one, where)
    assert list(matching.proposals_for(where.id, None)) == []
    assert refused(lambda: join(third, other, where)) is PeopleReason.ALREADY_DECIDED


def test_a_separation_can_be_taken_back_and_is_proposed_again():
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    separate(one, other, where)
    row = MatchProposal.objects.get()
    identity.undo_separation(proposal=row.id, by=cast.officer(where), at=LATER)
    assert len(open_pairs(where)) == 1
    assert MatchProposal.objects.count() == 2  # the decision that was taken back stays to be seen
    again = lambda: identity.undo_separation(proposal=row.id, by=cast.officer(where), at=LATER)  # noqa: E731
    assert refused(again) is PeopleReason.NOT_SEPARATED


# --- laws -----------------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([(0, 1), (1, 2), (2, 3)]))
def test_in_whatever_order_records_are_joined_the_same_person_comes_of_it(order):
    where = cast.crisis()
    given_by_hour = (cast.OLENA, LATIN, BY_DOCUMENT, {**LATIN, "needs": "wheelchair"})
    people = [registered(where, each, hours=-hour) for hour, each in enumerate(given_by_hour)]
    for one, other in order:
        roots = matching.root_of([people[one], people[other]])
        join(roots[people[one]], roots[people[other]], where)
    (kept,) = Person.objects.filter(crisis=where, joined_into__isnull=True)
    assert kept.id == people[0]
    assert headcount(where.id).registered == 1
    facts = (
        kept.family_name,
        kept.birth_date,
        kept.needs,
        kept.asked_at,
        sorted(kept.contact_points.values_list("value")),
    )
    assert facts == (
        kept.family_name,
        kept.birth_date,
        ["wheelchair"],
        cast.NOON - timedelta(hours=3),
        [("+380001112233",), ("+77000999888",), ("olena@example.org",)],
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["join", "undo", "separate"]), st.integers(0, 3), st.integers(0, 3)), max_size=12
    )
)
def test_whatever_officers_decide_everybody_is_counted_exactly_once(acts):
    where = cast.crisis()
    people = [
        registered(where, {**LATIN, "name": f"Koval Olena{end}"}, hours=-number) for number, end in enumerate("abcd")
    ]
    for act, one, other in acts:
        try:
            if act == "join":
                join(people[one], people[other], where, stands_as_joined=one > other)
            elif act == "separate":
                separate(people[one], people[other], where)
            else:
                row = Join.objects.filter(crisis=where, undone_at__isnull=True).order_by("id").first()
                if row:
                    identity.undo_join(join=row.id, by=cast.officer(where), at=LATER)
        except Refused:
            continue
    standing = Person.objects.filter(crisis=where, joined_into__isnull=True).count()
    joins = Join.objects.filter(crisis=where, undone_at__isnull=True).count()
    assert standing == len(people) - joins
    assert headcount(where.id).registered == headcount(where.id, at=LATER).registered == standing
    assert reconcile(where.id).proves


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second_act", ["join", "join the other way", "separate"])
def test_of_two_officers_who_decide_at_once_one_is_told_that_it_is_decided(second_act):
    where = cast.crisis()
    one, other = registered(where, cast.OLENA), registered(where, LATIN)
    propose(where)
    acts = {
        "join": lambda: join(one, other, where),
        "join the other way": lambda: join(other, one, where),
        "separate": lambda: separate(one, other, where),
    }
    told = _at_once(acts["join"], acts[second_act])
    assert sorted(map(str, told)) in (["already-decided", "done"], ["already-joined", "done"])
    assert headcount(where.id).registered == (2 if MatchProposal.objects.filter(decision="separate") else 1)


def _at_once(*acts: Callable[[], object]) -> list[object]:
    told: list[object] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            told.append("done")
        except Refused as why:
            told.append(why.reason.value)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_one_new_person_is_matched_by_looking_things_up_and_not_by_reading_the_register():
    where = cast.crisis()
    person = registered(where, cast.OLENA)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        facts = {"crisis": where.id, "persons": [person], "all": False}
        cursor.execute("EXPLAIN " + matching._PAIRS, facts)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "contact_point_value" in plan
    assert "document_number" in plan
    assert "Seq Scan" not in plan
