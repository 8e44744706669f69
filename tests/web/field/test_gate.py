"""What a gate speaks with: devices that prove themselves, in words that can be read, and nothing to anybody else."""

import base64
import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as live_settings
from django.test import Client

from dodomu.boarding.models import Device, Pack, Touch
from dodomu.boarding.operations import devices
from dodomu.boarding.operations.devices import Enrolled
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.carrying import seal_line
from dodomu.boarding.rules.terms import Decides, Ground, Verdict
from dodomu.foundation import clock
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Officer
from dodomu.foundation.refusal import Refused
from dodomu.web.field.gate import shell
from dodomu.web.field.gate.words import words
from tests import cast
from tests.boarding import gates
from tests.journeys.offered import Harbour

pytestmark = pytest.mark.django_db
API = "/field/gate/api/"


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Harbour:
    made = gates.gate(tmp_path, settings)
    made.leg("PS-1", 4, departs=clock.real_now() + timedelta(hours=20))
    return made


@pytest.fixture
def device(here: Harbour) -> Enrolled:
    return gates.enrolled(here.crisis, at=clock.real_now())


def ask(path: str, said: Any = None, *, by: Enrolled | None = None, **headers: Any) -> Any:
    """Ask as a device does."""
    client = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en")
    if by:
        headers["HTTP_AUTHORIZATION"] = f"Device {by.device}.{by.secret}"
    if said is None:
        return client.get(API + path, **headers)
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return client.post(API + path, body, content_type="application/json", **headers)


def envelope(by: Enrolled, *touches: dict[str, Any]) -> dict[str, Any]:
    now = gates.milliseconds(clock.real_now())
    return {
        "device": str(by.device), "now": now, "made": len(touches), "point": None, "pack": None,
        "touches": list(touches),
    }  # fmt: skip


def touch(here: Harbour, number: int = 1) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "number": number, "kind": "looked", "made": gates.milliseconds(clock.real_now()), "off": 0,
        "shift": 0, "officer": "Ірина", "point": str(here.place("ala").id), "leg": None, "persons": [], "pack": None,
        "body": {"means": "name", "verdict": "ask", "ground": "not-in-pack"},
    }  # fmt: skip


# --- enrolling


def test_a_device_enrols_and_is_given_what_it_needs(here: Harbour):
    code = gates.code_for(here.crisis, at=clock.real_now())
    answer = ask("enrol", {"code": code, "key": gates.KEY})
    said = answer.json()
    assert answer.status_code == 200
    assert said.keys() >= {"device", "secret", "carry_key", "crisis", "keys", "officers", "now", "shift"}
    assert len(base64.b64decode(said["carry_key"])) == 32
    assert said["crisis"]["slug"] == here.crisis.slug
    assert said["keys"][0]["state"] == "current"
    assert len(bytes.fromhex(said["keys"][0]["number"])) == 8
    assert said["officer"]["name"] == "Ірина на воротах"
    assert ask("enrol", {"code": code, "key": gates.KEY}).json()["secret"] == said["secret"]


def test_a_code_that_was_used_is_refused_in_the_language_of_the_officer(here: Harbour):
    code = gates.code_for(here.crisis, at=clock.real_now())
    ask("enrol", {"code": code})
    answer = ask("enrol", {"code": code})
    assert answer.status_code == 409
    assert answer.json()["error"] == "enrolment-used"
    assert "tell the desk" in answer.json()["words"]
    never = ask("enrol", {"code": "never"})
    assert (never.status_code, never.json()["error"]) == (409, "enrolment-over")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"code": 5}',
        b'{"code": {"a": 1}}',
        b"\xff",
        b'{"code":"' + b"x" * 500 + b'"}',
        b'{"code":"\\ud800"}',
        b'{"code":"a","name":"\\udc00"}',
        b"[" * 200_000,
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(here: Harbour, said: bytes):
    answer = ask("enrol", said)
    assert answer.status_code == 400
    assert answer.json()["error"] == "not-understood"


# --- proof


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "Device",
        "Bearer x",
        "Device x.y",
        f"Device {UUID(int=1)}.{'x' * 22}",
        f"Device {'-' * 36}.{'x' * 22}",
        "Device ✓",
    ],
)
@pytest.mark.parametrize("path", ["points", "pack", "contact", "touches", "carry"])
def test_a_false_proof_opens_nothing(here: Harbour, path: str, proof: str):
    here.party()
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": proof} if proof else {}
    answer = ask(path, None if path in ("points", "pack") else {}, **headers)
    assert answer.status_code == 401
    assert answer.json()["error"] == "not-known"


