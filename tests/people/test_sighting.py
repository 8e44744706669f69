"""What an officer sees: the ledger follows it, hearsay becomes sight, nothing that a look cannot know is touched."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Note, Party, Person, Registration
from dodomu.people.operations import sighting, whereabouts
from dodomu.people.operations.preparing import Receipt
from dodomu.people.queries.sighting import PartyHere, party_here, seen_here
from dodomu.people.queries.whereabouts import headcount, standing_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.register import LARGEST_PARTY
from dodomu.people.rules.sighting import seen_standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast

LATER = cast.NOON + timedelta(hours=3)


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis()


@pytest.fixture
def family(crisis: Crisis) -> Receipt:
    """Olena and her son, who told us that they are in Almaty."""
    return cast.register(crisis, cast.OLENA, cast.TARAS)


def place(crisis: Crisis, ref: str) -> UUID:
    return Place.objects.get(crisis=crisis, ref=ref).id


def everyone(party: Receipt) -> list[UUID]:
    return [person.id for person in party.persons]


def see(crisis: Crisis, party: Receipt, *persons: UUID, at: str = "nursultan", sight: UUID | None = None) -> None:
    sighting.see_party(
        sighting=sight or uuid4(),
        party=party.party,
        persons=persons or everyone(party),
        place=place(crisis, at),
        by=cast.officer(crisis, Role.FIELD_OFFICER),
        at=LATER,
    )


def move(crisis: Crisis, person: UUID, to: Standing, *, after: timedelta = timedelta(hours=1)) -> None:
    at = cast.NOON + after
    whereabouts.move_person(
        entry_id=uuid4(), person=person, origin=standing_of(person), to=to, evidence=Evidence.TOLD_BY_OTHER,
        said_by="desk", happened_at=at, by=cast.officer(crisis), at=at,
    )  # fmt: skip


def in_force(person: UUID) -> LedgerEntry:
    corrected = LedgerEntry.objects.filter(person=person, corrects__isnull=False).values("corrects")
    rows = LedgerEntry.objects.filter(person=person).exclude(id__in=corrected)
    return rows.order_by("happened_at", "recorded_at", "id").last()


# --- the rule -------------------------------------------------------------------------------------------------------

HERE, THERE = uuid4(), uuid4()


@pytest.mark.parametrize("account", [Account.REGISTERED, Account.LEFT_ALONE, Account.UNREACHABLE])
def test_whoever_was_not_known_to_be_anywhere_waits_where_they_are_seen(account: Account) -> None:
    assert seen_standing(Standing(account), HERE) == Standing(Account.WAITING, HERE)


def test_whoever_stays_by_choice_goes_on_staying_where_they_are_seen() -> None:
    assert seen_standing(Standing(Account.STAYS, THERE), HERE) == Standing(Account.STAYS, HERE)


@pytest.mark.parametrize(
    "account", [Account.PROMISED, Account.ABOARD, Account.HOME, Account.DECEASED, Account.NOT_OURS]
)
def test_a_look_undoes_no_promise_no_journey_and_no_homecoming(account: Account) -> None:
    assert seen_standing(Standing(account, HERE, "a leg"), HERE) is None


@pytest.mark.parametrize("account", [Account.ASSEMBLED, Account.ON_THE_WAY])
def test_whoever_has_come_to_a_place_on_the_way_is_seen_there_and_nowhere_else(account: Account) -> None:
    assert seen_standing(Standing(account, HERE, "K9"), HERE) == Standing(account, HERE, "K9")
    assert seen_standing(Standing(account, THERE, "K9"), HERE) is None


# --- seeing ---------------------------------------------------------------------------------------------------------


def test_whoever_stands_elsewhere_by_the_ledger_is_moved_by_sight(crisis: Crisis, family: Receipt) -> None:
    see(crisis, family)
    for person in everyone(family):
        row, entry = Person.objects.get(id=person), in_force(person)
        assert (row.account, row.account_place_id) == ("waiting", place(crisis, "nursultan"))
        assert (entry.evidence, entry.happened_at, entry.from_place_id) == ("seen", LATER, place(crisis, "almaty"))
        assert standing_of(person, cast.NOON) == Standing(Account.WAITING, place(crisis, "almaty"))


def test_of_whom_it_was_said_that_they_are_here_it_is_then_known_by_sight(crisis: Crisis, family: Receipt) -> None:
    see(crisis, family, at="almaty")
    entry = in_force(family.persons[0].id)
    assert entry.evidence == "seen"
    assert (entry.happened_at, entry.recorded_at) == (cast.NOON, LATER)  # here since they said so, seen three hours on
    assert LedgerEntry.objects.count() == 4
    assert headcount(crisis.id).of(Account.WAITING) == 2


def test_better_evidence_counts_from_the_hour_at_which_it_was_recorded(crisis: Crisis, family: Receipt) -> None:
    move(crisis, family.persons[0].id, Standing(Account.WAITING, place(crisis, "nursultan")))
    see(crisis, family, family.persons[0].id)
    entry = in_force(family.persons[0].id)
    assert (entry.evidence, entry.happened_at) == ("seen", cast.NOON + timedelta(hours=1))


def test_a_part_of_a_party_is_seen_and_the_rest_is_missing(crisis: Crisis, family: Receipt) -> None:
    olena, taras = everyone(family)
    see(crisis, family, olena)
    here = party(crisis, taras)
    assert [each.line.id for each in here.seen] == [olena]
    assert [each.line.id for each in here.missing] == [taras]
    assert here.person.id == taras
    assert seen_here([olena, taras], place(crisis, "nursultan")) == {olena}
    assert standing_of(taras) == Standing(Account.WAITING, place(crisis, "almaty"))


def test_the_same_tap_again_is_one(crisis: Crisis, family: Receipt) -> None:
    sight = uuid4()
    for _ in range(3):
        see(crisis, family, sight=sight)
        see(
            crisis, family, sight=sight, at="almaty"
        )  # another place on the same page is another sighting, and also one
    assert LedgerEntry.objects.count() == 6
    assert Note.objects.count() == 0


def test_the_same_tap_again_moves_nobody_who_has_gone_on_since(crisis: Crisis, family: Receipt) -> None:
    sight, olena = uuid4(), family.persons[0].id
    see(crisis, family, olena, sight=sight)
    move(crisis, olena, Standing(Account.WAITING, place(crisis, "almaty")), after=timedelta(hours=4))
    see(crisis, family, olena, sight=sight)
    assert standing_of(olena) == Standing(Account.WAITING, place(crisis, "almaty"))


def test_to_be_seen_again_is_noted_and_moves_nobody(crisis: Crisis, family: Receipt) -> None:
    again = uuid4()
    see(crisis, family)
    entries = LedgerEntry.objects.count()
    for _ in range(2):
        see(crisis, family, sight=again)
    assert LedgerEntry.objects.count() == entries
    assert Note.objects.filter(kind="reached", happened_at=LATER).count() == 2


@pytest.mark.parametrize(
    "to", [Standing(Account.PROMISED, None, "K9"), Standing(Account.ABOARD, None, "K9"), Standing(Account.HOME)]
)
def test_whoever_is_promised_aboard_or_home_is_refused_and_nothing_changes(
    crisis: Crisis, family: Receipt, to: Standing
) -> None:
    olena, taras = everyone(family)
    move(crisis, olena, to)
    entries = LedgerEntry.objects.count()
    with pytest.raises(Refused) as no:
        see(crisis, family)
    assert no.value.reason is PeopleReason.NOT_MOVED_BY_SIGHT
    assert no.value.details == {"person": olena, "stands": to}
    assert LedgerEntry.objects.count() == entries
    assert standing_of(taras) == Standing(Account.WAITING, place(crisis, "almaty"))
    assert [each.line.id for each in party(crisis, taras).elsewhere] == [olena]


def test_only_those_of_the_party_are_seen_with_it(crisis: Crisis, family: Receipt) -> None:
    stranger = cast.register(crisis, cast.PETRO).persons[0].id
    for persons in ([stranger], [*everyone(family), stranger], [uuid4()]):
        with pytest.raises(Refused) as no:
            see(crisis, family, *persons)
        assert no.value.reason is PeopleReason.NO_SUCH_PERSON
    assert LedgerEntry.objects.count() == 3


def test_nobody_is_seen_at_a_place_of_another_crisis(crisis: Crisis, family: Receipt) -> None:
    elsewhere = place(cast.crisis(), "almaty")
    with pytest.raises(Refused) as no:
        sighting.see_party(
            sighting=uuid4(), party=family.party, persons=everyone(family), place=elsewhere, by=cast.officer(crisis),
            at=LATER,
        )  # fmt: skip
    assert no.value.reason is FoundationReason.UNKNOWN_PLACE


def test_a_viewer_sees_nobody_for_the_ledger(crisis: Crisis, family: Receipt) -> None:
    with pytest.raises(Refused) as no:
        sighting.see_party(
            sighting=uuid4(), party=family.party, persons=everyone(family), place=place(crisis, "almaty"),
            by=cast.officer(crisis, Role.VIEWER), at=LATER,
        )  # fmt: skip
    assert no.value.reason is FoundationReason.NOT_PERMITTED
    assert LedgerEntry.objects.filter(evidence="seen").count() == 0


# --- registering whom one sees --------------------------------------------------------------------------------------


def register(crisis: Crisis, *, into: UUID | None = None, submission: UUID | None = None, **given: str) -> Receipt:
    return sighting.register_seen(
        crisis=crisis.id,
        place=place(crisis, "nursultan"),
        given=given,
        submission=submission or uuid4(),
        language="uk",
        by=cast.officer(crisis, Role.FIELD_OFFICER),
        at=LATER,
        into=into,
    )


def test_whoever_stands_there_is_registered_without_a_telephone_and_stands_by_sight(crisis: Crisis) -> None:
    (petro,) = register(crisis, name="Гук Петро", wish="leave_now").persons
    row = Person.objects.get(id=petro.id)
    assert (row.account, row.account_place_id) == ("waiting", place(crisis, "nursultan"))
    assert in_force(petro.id).evidence == "seen"
    said = Registration.objects.get()
    assert (said.channel, said.given_by) == ("gate", "embassy")


def test_whoever_wants_to_stay_is_seen_to_stay(crisis: Crisis) -> None:
    (petro,) = register(crisis, name="Гук Петро", wish="stay").persons
    assert standing_of(petro.id) == Standing(Account.STAYS, place(crisis, "nursultan"))
    assert in_force(petro.id).evidence == "seen"


def test_the_same_form_again_registers_once_and_sees_once(crisis: Crisis) -> None:
    submission = uuid4()
    first, again = (register(crisis, name="Гук Петро", submission=submission) for _ in range(2))
    assert again.repeated
    assert first.persons == again.persons
    assert (Person.objects.count(), LedgerEntry.objects.count()) == (1, 2)


def test_what_cannot_be_read_is_refused_and_nobody_is_registered(crisis: Crisis) -> None:
    with pytest.raises(Refused) as no:
        register(crisis, name="Гук Петро", birth_date="30.02.1990")
    assert no.value.reason is PeopleReason.FIELDS_AT_FAULT
    assert Person.objects.count() == 0


def test_one_more_of_a_family_joins_their_party_and_it_grows(crisis: Crisis) -> None:
    alone = cast.register(crisis, cast.OLENA)
    submission = uuid4()
    for _ in range(2):
        baby = register(crisis, into=alone.party, name="Коваль Ганна", submission=submission)
    grown = Party.objects.get()
    assert (grown.persons.count(), grown.said_size, grown.kind) == (2, 2, "group")
    assert not Person.objects.get(id=baby.persons[0].id).leads_party
    assert [each.line.id for each in party(crisis, baby.persons[0].id).missing] == [alone.persons[0].id]


def test_nobody_joins_a_party_of_another_crisis_or_one_that_is_full(crisis: Crisis) -> None:
    stranger = cast.register(cast.crisis(), cast.OLENA)
    with pytest.raises(Refused) as no:
        register(crisis, into=stranger.party, name="Коваль Ганна")
    assert no.value.reason is PeopleReason.NO_SUCH_PERSON
    tour = cast.register(crisis, *[{**cast.OLENA, "name": f"Коваль {n}"} for n in range(LARGEST_PARTY)])
    with pytest.raises(Refused) as full:
        register(crisis, into=tour.party, name="Коваль Ганна")
    assert full.value.reason is PeopleReason.PARTY_TOO_LARGE


def party(crisis: Crisis, person: UUID) -> PartyHere:
    found = party_here(crisis.id, person, place=place(crisis, "nursultan"), by=cast.officer(crisis), on=LATER.date())
    assert found is not None
    return found
