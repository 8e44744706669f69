"""Every code of offers and of departure clocks has its words, and every reason takes the facts it comes with."""

from collections.abc import Iterable, Mapping

import pytest

from dodomu.journeys.rules.clocks import Because
from dodomu.journeys.rules.inviting import Invite, Learned, boarding
from dodomu.journeys.rules.notices import Bring
from dodomu.journeys.rules.terms import (
    Answer,
    ClockCode,
    ClockState,
    DeclineReason,
    EndCause,
    InviteLimit,
    MilestoneKind,
    OfferKind,
    OfferState,
)
from dodomu.web.parts import clock_words, invite_words, offer_words
from dodomu.web.public import offered

HOUR = "2022-01-11T12:00:00+00:00"
FACTS = (
    ("charter", "C-1"), ("price", 90_000), ("seats", 3), ("persons", 7), ("parties", 2), ("permission", "TR-1"),
    ("country", "TR"), ("state", "refused"), ("quota", 5), ("minutes", 90), ("per_hour", 60), ("restriction", "R-1"),
    ("from", HOUR), ("until", HOUR), ("first", HOUR), ("last", HOUR),
)  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (OfferState, offer_words.OFFER_STATES),
        (OfferKind, offer_words.OFFER_KINDS),
        (Answer, offer_words.ANSWERS),
        (Answer, offered.SAID),
        (DeclineReason, offer_words.DECLINE_REASONS),
        (EndCause, offer_words.END_CAUSES),
        (EndCause, offered.ENDED),
        (Bring, offer_words.BRING),
        (MilestoneKind, clock_words.HOURS),
        (ClockState, clock_words.STATES),
        (ClockCode, clock_words.BECAUSE),
        (InviteLimit, invite_words.BOUND),
    ],
)
def test_no_code_is_forgotten(codes: Iterable[str], words: Mapping[str, object]) -> None:
    assert {str(code) for code in codes} == {str(code) for code in words}


@pytest.mark.parametrize("code", ClockCode)
def test_a_reason_of_a_clock_is_said_with_its_facts_in_the_zone_of_the_page(code: ClockCode) -> None:
    said = clock_words.because_words(Because(code, FACTS), "Asia/Almaty")
    assert "{" not in said
    assert HOUR not in said
    assert "12:00" not in said  # of Greenwich


def test_a_reason_without_its_facts_is_still_said() -> None:
    assert clock_words.because_words(Because(ClockCode.ORDERED), "Asia/Almaty")


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (0, "0 min left"), (90, "1 h 30 min left"), (-5, "5 min late")]
)
def test_what_is_left_and_what_is_late(minutes: int | None, words: str) -> None:
    assert clock_words.slack_words(minutes) == words


def test_what_is_expected_is_said_with_its_range() -> None:
    said = invite_words.boarding_words(boarding(Learned(), accepted=0, unanswered=100))
    assert said == "Of 100 who were told a place, 55 are expected aboard (40 to 70): 55\u00a0%, most likely between " \
        "40\u00a0% and 70\u00a0%."  # fmt: skip
    assert "Nobody was told a place yet." in invite_words.boarding_words(boarding(Learned(), accepted=0, unanswered=0))


def invite(persons: int, bound_by: InviteLimit, risk: float = 0.04, within_risk: int = 9) -> Invite:
    return Invite((), persons, within_risk, risk, 0.0004, 0.2, 12.4, bound_by)


def test_the_risk_of_turning_somebody_away_is_always_stated() -> None:
    said = " ".join(invite_words.invite_words(invite(7, InviteLimit.RISK), 20))
    for words in ("7 persons", "4.0 of 100 cases", "0.2 persons", "12 seats", "would be too great"):
        assert words in said
    nobody = " ".join(invite_words.invite_words(invite(0, InviteLimit.ALLOWED), 0))
    for words in ("Nobody more", "9 persons", "not allowed", "less than 0.1 of 100"):
        assert words in nobody


def test_a_vehicle_is_named_by_what_is_known_of_it() -> None:
    assert offer_words.vehicle_words("air", "UIA", "PS 9016") == "flight PS 9016, UIA"
    assert offer_words.vehicle_words("", "", "") == "our own vehicle"
    assert offer_words.bring_words(["passport", "medicine", "a-thing-of-others"]) == [
        "passport", "medicine that you need", "a-thing-of-others"
    ]  # fmt: skip
