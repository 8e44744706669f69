"""The ledger's laws, and its refusals one by one."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, Seam, Standing
from dodomu.people.rules.terms import Account, Evidence
from dodomu.people.rules.wishes import Wish
from tests.people.histories import (
    LAST_HOUR,
    PERSON,
    PLACES,
    REGISTERED,
    START,
    Act,
    acts,
    do,
    histories,
    hour,
    news,
    opened,
    play,
    standings,
)

ALMATY, CAPITAL = PLACES
HOME = Standing(Account.HOME)
WAITING, PROMISED = Standing(Account.WAITING, ALMATY), Standing(Account.PROMISED, None, "KB-1")
ABOARD, LOST = Standing(Account.ABOARD, None, "KB-1"), Standing(Account.UNREACHABLE)
HOURS = [hour(number) for number in range(LAST_HOUR + 2)]
FAR = hour(10_000)


def number(value: int) -> UUID:
    return UUID(int=value)


def moved(history: list[Entry], key: int, at_hour: int, to: Standing, *, recorded: int | None = None) -> list[Entry]:
    """Return the history with one more move, recorded when it happened unless said otherwise."""
    happened = hour(at_hour)
    said = news(number(key), happened, happened if recorded is None else hour(recorded))
    origin = ledger.fold(history, at=happened)
    return [*history, ledger.transfer(history, said, person=PERSON, origin=origin, to=to)]


def reason_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return str(refusal.value.reason)


# --- laws ----------------------------------------------------------------------------------------------------------


@given(histories, st.randoms(use_true_random=False), st.lists(st.integers(0, 100), max_size=8))
def test_any_order_of_arrival_and_any_repetition_gives_the_same_fold(history, shuffler, repeated):
    arrived = [*history, *(history[index % len(history)] for index in repeated)]
    shuffler.shuffle(arrived)
    assert [ledger.fold(arrived, at=at) for at in HOURS] == [ledger.fold(history, at=at) for at in HOURS]
    assert ledger.timeline(arrived) == ledger.timeline(history)
    assert ledger.seams(arrived) == ledger.seams(history)


@given(st.lists(st.lists(acts, max_size=8, unique_by=lambda act: act.id), min_size=1, max_size=4))
def test_the_accounts_sum_to_the_number_opened_at_every_hour(attempts):
    persons = [play(each, person=number(100 + index)) for index, each in enumerate(attempts)]
    for at in [START - timedelta(hours=1), *HOURS, FAR]:
        folded = [ledger.fold(history, at=at) for history in persons]
        counts = {account: sum(1 for each in folded if each and each.account is account) for account in Account}
        assert sum(counts.values()) == (len(persons) if at >= START else 0)


@given(histories)
def test_everybody_stands_in_exactly_one_account_from_the_opening_on(history):
    stays = ledger.timeline(history)
    assert stays[0].since == START
    assert stays[-1].until is None
    assert all(earlier.until == later.since for earlier, later in pairwise(stays))
    for at in HOURS:
        standing = ledger.fold(history, at=at)
        covering = [stay for stay in stays if stay.since <= at and (stay.until is None or at < stay.until)]
        assert standing is not None
        assert [stay.standing for stay in covering] == [standing]


@given(histories)
def test_what_was_known_then_is_not_changed_by_what_is_learned_later(history):
    for known in range(1, len(history) + 1):
        so_far, then = history[:known], history[known - 1].recorded_at
        assert [ledger.fold(history, at=at, known_at=then) for at in HOURS] == [
            ledger.fold(so_far, at=at) for at in HOURS
        ]
    assert ledger.fold(history, known_at=FAR) == ledger.fold(history)
    assert ledger.fold(history, known_at=START - timedelta(seconds=1)) is None


@given(histories, acts)
def test_late_news_changes_nothing_before_it(history, act):
    written = do(history, act, hour(LAST_HOUR + 1))
    named = {entry.corrects for entry in written}
    first = min([FAR, *(entry.happened_at for entry in [*written, *history] if entry in written or entry.id in named)])
    for at in (at for at in HOURS if at < first):
        assert ledger.fold([*history, *written], at=at) == ledger.fold(history, at=at)


@given(histories, st.integers(0, 20), standings)
def test_a_corrected_entry_never_counts_again_whatever_becomes_of_its_correction(history, index, to):
    first = history[index % len(history)]
    named = {entry.corrects for entry in history}
    assert first.id not in named or first not in ledger.effective(history)
    again = replace(first, id=number(7), corrects=first.id, standing=to)
    and_again = replace(first, id=number(8), corrects=again.id, standing=None)
    counting = ledger.effective([*history, again, and_again])
    assert first not in counting
    assert again not in counting


@given(histories)
def test_a_ledger_without_seams_posts_from_where_everybody_stood(history):
    balance: dict[Account, int] = dict.fromkeys(Account, 0)
    for entry in ledger.effective(history):
        balance[entry.standing.account] += 1
        if entry.origin:
            balance[entry.origin.account] -= 1
    for seam in ledger.seams(history):  # what late news shifted, shifted back
        if seam.entry.origin:
            balance[seam.entry.origin.account] += 1
        if seam.stood:
            balance[seam.stood.account] -= 1
    standing = ledger.fold(history)
    assert balance == {account: int(account is standing.account) for account in Account}


@given(st.lists(acts, max_size=10, unique_by=lambda act: act.id), acts)
def test_saying_the_same_again_writes_the_same_entries(attempts, act):
    history = play(attempts)
    at = hour(LAST_HOUR + 1)
    written = do(history, act, at)
    if written and act.of is None:
        again = ledger.transfer(
            [*history, *written], news(act.id, hour(act.hour), at), person=PERSON, origin=written[0].origin, to=act.to
        )
        assert again == written[0]


@given(histories)
def test_no_two_entries_of_a_person_are_recorded_in_the_same_instant(history):
    recorded = [entry.recorded_at for entry in history]
    assert recorded == sorted(set(recorded))


# --- reading -------------------------------------------------------------------------------------------------------


def test_an_entry_that_was_taken_back_leaves_the_person_where_they_stood_before():
    history = moved(moved([opened()], 1, 1, WAITING), 2, 2, ABOARD)
    struck = ledger.take_back(history, news(number(3), hour(3), hour(3)), person=PERSON, corrects=number(2))
    assert ledger.fold([*history, struck]) == WAITING
    assert ledger.fold([*history, struck], known_at=hour(2)) == ABOARD


def test_striking_a_correction_does_not_bring_back_what_it_corrected():
    history = moved(moved([opened()], 1, 1, WAITING), 2, 2, ABOARD)
    history += ledger.correct(history, news(number(3), hour(2), hour(3)), person=PERSON, corrects=number(2), to=LOST)
    history.append(ledger.take_back(history, news(number(4), hour(4), hour(4)), person=PERSON, corrects=number(3)))
    assert ledger.fold(history) == WAITING


def test_an_entry_that_was_struck_wrongly_is_restated_in_the_place_of_the_striking():
    history = moved(moved([opened()], 1, 1, WAITING), 2, 2, ABOARD)
    history.append(ledger.take_back(history, news(number(3), hour(2), hour(3)), person=PERSON, corrects=number(2)))
    history += ledger.correct(history, news(number(4), hour(2), hour(4)), person=PERSON, corrects=number(3), to=ABOARD)
    assert ledger.fold(history) == ABOARD
    assert ledger.fold(history, known_at=hour(3)) == WAITING


def test_a_correction_keeps_its_place_among_what_happened_in_the_same_instant():
    history = moved(moved(moved([opened()], 1, 1, WAITING), 2, 1, PROMISED), 3, 1, ABOARD)
    written = ledger.correct(
        history,
        news(number(9), hour(1), hour(5)),
        person=PERSON,
        corrects=number(2),
        to=Standing(Account.PROMISED, leg="B"),
    )
    assert [entry.corrects for entry in written] == [number(2), number(3)]
    assert ledger.fold([*history, *written]) == ABOARD
    assert ledger.seams([*history, *written]) == []
    assert ledger.fold([*history, *written], known_at=hour(4)) == ABOARD


def test_late_news_between_two_entries_is_taken_and_shows_as_a_seam():
    history = moved(moved([opened()], 1, 2, WAITING), 2, 6, ABOARD)
    later = moved(history, 3, 4, LOST, recorded=8)
    assert ledger.fold(later, at=hour(5)) == LOST
    assert ledger.fold(later) == ABOARD
    assert ledger.seams(later) == [Seam(history[2], LOST)]


def test_a_timeline_runs_from_the_opening_without_a_gap():
    history = moved(moved([opened()], 1, 2, WAITING), 2, 6, ABOARD)
    stays = [(stay.standing, stay.since, stay.until) for stay in ledger.timeline(history)]
    assert stays == [(REGISTERED, START, hour(2)), (WAITING, hour(2), hour(6)), (ABOARD, hour(6), None)]


# --- what a wish says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "place", "standing"),
    [
        (Wish.LEAVE_NOW, ALMATY, WAITING),
        (Wish.LEAVE_LATER, ALMATY, WAITING),
        (Wish.UNDECIDED, ALMATY, WAITING),
        (Wish.LEAVE_NOW, None, REGISTERED),
        (Wish.UNDECIDED, None, REGISTERED),
        (Wish.STAY, ALMATY, Standing(Account.STAYS, ALMATY)),
        (Wish.STAY, None, Standing(Account.STAYS)),
        (Wish.LEFT_ALREADY, ALMATY, Standing(Account.LEFT_ALONE)),
    ],
)
def test_the_first_word_of_somebody_says_where_they_stand(wish, place, standing):
    assert ledger.opening_standing(wish, place) == standing


@pytest.mark.parametrize(
    ("stands", "wish", "place", "moves_to"),
    [
        (REGISTERED, Wish.LEAVE_NOW, ALMATY, WAITING),
        (WAITING, Wish.LEAVE_NOW, CAPITAL, Standing(Account.WAITING, CAPITAL)),
        (WAITING, Wish.LEAVE_LATER, ALMATY, None),
        (WAITING, Wish.LEAVE_NOW, None, None),  # a place left out is not a place denied
        (WAITING, Wish.STAY, None, Standing(Account.STAYS, ALMATY)),
        (WAITING, Wish.LEFT_ALREADY, ALMATY, Standing(Account.LEFT_ALONE)),
        (Standing(Account.LEFT_ALONE), Wish.LEAVE_NOW, None, REGISTERED),
        (LOST, Wish.UNDECIDED, ALMATY, WAITING),
        (PROMISED, Wish.STAY, ALMATY, None),
        (ABOARD, Wish.LEFT_ALREADY, None, None),
        (HOME, Wish.LEAVE_NOW, ALMATY, None),
        (Standing(Account.DECEASED), Wish.LEAVE_NOW, ALMATY, None),
        (Standing(Account.NOT_OURS), Wish.LEAVE_NOW, ALMATY, None),
        (Standing(Account.ASSEMBLED, ALMATY), Wish.STAY, ALMATY, None),
        (Standing(Account.ON_THE_WAY, ALMATY), Wish.STAY, ALMATY, None),
    ],
)
def test_a_new_wish_moves_only_those_who_are_free_to_be_moved_by_it(stands, wish, place, moves_to):
    assert ledger.follow_wish(stands, wish, place) == moves_to


@pytest.mark.parametrize("account", Account)
def test_who_has_left_or_died_does_not_withdraw_from_the_count(account):
    left = {Account.ABOARD, Account.ON_THE_WAY, Account.HOME, Account.DECEASED}
    assert ledger.may_withdraw(Standing(account)) is (account not in left)


# --- refusals ------------------------------------------------------------------------------------------------------


def transfer(
    history: list[Entry], *, origin: Standing | None, to: Standing, happened: datetime | None = None, key: int = 99
):
    said = news(number(key), happened or hour(5), hour(5))
    return ledger.transfer(history, said, person=PERSON, origin=origin, to=to)


@pytest.mark.parametrize(
    ("origin", "to", "happened", "reason"),
    [
        (HOME, ABOARD, hour(5), PeopleReason.STANDS_ELSEWHERE),
        (None, ABOARD, hour(5), PeopleReason.STANDS_ELSEWHERE),
        (Standing(Account.WAITING, CAPITAL), ABOARD, hour(5), PeopleReason.STANDS_ELSEWHERE),
        (WAITING, WAITING, hour(5), PeopleReason.STANDS_THERE_ALREADY),
        (WAITING, Standing(Account.WAITING), hour(5), PeopleReason.PLACE_NEEDED),
        (WAITING, Standing(Account.ASSEMBLED), hour(5), PeopleReason.PLACE_NEEDED),
        (WAITING, Standing(Account.ON_THE_WAY), hour(5), PeopleReason.PLACE_NEEDED),
        (WAITING, Standing(Account.PROMISED, ALMATY), hour(5), PeopleReason.LEG_NEEDED),
        (WAITING, Standing(Account.ABOARD), hour(5), PeopleReason.LEG_NEEDED),
        (WAITING, Standing(Account.ABOARD, None, "K" * 61), hour(5), FoundationReason.TEXT_TOO_LONG),
        (WAITING, ABOARD, hour(5) + timedelta(minutes=6), PeopleReason.HAPPENS_IN_FUTURE),
        (REGISTERED, ABOARD, START - timedelta(minutes=1), PeopleReason.NOT_OPENED),
    ],
)
def test_a_transfer_that_would_be_untrue_is_refused_with_its_reason(origin, to, happened, reason):
    history = moved([opened()], 1, 2, WAITING)
    with pytest.raises(Refused) as refusal:
        transfer(history, origin=origin, to=to, happened=happened)
    assert reason_of(refusal) == reason


def test_a_refusal_says_where_the_person_stands():
    with pytest.raises(Refused) as refusal:
        transfer([opened()], origin=WAITING, to=ABOARD)
    assert refusal.value.details["stands"] == REGISTERED


def test_a_clock_that_runs_a_little_ahead_is_believed():
    entry = transfer([opened()], origin=REGISTERED, to=ABOARD, happened=hour(5) + timedelta(minutes=5))
    assert entry.happened_at == hour(5) + timedelta(minutes=5)


def test_nobody_is_moved_before_their_account_is_opened():
    with pytest.raises(Refused) as refusal:
        transfer([], origin=None, to=ABOARD)
    assert reason_of(refusal) == PeopleReason.NOT_OPENED


def test_nobody_is_opened_twice_and_the_same_opening_again_is_silent():
    first = opened()
    with pytest.raises(Refused) as refusal:
        ledger.open_account([first], news(number(5), START, START), person=PERSON, to=REGISTERED)
    assert reason_of(refusal) == PeopleReason.ALREADY_OPENED
    assert ledger.open_account([first], news(first.id, START, START), person=PERSON, to=REGISTERED) == first


def test_an_id_that_comes_again_with_other_content_is_refused():
    history = moved([opened()], 1, 2, WAITING)
    with pytest.raises(Refused) as refusal:
        transfer(history, origin=WAITING, to=ABOARD, key=1)
    assert reason_of(refusal) == PeopleReason.ENTRY_DIFFERS


def test_the_same_entry_again_is_the_same_entry_even_when_the_person_has_moved_on():
    history = moved(moved([opened()], 1, 2, WAITING), 2, 3, ABOARD)
    said = news(number(1), hour(2), hour(9))
    assert ledger.transfer(history, said, person=PERSON, origin=REGISTERED, to=WAITING) == history[1]


def test_an_opening_is_restated_but_never_taken_back_or_moved_to_another_hour():
    history = moved([opened()], 1, 2, WAITING)
    opening = history[0].id
    with pytest.raises(Refused) as refusal:
        ledger.take_back(history, news(number(5), START, hour(5)), person=PERSON, corrects=opening)
    assert reason_of(refusal) == PeopleReason.OPENING_STAYS
    with pytest.raises(Refused) as refusal:
        ledger.correct(history, news(number(5), hour(1), hour(5)), person=PERSON, corrects=opening, to=LOST)
    assert reason_of(refusal) == PeopleReason.OPENING_STAYS
    history += ledger.correct(history, news(number(5), START, hour(5)), person=PERSON, corrects=opening, to=LOST)
    assert ledger.fold(history, at=START) == LOST
    with pytest.raises(Refused) as refusal:
        ledger.take_back(history, news(number(6), START, hour(6)), person=PERSON, corrects=number(5))
    assert reason_of(refusal) == PeopleReason.OPENING_STAYS


@pytest.mark.parametrize(
    ("corrects", "reason"),
    [(77, PeopleReason.NO_SUCH_ENTRY), (1, PeopleReason.ALREADY_CORRECTED), (2, PeopleReason.ALREADY_CORRECTED)],
)
def test_only_what_is_there_and_not_yet_corrected_is_taken_back(corrects, reason):
    history = moved([opened()], 1, 2, WAITING)
    history.append(ledger.take_back(history, news(number(2), hour(2), hour(3)), person=PERSON, corrects=number(1)))
    with pytest.raises(Refused) as refusal:
        ledger.take_back(history, news(number(9), hour(2), hour(4)), person=PERSON, corrects=number(corrects))
    assert reason_of(refusal) == reason


def test_another_persons_entry_is_not_corrected():
    stranger = opened(person=number(50))
    with pytest.raises(Refused) as refusal:
        ledger.correct(
            [opened(), stranger], news(number(9), START, hour(1)), person=PERSON, corrects=stranger.id, to=LOST
        )
    assert reason_of(refusal) == PeopleReason.NO_SUCH_ENTRY


def test_a_correction_to_before_the_opening_is_refused():
    history = moved([opened()], 1, 2, WAITING)
    early = news(number(9), START - timedelta(hours=1), hour(5))
    with pytest.raises(Refused) as refusal:
        ledger.correct(history, early, person=PERSON, corrects=number(1), to=LOST)
    assert reason_of(refusal) == PeopleReason.NOT_OPENED


def test_a_correction_that_says_the_same_is_refused_and_better_evidence_is_not():
    history = moved([opened()], 1, 2, WAITING)
    with pytest.raises(Refused) as refusal:
        ledger.correct(history, news(number(9), hour(2), hour(5)), person=PERSON, corrects=number(1), to=WAITING)
    assert reason_of(refusal) == PeopleReason.STANDS_THERE_ALREADY
    seen = news(number(9), hour(2), hour(5), Evidence.SEEN)
    (restated,) = ledger.correct(history, seen, person=PERSON, corrects=number(1), to=WAITING)
    assert (restated.evidence, restated.origin) == (Evidence.SEEN, REGISTERED)


def test_a_correction_of_a_correction_leaves_from_where_the_person_really_stood():
    history = moved(moved([opened()], 1, 1, WAITING), 2, 2, ABOARD)
    history += ledger.correct(history, news(number(3), hour(2), hour(3)), person=PERSON, corrects=number(2), to=LOST)
    (again,) = ledger.correct(history, news(number(4), hour(2), hour(4)), person=PERSON, corrects=number(3), to=HOME)
    assert again.origin == WAITING


def test_an_act_that_is_refused_writes_nothing():
    assert do([opened()], Act(number(9), -2, HOME, None), hour(1)) == []


@given(st.lists(standings, min_size=2, max_size=5), st.data())
def test_corrections_in_one_instant_leave_the_others_in_their_order(steps, data):
    history = [opened()]
    for key, to in enumerate(steps):
        if to != ledger.fold(history):
            history = moved(history, key + 1, 1, to)
    places = [entry.id for entry in ledger.effective(history)]
    held = {key: entry.standing for key, entry in zip(places, ledger.effective(history), strict=True)}
    now = {key: key for key in places}  # which entry holds each place
    for turn in range(4):
        place = data.draw(st.sampled_from(places[1:] or places))
        to = data.draw(standings)
        wrong = next(entry for entry in history if entry.id == now[place])
        if wrong.standing == to:
            continue
        said = news(number(100 + turn), wrong.happened_at, hour(5))
        written = ledger.correct(history, said, person=PERSON, corrects=wrong.id, to=to)
        history += written
        replaced = {entry.corrects: entry.id for entry in written}
        now = {key: replaced.get(holder, holder) for key, holder in now.items()}
        held[place] = to
    assert [entry.standing for entry in ledger.effective(history)] == [held[key] for key in places]
    assert ledger.effective(history)[-1].standing == ledger.fold(history)


def test_an_hour_typed_to_the_minute_is_not_before_what_is_known_of_that_minute():
    seconds = START + timedelta(seconds=30)
    first = ledger.open_account([], news(number(1), seconds, seconds), person=PERSON, to=REGISTERED)
    entry = ledger.transfer([first], news(number(2), START, hour(1)), person=PERSON, origin=REGISTERED, to=WAITING)
    assert entry.happened_at == seconds
    (again,) = ledger.correct(
        [first, entry], news(number(3), START, hour(1)), person=PERSON, corrects=entry.id, to=HOME
    )
    assert again.happened_at == seconds
    exact = news(number(4), START + timedelta(seconds=29), hour(1))
    with pytest.raises(Refused) as refusal:
        ledger.transfer([first], exact, person=PERSON, origin=REGISTERED, to=WAITING)
    assert reason_of(refusal) == PeopleReason.NOT_OPENED
