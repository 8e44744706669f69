"""The code of a pass: what it says comes back, and nothing that somebody else made or changed is taken for ours."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.boarding.rules import base45, passes
from dodomu.boarding.rules.passes import CheckedPass, PassFacts, PublicKey
from dodomu.boarding.rules.terms import Ground, PassKind
from tests.boarding import pass_vectors as vectors

CALMLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # however loaded the machine is
NUMBER, SEED, _ = vectors.KEYS["current"]
OURS = [PublicKey(NUMBER, vectors.raw_public(SEED))]
HOURS = st.integers(0, 2**32 - 1).map(lambda second: datetime.fromtimestamp(second, UTC))
EIGHT = st.binary(min_size=8, max_size=8)
FACTS = st.builds(
    PassFacts,
    serial=EIGHT,
    crisis=EIGHT,
    leg=EIGHT,
    meets=HOURS,
    expires=HOURS,
    reference=st.integers(0, 999_999_999).map("{:09d}".format),
    kind=st.sampled_from(PassKind),
    party_size=st.integers(1, 127),
    name=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-", max_size=30),
    leg_ref=st.text("AZaz09-/ Жәіё№€𝄞", max_size=6),
    birth_year=st.none() | st.integers(1900, 2030),
)


def check(text: str, facts: PassFacts) -> CheckedPass:
    return passes.check(text, keys=OURS, crisis=facts.crisis, at=datetime.fromtimestamp(0, UTC))


def test_the_vectors_that_the_gate_is_tested_with_are_what_we_make():
    assert json.loads(vectors.FILE.read_text(encoding="utf-8")) == vectors.vectors()


def test_each_vector_is_found_to_be_what_its_name_says():
    for case in json.loads(vectors.FILE.read_text(encoding="utf-8"))["cases"]:
        said = case["name"].partition(":")[0].partition(",")[0]
        assert case["ground"] == _GROUNDS.get(said, "pass-unreadable"), case["name"]


_GROUNDS = {
    "good": None,
    "expired": "pass-expired",
    "of another crisis": "pass-of-another-crisis",
    "superseded": "pass-superseded",
    "revoked": "pass-revoked",
    "disowned key": "key-disowned",
    "forged": "pass-forged",
    "altered": "pass-forged",
}


@CALMLY
@given(FACTS)
def test_what_a_pass_says_comes_back_as_it_was_signed(facts):
    text = passes.text_of(passes.sign(facts, number=NUMBER, seed=SEED))
    assert passes.read(text).facts == facts
    found = check(text, facts)
    assert found.ground is (Ground.PASS_EXPIRED if facts.expires.timestamp() <= 0 else None)


@CALMLY
@given(FACTS, st.data())
def test_no_single_changed_octet_is_taken_for_ours(facts, data):
    signed = passes.sign(facts, number=NUMBER, seed=SEED)
    at = data.draw(st.integers(0, len(signed) - 1))
    changed = bytes([signed[at] ^ data.draw(st.integers(1, 255))])
    found = check(passes.text_of(signed[:at] + changed + signed[at + 1 :]), facts)
    assert found.ground in (Ground.PASS_FORGED, Ground.PASS_UNREADABLE)


@CALMLY
@given(FACTS, st.data())
def test_no_pass_that_is_cut_off_is_read(facts, data):
    text = passes.text_of(passes.sign(facts, number=NUMBER, seed=SEED))
    end = data.draw(st.integers(0, len(text) - 1))
    assert check(text[:end], facts).ground is Ground.PASS_UNREADABLE


@CALMLY
@given(st.text() | st.text(base45.SIGNS).map(passes.PREFIX.__add__))
def test_whatever_is_shown_is_judged_and_never_ours(text):
    found = passes.check(text, keys=OURS, crisis=bytes(8), at=datetime.fromtimestamp(0, UTC))
    assert found.ground in (Ground.PASS_UNREADABLE, Ground.PASS_FORGED)


@CALMLY
@given(st.binary(max_size=200))
def test_octets_come_back_from_base45(octets):
    assert base45.decode(base45.encode(octets)) == octets


@CALMLY
@given(st.text(base45.SIGNS, max_size=40))
def test_a_base45_text_has_one_reading(text):
    try:
        octets = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(octets) == text


def test_base45_is_that_of_the_standard():
    assert base45.encode(b"Hello!!") == "%69 VD92EX0"
    assert base45.decode("QED8WEX0") == b"ietf!"
    for bad in ("0", "GGW", "::", "a0", "BB8é"):
        with pytest.raises(ValueError, match="not Base45"):
            base45.decode(bad)


def test_a_crisis_and_a_leg_are_named_by_eight_octets_of_a_digest():
    assert passes.code_of(UUID(int=0)).hex() == "374708fff7719dd5"


def test_a_name_that_does_not_fit_is_never_cut_in_silence():
    with pytest.raises(ValueError, match="more than 30"):
        passes.sign(PassFacts(**vectors.FACTS | {"name": "A" * 31}), number=NUMBER, seed=SEED)
