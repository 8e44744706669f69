"""Every field of a pack is named here: whoever steals an opened list reads no more than these."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dodomu.boarding.operations.passes import keep_passes
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.rules.terms import Answer
from tests import cast
from tests.boarding import gates
from tests.boarding.gates import pack_at
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered

pytestmark = pytest.mark.django_db
VERDICT = "v g d n h x.also x.was x.leg x.point x.lacks x.expired x.why x.at x.by x.device"
ALLOWED = {
    "": "v id device facts_at made_at expires_at shift salt until left_out fold.*",
    "crisis.": "id slug name zone exercise",
    "point.": "id ref name",
    "keys.": "id number key state",
    "officers.": "id name",
    "default.": "v g d",
    "legs.": "id ref title from to zone way meets departs arrives release state places code riders default.v default.g",
    "parties.": "id may_split lacks",
    "persons.": "id ref party name latin find born minor citizen lead needs phones docs tail account at "
    "at.leg was refs passes.*",
    "persons.any.": VERDICT,
    "persons.legs.*.": VERDICT,
    "ended.": "s g by",
}  # what is not here needs a reason why who steals an opened list may have it


def _fields(value: Any, where: str = "") -> set[str]:
    """Return every field of a pack by its way; names that are ids or letters are a star."""
    if isinstance(value, list):
        return {field for each in value for field in _fields(each, where)}
    if not isinstance(value, dict):
        return {where}
    starred = where in ("fold", "persons.legs", "persons.passes")
    return {
        field
        for name, each in value.items()
        for field in _fields(each, f"{where}.{'*' if starred else name}".strip("."))
    }


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Harbour:
    made = gates.gate(tmp_path, settings)
    made.leg("PS-1", 4)
    made.leg("PS-2", 4, departs=TOMORROW + timedelta(hours=12))
    return made


def test_only_what_a_gate_needs_is_in_a_pack(here: Harbour):
    """Not where somebody lives, no note, no whole document number or telephone, no day of birth."""
    party = cast.register(
        here.crisis,
        {"name": "Секретна Ганна", "birth_date": "1990-09-02", "citizenships": "UA", "phones": "+380 00 111 22 33",
         "document_number": "FX 123456", "emails": "who@example.org", "needs": "wheelchair",
         "needs_words": "Diabetes, insulin", "place": "almaty", "place_words": "Abay 10, flat 5",
         "wish": "leave_now"},
        cast.TARAS,
    ).party  # fmt: skip
    waits = here.party(needs="papers_lost")
    here.offer_all({party: "PS-1", waits: "PS-2"})
    for each in (party, waits):
        answered(here, each, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    answered(here, waits, Answer.DECLINE)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    pack = pack_at(here, "ala")
    text = json.dumps(pack, ensure_ascii=False).casefold()
    for secret in ("0001112233", "1112233", "fx123456", "fx 123456", "example.org", "abay", "1990-09-02", "diabetes"):
        assert secret not in text
    allowed = {f"{where}{name}" for where, names in ALLOWED.items() for name in names.split()}
    found = _fields(pack)
    assert found - allowed == set()
    assert {"persons.tail", "persons.legs.*.g", "persons.passes.*", "ended.by"} <= found  # what is deep is seen
