"""What chance decides in an exercise: the same in every play, within its hours, and as often as the rates say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.exercise import chances
from dodomu.exercise.chances import Luck
from dodomu.exercise.content import side_of
from dodomu.journeys.rules.terms import Answer, DeclineReason

ALMATY = ZoneInfo("Asia/Almaty")
NOON = datetime(2022, 1, 11, 12, tzinfo=ALMATY)
USUAL = side_of("kazakhstan-2022", "ua").luck


def replies(party: str, *, told_at: datetime = NOON, luck: Luck = USUAL, hours: float = 24) -> tuple[chances.Said, ...]:
    until = told_at + timedelta(hours=hours)
    return chances.replies(luck, party, "A006@13", told_at=told_at, answer_by=until, zone="Asia/Almaty")


def test_the_rates_of_the_exercise_are_those_of_its_file():
    assert (USUAL.decline, USUAL.no_answer, round(USUAL.accept, 2), USUAL.come) == (0.23, 0.15, 0.62, 0.92)


def test_of_a_thousand_parties_as_many_accept_decline_and_are_silent_as_the_rates_say():
    last = [said[-1].answer if (said := replies(f"G{number}")) else None for number in range(1000)]
    assert 560 < last.count(Answer.ACCEPT) < 680
    assert 180 < last.count(Answer.DECLINE) < 280
    assert 110 < last.count(None) < 190


def test_who_declines_says_why_and_who_asks_for_time_answers_later_all_the_same():
    said = [replies(f"G{number}") for number in range(300)]
    reasons = {each[-1].reason for each in said if each and each[-1].answer is Answer.DECLINE}
    assert None not in reasons and {DeclineReason.OTHER_DATE, DeclineReason.NO_SAFE_WAY} <= reasons
    asked = [each for each in said if len(each) == 2]
    assert asked and all(first.answer is Answer.LATER and first.at <= second.at for first, second in asked)


@given(
    party=st.text(max_size=5),
    told=st.integers(min_value=0, max_value=31 * 24 * 60),
    minutes=st.integers(min_value=0, max_value=3000),
)
def test_nobody_answers_at_night_too_soon_after_a_day_or_past_the_deadline(party: str, told: int, minutes: int):
    told_at = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=told)
    answer_by = told_at + timedelta(minutes=minutes)
    for said in chances.replies(USUAL, party, "way", told_at=told_at, answer_by=answer_by, zone="Asia/Almaty"):
        assert told_at + timedelta(minutes=20) <= said.at <= min(answer_by, told_at + timedelta(days=1))
        assert 7 <= said.at.astimezone(ALMATY).hour < 22


def test_an_offer_that_runs_out_in_the_night_in_which_it_came_is_not_answered():
    night = datetime(2022, 1, 11, 23, tzinfo=ALMATY)
    assert all(replies(f"G{number}", told_at=night, hours=6) == () for number in range(20))


def test_the_same_is_drawn_again_and_another_seed_draws_otherwise():
    again = [replies(f"G{number}") for number in range(50)]
    assert again == [replies(f"G{number}") for number in range(50)]
    other = Luck(seed=1, decline=0.23, no_answer=0.15)
    assert again != [replies(f"G{number}", luck=other) for number in range(50)]


def test_the_same_legs_run_in_every_play_about_as_often_as_their_chance():
    ran = [chances.runs(USUAL, f"L{number}", 0.6) for number in range(1000)]
    assert 550 < sum(ran) < 650
    assert chances.runs(USUAL, "any", 1.0) and chances.runs(USUAL, "any", None) and not chances.runs(USUAL, "any", 0.0)


@pytest.mark.parametrize("rate", [0.45, 1.0, 7.0, -1.0])
def test_another_rate_of_refusals_never_makes_more_than_all(rate: float):
    luck = USUAL.declining(rate)
    assert 0 <= luck.decline <= 1 and luck.accept >= -1e-9
    if rate == 0.45:
        assert (luck.decline, luck.no_answer, round(luck.accept, 2)) == (0.45, 0.15, 0.4)


def test_where_everybody_says_yes_everybody_comes():
    luck = USUAL.with_everybody()
    assert all(replies(f"G{number}", luck=luck)[-1].answer is Answer.ACCEPT for number in range(50))
    assert all(chances.comes(luck, f"G{number}", "A006") for number in range(50))
