"""The photo of a walk-in: kept sealed, shown to whoever may see private fields, each look written down, forgotten."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.boarding.models import Touch
from dodomu.boarding.operations import forgetting_touches
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.people.operations import forgetting, identity
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import RECEIVED, gate
from tests.web.desk.conftest import SignedIn

JPEG = b"\xff\xd8" + b"picture" * 50


def walks_in(where: Crisis, photo: bytes = JPEG) -> str:
    """Let somebody walk in whose photo is taken, beside somebody known."""
    person, phone = uuid4(), gate(where)
    body = {"person": str(person), "given": {"name": "Мороз Ганна"}, "photo": touching.base64(photo)}
    phone.touch("walked_in", person, touching.olena(where), **body)
    phone.hand_in()
    return str(person)


def address(person: object) -> str:
    return f"/desk/kazakhstan/gate/photos/{person}"


def test_whoever_sees_private_fields_sees_the_photo_and_that_they_looked_is_written_down(crisis, signed_in: SignedIn):
    person = walks_in(crisis)
    consul = signed_in(crisis, Role.CONSUL)
    assert "Photo taken at the gate" in consul.get(f"/desk/kazakhstan/people/{person}/").content.decode()
    answer = consul.get(address(person))
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (JPEG, "image/jpeg", "nosniff")
    assert "no-store" in answer["Cache-Control"]
    assert TraceEntry.objects.get(act="photo-seen").details["person"] == person
    stays = Touch.objects.get()
    assert JPEG not in bytes(stays.photo) and JPEG.hex().encode() not in bytes(stays.photo)


def test_nobody_else_sees_it_and_whoever_is_named_beside_them_has_none(crisis, signed_in: SignedIn):
    person = walks_in(crisis)
    viewer = signed_in(crisis, Role.VIEWER)
    assert "Photo taken at the gate" not in viewer.get(f"/desk/kazakhstan/people/{person}/").content.decode()
    assert viewer.get(address(person)).status_code == 403
    beside = next(each for each in Touch.objects.get().persons if str(each) != person)
    consul = signed_in(crisis, Role.CONSUL)
    assert [consul.get(address(each)).status_code for each in (beside, uuid4())] == [404, 404]
    assert signed_in(cast.crisis(), Role.CONSUL).get(address(person)).status_code == 404
    assert not TraceEntry.objects.filter(act="photo-seen").exists()


@pytest.mark.parametrize("photo", [b"<svg onload=alert(1)>", b"\x89PNG\r\n", b"\xff\xd8" + b"x" * 300_000, b""])
def test_what_is_no_jpeg_or_too_large_is_left_out_and_the_walk_in_is_kept(crisis, signed_in: SignedIn, photo):
    person = walks_in(crisis, photo)
    assert signed_in(crisis, Role.CONSUL).get(address(person)).status_code == 404
    assert Touch.objects.get().photo is None


def test_it_follows_a_joined_record_and_goes_when_the_person_is_forgotten(signed_in: SignedIn):
    where = cast.crisis(slug="kazakhstan", keep_days=1)
    person = walks_in(where)
    kept = cast.register(where, cast.AIGERIM).persons[0].id
    identity.join_persons(kept=kept, joined=UUID(person), grounds=[], by=cast.officer(where), at=RECEIVED)
    consul = signed_in(where, Role.CONSUL)
    assert [consul.get(address(each)).content for each in (kept, person)] == [JPEG, JPEG]
    forgetting.forget_due(at=RECEIVED + timedelta(days=30))
    forgetting_touches.forget_due(at=RECEIVED)
    assert [consul.get(address(each)).status_code for each in (kept, person)] == [404, 404]