def test_the_secret_of_one_device_is_not_that_of_another(here: Harbour, device: Enrolled):
    other = gates.enrolled(here.crisis, key="o" * 43, at=clock.real_now())
    answer = ask("points", HTTP_AUTHORIZATION=f"Device {device.device}.{other.secret}")
    assert answer.status_code == 401


def test_an_officer_who_is_signed_in_is_no_device(here: Harbour):
    client = Client()
    client.force_login(gates.field_officer(here.crisis), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(API + "points").status_code == 401


def test_nothing_of_the_gate_sets_a_cookie_also_where_a_language_is_asked_for(here: Harbour, device: Enrolled):
    proof: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Device {device.device}.{device.secret}"}
    for path in ("/field/gate/?lang=kk", "/field/gate/sw.js?lang=kk", f"{API}points?lang=kk"):
        answer = Client().get(path, **proof)
        assert answer.status_code == 200
        assert answer.cookies == {}


# --- points and packs


def test_points_are_shown_with_how_many_are_expected(here: Harbour, device: Enrolled):
    here.offer_all({here.party(3): "PS-1"})
    answer = ask("points", by=device).json()
    assert [(point["ref"], point["legs"][0]["way"]) for point in answer["points"]] == [("ala", "out"), ("kbp", "in")]
    assert answer["points"][0]["legs"][0]["expected"] == 3
    assert answer["shift"] == 0


def test_a_pack_is_given_with_a_signature(here: Harbour, device: Enrolled):
    here.party()
    answer = ask(f"pack?point={here.place('almaty').id}", by=device)
    said = answer.json()
    assert said.keys() == {"pack", "key", "signature", "keys", "proof"}
    assert json.loads(said["pack"])["point"]["ref"] == "almaty"
    assert answer["Cache-Control"] == "no-store"
    assert Device.objects.get().point_id == here.place("almaty").id


@pytest.mark.parametrize("point", ["", "x", str(UUID(int=1))])
def test_a_pack_for_no_point_of_this_crisis_is_not_given(here: Harbour, device: Enrolled, point: str):
    answer = ask(f"pack?point={point}", by=device)
    assert (answer.status_code, answer.json()["error"]) == (404, "no-such-point")


def test_a_pack_of_another_crisis_is_not_given(here: Harbour, device: Enrolled):
    elsewhere = cast.crisis().places.get(ref="almaty")
    assert ask(f"pack?point={elsewhere.id}", by=device).status_code == 404
    assert not Pack.objects.exists()


def test_a_stolen_device_is_given_nothing_and_what_it_did_is_taken_in(here: Harbour, device: Enrolled):
    by = cast.officer(here.crisis)
    devices.lose_device(device=device.device, because="Stolen", by=by, at=clock.real_now())
    for path in ("points", f"pack?point={here.place('ala').id}"):
        answer = ask(path, by=device)
        assert (answer.status_code, answer.json()["error"]) == (403, "gate-device-revoked")
    one = touch(here)
    said = ask("touches", envelope(device, one), by=device).json()
    assert (said["kept"], said["revoked"], said["wipe"]) == ([one["id"]], True, True)
    said = ask("contact", {"now": 0, "wiped": True}, by=device).json()
    assert (said["revoked"], said["wipe"]) == (True, True)
    assert Device.objects.get().wiped_at is not None


def test_the_device_of_an_officer_who_was_switched_off_is_given_nothing(here: Harbour, device: Enrolled):
    Officer.objects.filter(devices=device.device).update(is_active=False)
    assert ask("points", by=device).status_code == 403
    assert ask("contact", {}, by=device).status_code == 200


def test_the_device_of_an_officer_who_left_the_crisis_is_given_nothing(here: Harbour, device: Enrolled):
    Assignment.objects.filter(officer__devices=device.device).update(role=Role.VIEWER)
    for path in ("points", f"pack?point={here.place('ala').id}"):
        assert ask(path, by=device).status_code == 403
    with pytest.raises(Refused, match=BoardingReason.DEVICE_REVOKED):
        gates.given(device.device, here.place("ala").id)
    one = touch(here)
    assert ask("touches", envelope(device, one), by=device).json()["kept"] == [one["id"]]


def test_without_a_key_to_sign_the_gate_is_told_so(here: Harbour, device: Enrolled, settings: Any):
    settings.DODOMU_SIGNING_KEY_FILE = ""
    answer = ask(f"pack?point={here.place('ala').id}", by=device)
    assert (answer.status_code, answer.json()["error"]) == (409, "no-key-to-sign")


# --- contact, touches, carrying


def test_clocks_are_compared_and_the_gap_is_kept(here: Harbour, device: Enrolled):
    ahead = gates.milliseconds(clock.real_now() + timedelta(hours=3))
    said = ask("contact", {"now": ahead, "made": 9, "point": None, "pack": None}, by=device).json()
    assert said.keys() == {"now", "shift", "revoked", "wipe", "doubts"}
    row = Device.objects.get()
    assert abs((row.clock_off or 0) - 3 * 3600_000) < 60_000
    assert row.made_so_far == 9


@pytest.mark.parametrize(
    "said", [{"now": -1}, {"now": "x"}, {"now": 10**30}, {"now": True}, {"made": -5}, {"point": 7}]
)
def test_what_a_device_says_of_itself_in_error_is_not_kept_and_no_fault(here: Harbour, device: Enrolled, said: Any):
    assert ask("contact", said, by=device).status_code == 200
    row = Device.objects.get()
    assert (row.clock_off, row.made_so_far, row.point) == (None, 0, None)


def test_touches_are_acknowledged_by_their_ids_twice_alike(here: Harbour, device: Enrolled):
    sent = envelope(device, touch(here, 1), touch(here, 2))
    first, again = ask("touches", sent, by=device).json(), ask("touches", sent, by=device).json()
    assert first["kept"] == again["kept"] == [each["id"] for each in sent["touches"]]
    assert Touch.objects.count() == 2


def test_a_device_does_not_speak_for_another(here: Harbour, device: Enrolled):
    other = gates.enrolled(here.crisis, key="o" * 43, at=clock.real_now())
    answer = ask("touches", envelope(other, touch(here)), by=device)
    assert (answer.status_code, answer.json()["error"]) == (403, "wrong-device")
    assert not Touch.objects.exists()


@pytest.mark.parametrize("deflate", [False, True])
def test_one_device_brings_what_another_sealed(here: Harbour, device: Enrolled, deflate: bool):
    maker, one = gates.enrolled(here.crisis, key="o" * 43, at=clock.real_now()), touch(here)
    line = seal_line(
        envelope(maker, one), device=maker.device, key=maker.carry_key, nonce=b"n" * 12, deflate=deflate
    ).encode()
    said = ask("carry?via=codes", line, by=device).json()
    assert (said["kept"], said["device"]) == ([one["id"]], str(maker.device))
    assert ask("carry", line, by=device).json()["kept"] == [one["id"]]
    row = Touch.objects.get()
    assert (row.device_id, row.via) == (maker.device, "codes")


def test_what_does_not_open_is_told_so_and_nothing_is_kept(here: Harbour, device: Enrolled):
    sealed = seal_line(envelope(device, touch(here)), device=device.device, key=b"0" * 32, nonce=b"n" * 12)
    stranger = seal_line(envelope(device, touch(here)), device=uuid4(), key=device.carry_key, nonce=b"n" * 12)
    # Nobody knows the device it names: whatever it is sealed with, also with nothing at all, it does not open.
    nobody = seal_line(envelope(device, touch(here)), device=uuid4(), key=bytes(32), nonce=b"n" * 12)
    for line in (sealed.encode(), stranger.encode(), nobody.encode(), b"{}", b"", b"\xff\xfe"):
        answer = ask("carry", line, by=device)
        assert (answer.status_code, answer.json()["error"]) == (422, "not-opened")
    assert not Touch.objects.exists()


# --- floods


def test_more_than_two_megabytes_are_not_read(here: Harbour, device: Enrolled):
    answer = ask("touches", b"x" * (2 * 2**20 + 1), by=device)
    assert (answer.status_code, answer.json()["error"]) == (413, "too-large")


@pytest.mark.parametrize("sent", ["cut", "gzip", "deep", "list", "huge"])
def test_touches_that_cannot_be_read_cost_nothing_that_is_kept(here: Harbour, device: Enrolled, sent: str):
    """The device has what it sent, and sends it again: whole, it is kept once."""
    one, whole = touch(here, 1), touch(here, 2)
    ask("touches", envelope(device, one), by=device)
    body = json.dumps(envelope(device, whole)).encode()
    broken = {
        "cut": body[:-9], "gzip": gzip.compress(b" " * 2**20 + body), "deep": b'{"touches":' + b"[" * 100_000,
        "list": b"[" + body + b"]", "huge": b'{"touches":[],"made":' + b"9" * 5000 + b"}",
    }  # fmt: skip
    answer = ask("touches", broken[sent], by=device)
    assert (answer.status_code, answer.json()["error"]) == (400, "not-understood")
    assert answer.json()["words"]
    assert ask("touches", envelope(device, whole), by=device).json()["kept"] == [whole["id"]]
    assert Touch.objects.count() == 2


def test_what_is_sent_as_something_else_is_read_as_what_it_is(here: Harbour, device: Enrolled):
    proof: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Device {device.device}.{device.secret}"}
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""):
        said = json.dumps(envelope(device, touch(here))).encode()
        assert Client().post(f"{API}touches", said, content_type=kind, **proof).status_code == 200
    assert Touch.objects.count() == 4


