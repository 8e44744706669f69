"""The desk's page of devices: a code shown once, what was not sent, a lost device in one step."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dodomu.boarding.models import Device, Enrolment, Touch
from dodomu.boarding.operations import devices
from dodomu.boarding.operations.devices import Enrolled, Said
from dodomu.boarding.rules.carrying import seal_line
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import Crisis, Officer
from tests import cast
from tests.boarding import gates

HERE = "/desk/kazakhstan/gate/devices/"


@pytest.fixture
def device(crisis: Crisis) -> Enrolled:
    return gates.enrolled(crisis, at=clock.real_now())


def test_a_code_is_shown_once_with_a_drawing_and_enrols_a_device(duty: Client, crisis: Crisis):
    whose = gates.field_officer(crisis)
    page = duty.post(f"{HERE}new", {"name": "Gate 2", "officer": whose.id}).content.decode()
    assert "<svg" in page
    code = re.search(r'password-once code">([a-z0-9-]{23})<', page)
    assert code is not None
    assert code[1] not in duty.get(HERE).content.decode()
    assert devices.enrol(code=code[1], by=PUBLIC, at=clock.real_now()).name == "Gate 2"


@pytest.mark.parametrize("typed", [{}, {"name": "x"}, {"name": "", "officer": "x"}, {"name": "x" * 99, "officer": ""}])
def test_what_is_missing_is_said_beside_its_field(duty: Client, crisis: Crisis, typed: dict[str, str]):
    page = duty.post(f"{HERE}new", typed)
    assert page.status_code == 422
    assert b"fault" in page.content
    assert not Enrolment.objects.exists()


def test_an_officer_of_another_crisis_is_no_choice(duty: Client, crisis: Crisis):
    stranger = gates.field_officer(cast.crisis())
    assert duty.post(f"{HERE}new", {"name": "x", "officer": stranger.id}).status_code == 422


def test_what_was_not_sent_and_a_wrong_clock_stand_in_the_list(duty: Client, crisis: Crisis, device: Enrolled):
    real = clock.real_now()
    said = Said(now=real - timedelta(hours=3), made=12, point=crisis.places.get(ref="almaty").id)
    devices.note_contact(device=device.device, said=said, by=PUBLIC, at=real)
    page = duty.get(HERE).content.decode()
    assert "12 entries made at gates have not come in yet" in page
    assert "3 h" in page and "behind" in page
    assert "Gate 1" in page and "Almaty" in page


def test_a_lost_device_is_withdrawn_and_told_to_empty_itself_by_one_press(duty: Client, device: Enrolled):
    answer = duty.post(f"{HERE}{device.device}/", {"act": "lost", "because": "Left in a taxi"}, follow=True)
    row = Device.objects.get()
    assert row.revoked_at is not None and row.wipe_asked
    assert row.revoked_by is not None
    assert "empties itself" in answer.content.decode()
    assert "Left in a taxi" in answer.content.decode()


def test_a_device_is_not_withdrawn_without_a_reason(duty: Client, device: Enrolled):
    answer = duty.post(f"{HERE}{device.device}/", {"act": "revoked", "because": " "})
    assert answer.status_code == 422
    assert Device.objects.get().revoked_at is None


def test_a_device_that_is_given_back_is_asked_to_empty_itself(duty: Client, device: Enrolled):
    duty.post(f"{HERE}{device.device}/", {"act": "wipe"})
    assert Device.objects.get().wipe_asked


def test_a_device_that_was_withdrawn_can_still_be_asked_to_empty_itself(duty: Client, device: Enrolled):
    duty.post(f"{HERE}{device.device}/", {"act": "revoked", "because": "Left the post"})
    assert "Ask it to empty itself" in duty.get(HERE).content.decode()
    duty.post(f"{HERE}{device.device}/", {"act": "wipe"})
    assert Device.objects.get().wipe_asked
    page = duty.get(HERE).content.decode()
    assert "has not emptied itself yet" in page and "Ask it to empty itself" not in page


def test_of_two_officers_who_withdraw_one_device_the_first_is_named(
    duty: Client, signed_in: Callable[..., Client], crisis: Crisis, device: Enrolled
):
    duty.post(f"{HERE}{device.device}/", {"act": "revoked", "because": "Left the post"})
    again = signed_in(crisis, Role.CONSUL).post(f"{HERE}{device.device}/", {"act": "revoked", "because": "Another why"})
    assert again.status_code == 422
    assert "withdrawn already" in again.content.decode()
    lost = signed_in(crisis, Role.CONSUL).post(f"{HERE}{device.device}/", {"act": "lost", "because": "Stolen"})
    assert lost.status_code == 302
    row = Device.objects.get()
    assert (row.revoked_because, row.wipe_asked) == ("Left the post", True)


def test_a_device_whose_officer_was_switched_off_is_named_as_that(duty: Client, device: Enrolled):
    assert "may stand at no gate any more" not in duty.get(HERE).content.decode()
    Officer.objects.filter(devices=device.device).update(is_active=False)
    assert "may stand at no gate any more" in duty.get(HERE).content.decode()


def test_a_device_of_another_crisis_is_not_found(duty: Client, crisis: Crisis):
    other = gates.enrolled(cast.crisis(), at=clock.real_now())
    for act in ("revoked", "lost", "wipe", "nonsense"):
        assert duty.post(f"{HERE}{other.device}/", {"act": act, "because": "x"}).status_code == 404
    assert duty.post(f"{HERE}{uuid4()}/", {"act": "wipe"}).status_code == 404
    assert not Device.objects.get(id=other.device).wipe_asked


def test_a_field_officer_sees_devices_and_keeps_none(
    signed_in: Callable[..., Client], crisis: Crisis, device: Enrolled
):
    client = signed_in(crisis, Role.FIELD_OFFICER)
    page = client.get(HERE)
    assert page.status_code == 200
    assert b"Show the code" not in page.content
    assert client.post(f"{HERE}new", {"name": "x", "officer": uuid4()}).status_code == 403
    assert client.post(f"{HERE}{device.device}/", {"act": "wipe"}).status_code == 403


def test_a_viewer_has_no_gate(signed_in: Callable[..., Client], crisis: Crisis):
    client = signed_in(crisis, Role.VIEWER)
    assert client.get(HERE).status_code == 403
    assert b"/gate/" not in client.get("/desk/kazakhstan/").content


def carried(device: Enrolled, key: bytes | None = None) -> bytes:
    real = gates.milliseconds(clock.real_now())
    touch = {
        "id": str(uuid4()), "number": 1, "kind": "looked", "made": real, "off": None, "shift": 0, "officer": "Ірина",
        "point": None, "leg": None, "persons": [], "pack": None, "body": {},
    }  # fmt: skip
    said = {"device": str(device.device), "now": real, "made": 1, "point": None, "pack": None, "touches": [touch]}
    return seal_line(said, device=device.device, key=key or device.carry_key, nonce=b"n" * 12).encode() + b"\n"


def test_a_sealed_file_is_taken_in_and_twice_is_once(duty: Client, device: Enrolled):
    content = carried(device) + b"\n" + carried(device)
    for _ in range(2):
        page = duty.post(f"{HERE}carried", {"file": SimpleUploadedFile("gate.dodomu", content)})
        assert "2 entries from the file are kept." in page.content.decode()
    assert Touch.objects.count() == 2


def test_parts_that_do_not_open_are_counted_and_the_rest_is_kept(duty: Client, device: Enrolled):
    content = carried(device) + carried(device, b"0" * 32) + b"nonsense"
    page = duty.post(f"{HERE}carried", {"file": SimpleUploadedFile("gate.dodomu", content)}).content.decode()
    assert "1 entry from the file is kept." in page
    assert "2 parts did not open" in page


def test_of_more_parts_than_any_device_makes_none_is_passed_over_in_silence(duty: Client, device: Enrolled):
    content = carried(device) + b"x\n" * 600
    page = duty.post(f"{HERE}carried", {"file": SimpleUploadedFile("gate.dodomu", content)}).content.decode()
    assert "600 parts did not open" in page


def test_a_file_that_is_none_is_said_to_be_none(duty: Client, device: Enrolled):
    page = duty.post(f"{HERE}carried", {"file": SimpleUploadedFile("holiday.jpg", b"\xff\xd8" * 1000)})
    assert page.status_code == 422
    assert "does not open" in page.content.decode()
    assert duty.post(f"{HERE}carried", {}).status_code == 422
