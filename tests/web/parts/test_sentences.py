"""Every reason and every fault has its sentence, in four languages."""

from enum import Enum

import pytest
from django.utils import translation

from dodomu.boarding.reasons import BoardingReason
from dodomu.contact.reasons import ContactReason
from dodomu.exercise.reasons import ExerciseReason
from dodomu.foundation.refusal import FoundationReason, Reason, Refused
from dodomu.journeys.reasons import JourneysReason
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.faults import FaultCode
from dodomu.situation.reasons import SituationReason
from dodomu.web.parts.sentences import FAULT_SENTENCES, SENTENCES, fault_sentence, sentence

REASONS = [
    *FoundationReason, *PeopleReason, *SituationReason, *ContactReason, *JourneysReason, *BoardingReason,
    *ExerciseReason,
]  # fmt: skip


def test_no_reason_is_forgotten() -> None:
    known = {
        BoardingReason, ContactReason, ExerciseReason, FoundationReason, JourneysReason, PeopleReason, SituationReason,
    }  # fmt: skip
    assert set(Reason.__subclasses__()) == known
    assert {reason.value for reason in REASONS} == {reason.value for reason in SENTENCES}


def test_no_two_reasons_have_one_value() -> None:
    """They are compared as texts: of two that are equal one would say the other's sentence."""
    assert len({reason.value for reason in REASONS}) == len(REASONS)


def test_no_fault_is_forgotten() -> None:
    assert {code.value for code in FaultCode} == set(FAULT_SENTENCES)


@pytest.mark.parametrize("reason", REASONS, ids=str)
def test_a_refusal_says_what_is_the_matter_in_a_whole_sentence(reason: Reason) -> None:
    with translation.override("en"):
        said = sentence(Refused(reason))
    assert said[0].isupper()
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
@pytest.mark.parametrize("member", [*REASONS, *FaultCode], ids=str)
def test_every_sentence_is_translated(member: Enum, language: str) -> None:
    table = FAULT_SENTENCES if isinstance(member, FaultCode) else SENTENCES
    with translation.override("en"):
        english = str(table[member])  # type: ignore[index]
    with translation.override(language):
        assert str(table[member]) != english  # type: ignore[index]


def test_a_fault_names_its_limit() -> None:
    with translation.override("en"):
        assert fault_sentence(FaultCode.TOO_LONG, {"limit": 100}) == "This is too long: at most 100 characters."