def test_a_stolen_device_is_told_so_by_everything_it_asks(here: Harbour, device: Enrolled):
    maker = gates.enrolled(here.crisis, key="o" * 43, at=clock.real_now())
    devices.lose_device(device=device.device, because="Stolen", by=cast.officer(here.crisis), at=clock.real_now())
    for path in ("points", f"pack?point={here.place('ala').id}"):
        assert "withdrawn" in ask(path, by=device).json()["words"]
    for path, said in (("contact", {}), ("touches", envelope(device))):
        assert ask(path, said, by=device).json()["revoked"] is True
    line = seal_line(envelope(maker, touch(here)), device=maker.device, key=maker.carry_key, nonce=b"n" * 12).encode()
    brought = ask("carry", line, by=device).json()  # of the device that sealed it, which is not the one that brings it
    assert (brought["device"], brought["revoked"]) == (str(maker.device), False)


def test_a_flood_of_one_device_is_held_back_and_told_how_long_to_wait(here: Harbour, device: Enrolled):
    other = gates.enrolled(here.crisis, key="o" * 43, at=clock.real_now())
    answers = [ask(f"pack?point={here.place('ala').id}", by=device) for _ in range(12)]
    held = next(answer for answer in answers if answer.status_code == 429)
    assert held.json()["error"] == "too-often"
    assert int(held["Retry-After"]) == held.json()["retry"] >= 1
    assert ask("points", by=other).status_code == 200


