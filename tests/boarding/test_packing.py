"""What a pack holds: everybody who may stand at the gate with their answer, and nothing more of anybody."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dodomu.boarding.models import Pack, Pass
from dodomu.boarding.operations.passes import keep_passes
from dodomu.boarding.operations.receiving import keep_touches
from dodomu.boarding.queries import pack_people
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import packing
from dodomu.boarding.rules.terms import Via
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Leg, Offer, StandbyPlace
from dodomu.journeys.operations import settling
from dodomu.journeys.rules.terms import Answer, OfferKind
from dodomu.people.models import Person
from dodomu.people.operations import identity
from tests import cast
from tests.boarding import gates
from tests.boarding.gates import HOUR, hashed, milliseconds, pack_at, person_in, verdict_in
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Harbour:
    made = gates.gate(tmp_path, settings)
    made.leg("PS-1", 4)
    made.leg("PS-2", 4, departs=TOMORROW + timedelta(hours=12))
    return made


def who(party: Any) -> Any:
    return Person.objects.filter(party=party).order_by("-leads_party", "id").first().id


def test_a_pack_is_signed_and_written_down_with_its_digest_only(here: Harbour):
    here.party()
    device = gates.enrolled(here.crisis)
    pack = gates.given(device.device, here.place("ala").id)
    said = gates.opened(pack)
    row = Pack.objects.get()
    assert said["id"] == str(row.id) == str(pack.id)
    assert (row.device_id, row.persons, len(row.legs)) == (device.device, 1, 2)
    assert said["device"] == str(device.device)
    assert said["expires_at"] == milliseconds(row.expires_at)


def test_without_a_key_there_is_no_pack(here: Harbour, settings: Any):
    device = gates.enrolled(here.crisis)
    settings.DODOMU_SIGNING_KEY_FILE = ""
    with pytest.raises(Refused) as caught:
        gates.given(device.device, here.place("ala").id)
    assert caught.value.reason is BoardingReason.NO_KEY_TO_SIGN_PACKS
    assert not Pack.objects.exists()


def test_the_pack_of_another_crisis_is_not_given(here: Harbour):
    elsewhere = cast.crisis()
    device = gates.enrolled(here.crisis)
    with pytest.raises(Refused) as caught:
        gates.given(device.device, elsewhere.places.get(ref="almaty").id)
    assert caught.value.reason is BoardingReason.NO_SUCH_POINT


def test_riders_of_the_point_are_in_it_with_their_answers(here: Harbour):
    yes, silent = here.party(2), here.party()
    here.offer_all({yes: "PS-1", silent: "PS-2"})
    answered(here, yes, Answer.ACCEPT)
    pack, first, second = pack_at(here), here.legs["PS-1"].id, here.legs["PS-2"].id
    assert verdict_in(pack, who(yes), first)["v"] == "ask"  # no document is known, and it crosses a border
    assert verdict_in(pack, who(yes), first)["g"] == "no-document"
    assert verdict_in(pack, who(yes), second) == {"v": "ask", "g": "other-leg", "d": "consul", "x": {"leg": "PS-1"}}
    assert verdict_in(pack, who(silent), second)["g"] == "not-answered"


def test_a_holder_with_a_passport_goes(here: Harbour):
    party = here.party(document_number="FX 123456", document_kind="passport")
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.ACCEPT)
    assert verdict_in(pack_at(here), who(party), here.legs["PS-1"].id) == {
        "v": "go", "g": "holds-a-place", "h": "place",
    }  # fmt: skip


def test_the_line_is_in_the_order_of_the_plan(here: Harbour):
    holds, first, second = here.party(), here.party(), here.party()
    here.offer_all({holds: "PS-1"})
    for position, party in enumerate((first, second), start=1):
        StandbyPlace.objects.create(
            adoption=Adoption.objects.get(crisis=here.id, ended_at=None), leg=here.legs["PS-1"], party_id=party,
            position=position, there_at=NOW, home_at=TOMORROW,
        )  # fmt: skip
    Offer.objects.create(
        crisis=here.crisis, party_id=second, persons=[who(second)], kind=OfferKind.STANDBY, state="sent",
        first_leg=here.legs["PS-1"], last_leg=here.legs["PS-1"], meet_at=TOMORROW, leave_by=TOMORROW, made_at=NOW,
        sent_at=NOW, answer_by=TOMORROW,
    )  # fmt: skip
    pack, leg = pack_at(here), here.legs["PS-1"].id
    assert (verdict_in(pack, who(first), leg)["g"], verdict_in(pack, who(first), leg)["n"]) == ("no-offer", 1)
    assert (verdict_in(pack, who(second), leg)["g"], verdict_in(pack, who(second), leg)["n"]) == ("stands-by", 2)


def test_who_was_asked_to_the_gate_and_stands_in_no_line_comes_after_it_in_the_order_of_asking(here: Harbour):
    holds, in_line, late, early = (here.party() for _ in range(4))
    here.offer_all({holds: "PS-1"})
    StandbyPlace.objects.create(
        adoption=Adoption.objects.get(crisis=here.id, ended_at=None), leg=here.legs["PS-1"], party_id=in_line,
        position=4, there_at=NOW, home_at=TOMORROW,
    )  # fmt: skip
    for party, asked in ((late, NOW), (early, NOW - HOUR), (in_line, NOW)):
        Offer.objects.create(
            crisis=here.crisis, party_id=party, persons=[who(party)], kind=OfferKind.STANDBY, state="sent",
            first_leg=here.legs["PS-1"], last_leg=here.legs["PS-1"], meet_at=TOMORROW, leave_by=TOMORROW, made_at=NOW,
            sent_at=asked, answer_by=TOMORROW,
        )  # fmt: skip
    pack, leg = pack_at(here), here.legs["PS-1"].id
    assert [verdict_in(pack, who(party), leg)["n"] for party in (in_line, early, late)] == [4, 5, 6]


def test_who_said_no_is_told_as_that(here: Harbour):
    party = here.party()
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.DECLINE)
    said = verdict_in(pack_at(here), who(party), here.legs["PS-1"].id)
    assert (said["g"], said["x"]) == ("no-offer", {"was": "declined"})


def test_who_is_in_the_city_is_in_the_pack_and_who_is_elsewhere_is_not(here: Harbour):
    near, far = here.party(), here.party(place="nursultan")
    Crisis.objects.filter(id=here.id).update(places_version=2)
    ids = {each["id"] for each in pack_at(here, "almaty")["persons"]}
    assert str(who(near)) in ids
    assert str(who(far)) not in ids


def test_a_rider_from_another_city_is_in_the_pack(here: Harbour):
    far = here.party(place="nursultan")
    here.offer_all({far: "PS-1"})
    assert person_in(pack_at(here), who(far))["at"] == {"leg": "PS-1"}


def test_nobody_of_another_crisis_is_in_a_pack(here: Harbour):
    stranger = cast.register(cast.crisis(), cast.OLENA).party
    here.party()
    assert str(who(stranger)) not in json.dumps(pack_at(here, "almaty"))


def test_joined_and_forgotten_records_are_nobody_in_a_pack(here: Harbour):
    stays, joined, forgotten = here.party(), here.party(), here.party()
    Person.objects.filter(party=joined).update(joined_into=who(stays))
    Person.objects.filter(party=forgotten).update(forgotten_at=NOW)
    pack = pack_at(here, "almaty")
    assert [each["id"] for each in pack["persons"]] == [str(who(stays))]
    assert str(who(forgotten)) not in json.dumps(pack)


def test_who_has_two_records_is_found_by_what_either_of_them_was_given(here: Harbour):
    """Their code, telephone, passport and pass may be those of the record that was joined into the other."""
    first = here.party(document_number="FX 123456", phones="+380000000017", place="nursultan")
    here.offer_all({first: "PS-1"})
    answered(here, first, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    held = Pass.objects.get()
    other = here.party(place="nursultan")
    identity.join_persons(kept=who(other), joined=who(first), grounds=[], by=here.officer(), at=NOW)
    pack = pack_at(here)
    said = person_in(pack, who(other))
    assert said["was"] == [str(who(first))]
    assert said["refs"] == [Person.objects.get(id=who(first)).reference]
    assert hashed(pack, "FX123456") in said["docs"] and hashed(pack, "+380000000017") in said["phones"]
    assert said["passes"] == {str(held.leg_id): bytes(held.serial).hex()}
    settling.settle(crisis=here.id, by=SYSTEM, at=NOW)
    here.offer_all({other: "PS-2"})
    answered(here, other, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    new = Pass.objects.get(person=who(other))
    assert pack_at(here)["ended"] == [
        {"s": bytes(held.serial).hex(), "g": "pass-superseded", "by": bytes(new.serial).hex()}
    ]


def test_a_city_that_is_too_large_is_cut_at_whole_parties_and_riders_come_first(here: Harbour, monkeypatch: Any):
    monkeypatch.setattr(packing, "MOST", 3)
    family, rider = here.party(2), here.party(2, place="nursultan")
    here.offer_all({rider: "PS-1"})
    pack = pack_at(here)
    ids = {each["party"] for each in pack["persons"]}
    assert ids == {str(rider)}
    assert pack["left_out"] == Person.objects.filter(party=family).count() == 2
    assert pack["until"] is None


def test_a_point_that_is_too_large_is_cut_at_whole_legs_and_says_from_which_hour_on(here: Harbour, monkeypatch: Any):
    monkeypatch.setattr(packing, "MOST", 3)
    here.leg("PS-3", 4, departs=TOMORROW + timedelta(hours=18))
    soon, later, last = (here.party(2, place="nursultan") for _ in range(3))
    here.offer_all({soon: "PS-1", later: "PS-2", last: "PS-3"})
    pack = pack_at(here)
    assert [leg["ref"] for leg in pack["legs"]] == ["PS-1"]
    assert {each["party"] for each in pack["persons"]} == {str(soon)}
    assert pack["until"] == milliseconds(TOMORROW + timedelta(hours=12))
    assert Pack.objects.get().legs == [here.legs["PS-1"].id]


def test_a_leg_that_is_gone_takes_no_room_from_those_to_come(here: Harbour, monkeypatch: Any):
    monkeypatch.setattr(packing, "MOST", 2)
    gone, coming = here.party(2, place="nursultan"), here.party(2, place="nursultan")
    here.offer_all({gone: "PS-1", coming: "PS-2"})
    Leg.objects.filter(ref="PS-1").update(state="departed")
    pack = pack_at(here)
    assert [leg["ref"] for leg in pack["legs"]] == ["PS-1", "PS-2"]
    assert {each["party"] for each in pack["persons"]} == {str(coming)}
    assert pack["until"] is None


def test_a_place_is_kept_whatever_else_there_is_to_ask_about(here: Harbour):
    """A gate counts the places that are free by this, not by the ground: an unanswered offer keeps its place."""
    silent, waits = here.party(), here.party(needs="papers_lost")
    here.offer_all({silent: "PS-1"})
    Offer.objects.create(
        crisis=here.crisis, party_id=waits, persons=[who(waits)], kind=OfferKind.STANDBY, state="sent",
        first_leg=here.legs["PS-1"], last_leg=here.legs["PS-1"], meet_at=TOMORROW, leave_by=TOMORROW, made_at=NOW,
        sent_at=NOW, answer_by=TOMORROW,
    )  # fmt: skip
    pack, leg = pack_at(here), here.legs["PS-1"].id
    asked = [(verdict_in(pack, who(each), leg)["g"], verdict_in(pack, who(each), leg)["h"]) for each in (silent, waits)]
    assert asked == [("not-answered", "place"), ("no-document", "standby")]


def test_telephones_and_documents_are_found_by_their_hashes(here: Harbour):
    party = here.party(phones="+380 00 111 22 33", document_number="FX 123-456")
    pack = pack_at(here, "almaty")
    person = person_in(pack, who(party))
    assert hashed(pack, "+380001112233") in person["phones"]
    assert hashed(pack, "001112233") in person["phones"]
    assert person["docs"] == [hashed(pack, "FX123456")]
    assert person["tail"] == "456"
    assert person_in(pack_at(here, "almaty"), who(party))["docs"] != person["docs"]  # salted anew in each pack


def test_a_name_is_kept_in_latin_and_in_the_words_it_is_found_by(here: Harbour):
    party = cast.register(here.crisis, cast.OLENA).party
    person = person_in(pack_at(here, "almaty"), who(party))
    assert person["latin"].split()[0] == "KOVAL"
    assert "koval" in person["find"]
    assert person["born"] == 1986


def test_a_child_is_marked_and_lacking_people_are_counted(here: Harbour):
    party = cast.register(here.crisis, cast.OLENA, cast.TARAS).party
    pack = pack_at(here, "almaty")
    assert sorted(each["minor"] for each in pack["persons"]) == [False, True]
    assert pack["parties"] == [{"id": str(party), "may_split": False, "lacks": 0}]


def test_a_cancelled_leg_says_stop_to_everybody(here: Harbour):
    party = here.party()
    here.offer_all({party: "PS-1"})
    Leg.objects.filter(ref="PS-1").update(state="cancelled")
    said = verdict_in(pack_at(here), who(party), here.legs["PS-1"].id)
    assert said == {"v": "stop", "g": "leg-cancelled"}


def test_a_leg_has_its_hours_its_places_and_when_they_are_given_on(here: Harbour):
    leg = pack_at(here)["legs"][0]
    assert (leg["ref"], leg["way"], leg["places"], leg["state"]) == ("PS-1", "out", 4, "planned")
    assert leg["departs"] == milliseconds(TOMORROW)
    assert leg["release"] == milliseconds(TOMORROW - 2 * HOUR)
    assert leg["meets"] == milliseconds(TOMORROW - 2.5 * HOUR)


def test_where_people_arrive_the_leg_names_who_comes_by_it(here: Harbour):
    party = here.party()
    here.offer_all({party: "PS-1"})
    legs = pack_at(here, "kbp")["legs"]
    assert [(leg["ref"], leg["way"]) for leg in legs] == [("PS-1", "in"), ("PS-2", "in")]
    assert legs[0]["riders"] == [str(who(party))]


def test_a_leg_of_another_day_is_not_in_the_pack(here: Harbour):
    here.leg("PS-9", 4, departs=NOW + timedelta(hours=73))
    assert [leg["ref"] for leg in pack_at(here)["legs"]] == ["PS-1", "PS-2"]


def test_a_pack_holds_a_day_at_least_and_half_a_day_after_the_last_departure(here: Harbour):
    assert pack_at(here)["expires_at"] == milliseconds(TOMORROW + 24 * HOUR)
    Leg.objects.filter(ref="PS-2").delete()
    Leg.objects.filter(ref="PS-1").update(departs_at=NOW + HOUR)
    assert pack_at(here)["expires_at"] == milliseconds(NOW + 24 * HOUR)


def test_no_pack_holds_longer_than_three_days(here: Harbour):
    here.leg("PS-8", 4, departs=NOW + timedelta(hours=71))
    assert pack_at(here)["expires_at"] == milliseconds(NOW + timedelta(hours=72))


def test_an_exercise_tells_by_how_much_its_clock_differs(here: Harbour):
    device = gates.enrolled(here.crisis)
    Crisis.objects.filter(id=here.id).update(exercise="kazakhstan-2022/ua", exercise_now=NOW)
    real = NOW + timedelta(days=1000)
    said = gates.opened(gates.given(device.device, here.place("ala").id, real))
    assert said["shift"] == milliseconds(NOW) - milliseconds(real)
    assert said["facts_at"] == milliseconds(NOW)
    assert said["expires_at"] > milliseconds(real)
    assert said["crisis"]["exercise"] is True


def test_officers_who_may_board_are_named_and_others_are_not(here: Harbour):
    viewer = gates.field_officer(here.crisis, "Хтось, хто лише дивиться", Role.VIEWER)
    names = {each["name"] for each in pack_at(here)["officers"]}
    assert "Ірина на воротах" in names
    assert viewer.name not in names


def test_a_pack_asks_as_many_statements_for_many_as_for_few(here: Harbour):
    device, point = gates.enrolled(here.crisis).device, here.place("almaty").id
    here.party()
    gates.given(device, point)
    few = _statements(device, point)
    here.offer_all(dict.fromkeys(here.parties(4), "PS-1"))
    here.parties(10, 2)
    assert _statements(device, point) == few


def _statements(device: Any, point: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        gates.given(device, point)
    return len(asked)


def test_the_city_of_a_point_is_the_one_around_it(here: Harbour):
    assert here.place("almaty").id in pack_people._city_of(here.place("almaty").id, places_of(here.id))
    assert uuid4() not in pack_people._city_of(here.place("almaty").id, places_of(here.id))


def test_passes_in_force_are_in_it_and_those_that_ended_are_named_with_what_holds_instead(here: Harbour):
    party = here.party()
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    first = Pass.objects.get()
    leg = str(here.legs["PS-1"].id)
    pack = pack_at(here)
    assert person_in(pack, who(party))["passes"] == {leg: bytes(first.serial).hex()}
    assert pack["ended"] == []
    Leg.objects.filter(ref="PS-1").update(expected_at=TOMORROW + HOUR)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    second = Pass.objects.get(ended_at=None)
    pack = pack_at(here)
    assert person_in(pack, who(party))["passes"] == {leg: bytes(second.serial).hex()}
    ended = {"s": bytes(first.serial).hex(), "g": "pass-superseded", "by": bytes(second.serial).hex()}
    assert pack["ended"] == [ended]


def test_who_lost_their_place_after_a_pass_was_issued_is_still_in_the_pack(here: Harbour):
    party = here.party(place="nursultan")
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    answered(here, party, Answer.DECLINE)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    pack = pack_at(here)
    assert verdict_in(pack, who(party), here.legs["PS-1"].id)["g"] == "no-offer"
    assert [each["g"] for each in pack["ended"]] == ["pass-revoked"]


def test_the_second_scan_says_when_where_and_by_whom_the_first_was(here: Harbour):
    party = here.party()
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.ACCEPT)
    leg, device = here.legs["PS-1"].id, gates.enrolled(here.crisis)
    made = {
        "id": str(uuid4()), "number": 1, "kind": "boarded", "made": milliseconds(NOW), "off": 0, "shift": 0,
        "officer": "Ірина", "point": str(here.place("ala").id), "leg": str(leg), "persons": [str(who(party))],
        "pack": None, "body": {"means": "pass", "verdict": "go", "ground": "holds-a-place"},
    }  # fmt: skip
    said = {"device": str(device.device), "now": milliseconds(NOW), "made": 1, "point": None, "pack": None}
    keep_touches(device=device.device, envelope={**said, "touches": [made]}, via=Via.NETWORK, received_at=NOW)
    verdict = verdict_in(opened_for(here, device.device), who(party), leg)
    assert (verdict["v"], verdict["g"]) == ("stop", "boarded-already")
    seen = verdict["x"]
    assert (seen["leg"], seen["point"], seen["by"], seen["device"]) == ("PS-1", "ala", "Ірина", "Gate 1")
    assert abs(seen["at"] - milliseconds(NOW)) < 1000


def opened_for(here: Harbour, device: Any) -> dict[str, Any]:
    return gates.opened(gates.given(device, here.place("ala").id))
