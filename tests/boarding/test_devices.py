"""Devices: one code enrols one device, and what is told of it is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.boarding.models import Device, Pack, Touch
from dodomu.boarding.operations import devices
from dodomu.boarding.operations.devices import Said
from dodomu.boarding.queries.devices import devices_of, prove
from dodomu.boarding.reasons import BoardingReason
from dodomu.foundation import encryption
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import Crisis, Officer, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Reason, Refused
from dodomu.journeys.reasons import JourneysReason
from tests import cast
from tests.boarding.gates import KEY, code_for, enrolled, field_officer
from tests.journeys.offered import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis()


def refused(code: str, key: str = KEY, at=NOW) -> Reason | None:
    try:
        devices.enrol(code=code, key=key, by=PUBLIC, at=at)
    except Refused as fault:
        return fault.reason
    return None


def test_a_code_enrols_a_device_and_the_secret_is_kept_nowhere(crisis: Crisis):
    made = enrolled(crisis)
    row = Device.objects.get()
    assert (row.id, row.name, row.crisis_id) == (made.device, "Gate 1", crisis.id)
    assert made.secret.encode() not in bytes(row.secret_hash)
    assert made.carry_key not in bytes(row.carry_key)
    assert devices.carry_key_of(made.device) == made.carry_key
    assert len(made.carry_key) == 32
    known = prove(made.device, made.secret)
    assert known is not None and known.may_fetch
    assert known.officer_name == "Ірина на воротах"


def test_a_code_may_be_typed_with_blanks_and_capitals(crisis: Crisis):
    assert refused(code_for(crisis).upper().replace("-", " ")) is None


def test_a_code_works_once(crisis: Crisis):
    code = code_for(crisis)
    assert refused(code) is None
    assert refused(code, "another" * 6) is BoardingReason.ENROLMENT_USED
    assert refused(code, "another" * 6, at=NOW + 20 * MINUTE) is BoardingReason.ENROLMENT_USED
    assert Device.objects.count() == 1


def test_the_same_device_whose_answer_was_lost_is_answered_with_the_same(crisis: Crisis):
    code = code_for(crisis)
    first = devices.enrol(code=code, key=KEY, by=PUBLIC, at=NOW)
    assert devices.enrol(code=code, key=KEY, by=PUBLIC, at=NOW + MINUTE) == first


def test_without_a_key_of_its_own_a_device_is_answered_once(crisis: Crisis):
    code = code_for(crisis)
    assert refused(code, "") is None
    assert refused(code, "") is BoardingReason.ENROLMENT_USED


def test_a_code_is_over_after_a_quarter_of_an_hour(crisis: Crisis):
    code = code_for(crisis)
    assert refused(code, at=NOW + 16 * MINUTE) is BoardingReason.ENROLMENT_OVER
    assert not Device.objects.exists()
    assert refused(code, at=NOW + 15 * MINUTE) is None


@pytest.mark.parametrize("code", ["", "wrong", "а" * 100, "\x00"])
def test_a_code_that_never_was_enrols_nothing(crisis: Crisis, code: str):
    assert refused(code) is BoardingReason.ENROLMENT_OVER


@pytest.mark.django_db(transaction=True)
def test_two_devices_with_one_code_at_once_are_one_device():
    code = code_for(cast.crisis())

    def bring(key: str) -> Reason | None:
        try:
            return refused(code, key)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(bring, ["a" * 40, "b" * 40]))
    assert sorted(answers, key=str) == sorted([None, BoardingReason.ENROLMENT_USED], key=str)
    assert Device.objects.count() == 1


def test_who_may_not_keep_devices_begins_no_enrolment(crisis: Crisis):
    with pytest.raises(Refused) as caught:
        devices.start_enrolment(
            crisis=crisis.id, name="x", officer=field_officer(crisis).id, by=cast.officer(crisis, Role.FIELD_OFFICER),
            at=NOW,
        )  # fmt: skip
    assert caught.value.reason is FoundationReason.NOT_PERMITTED


def test_a_device_is_for_an_officer_of_this_crisis_who_may_board(crisis: Crisis):
    elsewhere, viewer = field_officer(cast.crisis()), field_officer(crisis, role=Role.VIEWER)
    for whose in (elsewhere.id, viewer.id, uuid4()):
        with pytest.raises(Refused) as caught:
            devices.start_enrolment(crisis=crisis.id, name="x", officer=whose, by=cast.officer(crisis), at=NOW)
        assert caught.value.reason is FoundationReason.NO_SUCH_OFFICER


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_device_has_a_name_that_can_be_read(crisis: Crisis, name: str):
    with pytest.raises(Refused):
        devices.start_enrolment(
            crisis=crisis.id, name=name, officer=field_officer(crisis).id, by=cast.officer(crisis), at=NOW
        )


def test_a_false_secret_proves_nothing(crisis: Crisis):
    one, other = enrolled(crisis), enrolled(crisis, key="o" * 43)
    assert prove(one.device, other.secret) is None
    assert prove(one.device, "") is None
    assert prove(uuid4(), one.secret) is None


def test_a_revoked_device_proves_itself_and_may_fetch_nothing(crisis: Crisis):
    made = enrolled(crisis)
    devices.revoke_device(device=made.device, because="Officer left", by=cast.officer(crisis), at=NOW)
    known = prove(made.device, made.secret)
    assert known is not None and known.is_revoked and not known.may_fetch
    told = devices.note_contact(device=made.device, said=Said(), by=PUBLIC, at=NOW)
    assert (told.revoked, told.wipe) == (True, False)


def test_a_code_of_a_revoked_device_brings_it_back_to_nobody(crisis: Crisis):
    code = code_for(crisis)
    made = devices.enrol(code=code, key=KEY, by=PUBLIC, at=NOW)
    devices.revoke_device(device=made.device, because="x", by=cast.officer(crisis), at=NOW)
    assert refused(code) is BoardingReason.ENROLMENT_OVER


def test_revoking_needs_a_reason_and_happens_once(crisis: Crisis):
    made, by = enrolled(crisis), cast.officer(crisis)
    with pytest.raises(Refused) as caught:
        devices.revoke_device(device=made.device, because=" ", by=by, at=NOW)
    assert caught.value.reason is JourneysReason.REASON_NEEDED
    devices.revoke_device(device=made.device, because="x", by=by, at=NOW)
    with pytest.raises(Refused) as caught:
        devices.revoke_device(device=made.device, because="y", by=by, at=NOW)
    assert caught.value.reason is BoardingReason.DEVICE_REVOKED_ALREADY
    assert Device.objects.get().revoked_because == "x"


def test_a_lost_device_is_revoked_and_told_to_empty_itself_in_one_step(crisis: Crisis):
    made = enrolled(crisis)
    devices.lose_device(device=made.device, because="Left in a taxi", by=cast.officer(crisis), at=NOW)
    told = devices.note_contact(device=made.device, said=Said(), by=PUBLIC, at=NOW)
    assert (told.revoked, told.wipe) == (True, True)
    assert TraceEntry.objects.filter(act="device-lost").exists()


def test_a_device_that_says_it_is_empty_is_believed_only_if_it_was_asked(crisis: Crisis):
    made, by = enrolled(crisis), cast.officer(crisis)
    devices.note_contact(device=made.device, said=Said(wiped=True), by=PUBLIC, at=NOW)
    assert Device.objects.get().wiped_at is None
    devices.ask_to_wipe(device=made.device, by=by, at=NOW)
    devices.ask_to_wipe(device=made.device, by=by, at=NOW)
    devices.note_contact(device=made.device, said=Said(wiped=True), by=PUBLIC, at=NOW + MINUTE)
    devices.note_contact(device=made.device, said=Said(wiped=True), by=PUBLIC, at=NOW + 2 * MINUTE)
    assert Device.objects.get().wiped_at == NOW + MINUTE
    assert TraceEntry.objects.filter(act="device-wipe-asked").count() == 1
    known = prove(made.device, made.secret)
    assert known is not None and not known.may_fetch


def test_another_crisis_keeps_its_hands_off(crisis: Crisis):
    made, stranger = enrolled(crisis), cast.officer(cast.crisis())
    for act in (
        lambda: devices.revoke_device(device=made.device, because="x", by=stranger, at=NOW),
        lambda: devices.lose_device(device=made.device, because="x", by=stranger, at=NOW),
        lambda: devices.ask_to_wipe(device=made.device, by=stranger, at=NOW),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.reason is FoundationReason.NOT_PERMITTED


def test_what_a_device_says_of_itself_is_shown_at_the_desk(crisis: Crisis):
    made = enrolled(crisis)
    point = crisis.places.get(ref="almaty").id
    said = Said(now=NOW + 3 * MINUTE, made=7, point=point, pack=uuid4())
    devices.note_contact(device=made.device, said=said, by=PUBLIC, at=NOW)
    (line,) = devices_of(crisis.id, by=cast.officer(crisis, Role.FIELD_OFFICER))
    assert (line.clock_off, line.made, line.stored, line.unsent) == (180_000, 7, 0, 7)
    assert (line.point, line.seen_at, line.works) == ("Almaty", NOW, True)


def test_a_device_never_says_that_it_made_less_and_a_place_of_another_crisis_is_not_kept(crisis: Crisis):
    made, elsewhere = enrolled(crisis), cast.crisis().places.get(ref="almaty").id
    devices.note_contact(device=made.device, said=Said(made=7), by=PUBLIC, at=NOW)
    devices.note_contact(device=made.device, said=Said(made=3, point=elsewhere), by=PUBLIC, at=NOW)
    devices.note_contact(device=made.device, said=Said(made=10**12), by=PUBLIC, at=NOW)
    row = Device.objects.get()
    assert row.made_so_far == 2**31 - 1
    assert row.point is None


def test_a_touch_without_a_number_hides_no_gap(crisis: Crisis):
    made = enrolled(crisis)
    for number in (0, 2):
        Touch.objects.create(
            id=uuid4(), crisis=crisis, device_id=made.device, number=number, kind="looked", made_at=NOW, clock_shift=0,
            happened_at=NOW, officer_name="", body=b"", digest=uuid4().bytes, via="network", received_at=NOW,
        )  # fmt: skip
    (line,) = devices_of(crisis.id, by=cast.officer(crisis))
    assert (line.made, line.stored, line.unsent) == (2, 1, 1)


def test_a_device_works_with_no_list_but_one_that_it_was_given(crisis: Crisis):
    made, other = enrolled(crisis), enrolled(crisis, name="Gate 2", key="o" * 43)
    theirs = Pack.objects.create(
        crisis=crisis, device_id=other.device, point=crisis.places.get(ref="almaty"), persons=9, digest=b"",
        facts_at=NOW, expires_at=NOW, made_at=NOW,
    )  # fmt: skip
    for device in (made, other):
        devices.note_contact(device=device.device, said=Said(pack=theirs.id), by=PUBLIC, at=NOW)
    assert Device.objects.get(id=made.device).pack is None
    assert Device.objects.get(id=other.device).pack == theirs.id


def test_viewers_see_no_devices(crisis: Crisis):
    with pytest.raises(Refused):
        devices_of(crisis.id, by=cast.officer(crisis, Role.VIEWER))


def test_one_device_is_held_back_and_another_is_not(crisis: Crisis):
    one, other = enrolled(crisis), enrolled(crisis, key="o" * 43)
    with pytest.raises(Refused) as caught:
        for _ in range(200):
            devices.spend(device=one.device, what="touches", at=NOW)
    assert caught.value.reason is BoardingReason.TOO_OFTEN
    assert caught.value.details["seconds"] >= 1
    devices.spend(device=other.device, what="touches", at=NOW)
    devices.spend(device=one.device, what="touches", at=NOW + MINUTE)


def test_a_carry_key_of_another_column_does_not_open(crisis: Crisis):
    made = enrolled(crisis)
    sealed = bytes(Device.objects.get(id=made.device).carry_key)
    with pytest.raises(encryption.CannotOpen):
        encryption.open_sealed(sealed, context="person.needs_words")


def test_an_officer_who_was_switched_off_gets_no_device(crisis: Crisis):
    whose = field_officer(crisis)
    Officer.objects.filter(id=whose.id).update(is_active=False)
    with pytest.raises(Refused):
        devices.start_enrolment(crisis=crisis.id, name="x", officer=whose.id, by=cast.officer(crisis), at=NOW)