@pytest.mark.parametrize(("path", "said"), [("points", {}), ("pack", {}), ("touches", None), ("enrol", None)])
def test_a_wrong_method_is_answered_in_words(here: Harbour, device: Enrolled, path: str, said: Any):
    answer = ask(path, said, by=device)
    assert (answer.status_code, answer.json()["error"]) == (405, "not-here")


# --- the page


def test_the_page_needs_no_sign_in_and_holds_no_data(here: Harbour, django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        answer = Client(HTTP_ACCEPT_LANGUAGE="uk").get("/field/gate/")
    assert answer.status_code == 200
    assert here.crisis.slug not in answer.content.decode()


def test_only_the_gate_may_use_a_camera_and_compiled_code(here: Harbour):
    page, elsewhere = Client().get("/field/gate/"), Client().get("/field/sign-in")
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "camera=()" in elsewhere["Permissions-Policy"]
    policy = page["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy and "worker-src 'self'" in policy and "manifest-src 'self'" in policy
    assert "unsafe-inline" not in policy and "nonce" not in policy
    assert "wasm-unsafe-eval" not in elsewhere["Content-Security-Policy"]


def test_the_worker_names_every_file_and_changes_its_version_with_any(tmp_path: Path, monkeypatch: Any):
    answer = Client().get("/field/gate/sw.js")
    assert answer["Service-Worker-Allowed"] == "/field/gate/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "/field/gate/words/kk.json" in shell.files()
    assert all("sw.js" not in each for each in shell.files())
    for each in ("sw.js", "gate.js"):
        (tmp_path / each).write_text("1")
    monkeypatch.setattr(shell, "FILES", tmp_path)
    before = shell.version()
    (tmp_path / "gate.js").write_text("2")
    assert shell.version() != before
    assert shell.files()[-1] == "/static/field/gate/gate.js"


def test_words_come_in_each_language_and_no_other():
    for code, _ in live_settings.LANGUAGES:
        said = Client().get(f"/field/gate/words/{code}.json").json()
        assert said.keys() == words().keys()
    assert Client().get("/field/gate/words/xx.json").status_code == 404


def test_every_verdict_ground_and_who_decides_has_words():
    said = words()
    for kind, terms in (("verdict", Verdict), ("ground", Ground), ("decides", Decides)):
        assert {f"{kind}.{each.value}" for each in terms} <= said.keys()


def test_the_manifest_says_how_the_page_is_installed():
    said = Client(HTTP_ACCEPT_LANGUAGE="en").get("/field/gate/manifest.webmanifest").json()
    assert (said["start_url"], said["scope"], said["display"]) == ("/field/gate/", "/field/gate/", "standalone")
