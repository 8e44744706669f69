"""Keys that were changed while a device was away: it still knows which list is ours, and from nobody else's word."""

import base64
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from dodomu.boarding.models import Device, Pack
from dodomu.boarding.operations import devices, packs
from dodomu.boarding.operations.devices import Enrolled
from dodomu.boarding.operations.packs import SignedPack
from dodomu.boarding.queries import packing
from dodomu.boarding.reasons import BoardingReason
from dodomu.contact.operations import signing
from dodomu.foundation.actors import PUBLIC, SYSTEM
from dodomu.foundation.refusal import Refused
from tests import cast
from tests.boarding import gates
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, Harbour


def proved(pack: SignedPack, device: Enrolled) -> bool:
    """Say whether a device believes the keys that came with a pack."""
    said = f"dodomu keys\0{pack.signature}\0{pack.keys}".encode()
    own = hmac.digest(device.carry_key, said, hashlib.sha256)
    return hmac.compare_digest(own, base64.b64decode(pack.proof))


@pytest.mark.django_db
def test_a_device_learns_of_a_new_key_by_the_secret_it_shares_with_us(tmp_path: Path, settings: Any):
    here = gates.gate(tmp_path, settings)
    device, other = gates.enrolled(here.crisis), gates.enrolled(here.crisis, key="o" * 43)
    old = gates.given(device.device, here.place("ala").id)
    new = sign_with_a_new_key(tmp_path, settings, "new.key")
    signing.disown_key(key=old.key, by=SYSTEM, at=NOW)
    pack = gates.given(device.device, here.place("ala").id)
    assert pack.key == new
    assert proved(pack, device) and not proved(pack, other)
    assert {each["id"]: each["state"] for each in json.loads(pack.keys)} == {old.key: "disowned", new: "current"}
    old_keys = SignedPack(pack.id, pack.text, pack.key, pack.signature, old.keys, old.proof)
    assert not proved(old_keys, device)  # what was disowned since is not brought back with an earlier proof


@pytest.mark.django_db
def test_a_device_whose_secret_cannot_be_opened_any_more_still_has_its_list(tmp_path: Path, settings: Any):
    here = gates.gate(tmp_path, settings)
    device = gates.enrolled(here.crisis)
    Device.objects.update(carry_key=b"sealed with a key that is gone")
    pack = gates.given(device.device, here.place("ala").id)
    assert pack.proof == "" and gates.opened(pack)["device"] == str(device.device)


@pytest.mark.django_db
def test_nothing_is_signed_with_a_key_that_is_retired_or_disowned(tmp_path: Path, settings: Any):
    here = gates.gate(tmp_path, settings)
    device = gates.enrolled(here.crisis)
    key = gates.given(device.device, here.place("ala").id).key
    signing.retire_key(key=key, by=SYSTEM, at=NOW)
    with pytest.raises(Refused) as caught:
        gates.given(device.device, here.place("ala").id)
    assert caught.value.reason is BoardingReason.NO_KEY_TO_SIGN_PACKS


@pytest.mark.django_db
def test_a_device_that_is_withdrawn_while_its_list_is_made_is_not_given_it(
    tmp_path: Path, settings: Any, monkeypatch: Any
):
    here = gates.gate(tmp_path, settings)
    device, made = gates.enrolled(here.crisis), packing.pack_for

    def slowly(wanted: Any) -> Any:
        devices.lose_device(device=device.device, because="Stolen", by=cast.officer(here.crisis), at=NOW)
        return made(wanted)

    monkeypatch.setattr(packs, "pack_for", slowly)
    with pytest.raises(Refused) as caught:
        gates.given(device.device, here.place("ala").id)
    assert caught.value.reason is BoardingReason.DEVICE_REVOKED
    assert not Pack.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_gate_waits_for_the_list_of_another(tmp_path: Path, settings: Any, monkeypatch: Any):
    """Whatever signs meanwhile (a pass, advice, another list) is not held up while a large list is worked out."""
    here: Harbour = gates.gate(tmp_path, settings)
    device, made = gates.enrolled(here.crisis), packing.pack_for

    def signs_meanwhile() -> str:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
                return signing.key_in_use().id
        finally:
            connection.close()

    def slowly(wanted: Any) -> Any:
        with ThreadPoolExecutor(1) as another:
            assert another.submit(signs_meanwhile).result()
        return made(wanted)

    monkeypatch.setattr(packs, "pack_for", slowly)
    assert packs.give_pack(device=device.device, point=here.place("ala").id, by=PUBLIC, at=NOW).text
