"""Signatures that anyone can check with minisign; a secret that is in one file and nowhere else."""

import base64
import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dodomu.contact.models import SigningKey
from dodomu.contact.operations import key_file, signing
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.keys import public_keys
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import signing as rules
from dodomu.contact.rules.signing import KeyFault, UnusableKey
from dodomu.contact.rules.statements import digest
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast
from tests.contact import minisign
from tests.contact.advising import NOON, published, sign_with_a_new_key, withdraw
from tests.situation.telling import refused

pytestmark = pytest.mark.django_db

# Made by minisign 0.11 itself (`minisign -G -W`) for this test, and good for nothing else.
TOOLS_KEY = (
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE9fb8anmSE75VVYwVCnjrob42f9Dqkhdugn4+o+cz"
    "BuVLqBU3Ilbbco5Asr78Y1mIgGc0OCAS3FRapqoLuBBtvIIbIqa3U0gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)
TOOLS_PUBLIC = "RWQT19vxqeZITso5Asr78Y1mIgGc0OCAS3FRapqoLuBBtvIIbIqa3U0g"


def key() -> rules.SecretKey:
    return rules.secret_key(bytes(range(8)), bytes(range(32)))


@pytest.fixture
def where(tmp_path: Path, settings: Any) -> Crisis:
    sign_with_a_new_key(tmp_path, settings)
    return cast.crisis()


def test_every_statement_verifies_by_the_published_format(where: Crisis):
    line = published(where)
    withdraw(where, line.id)
    [public] = public_keys()
    for each in queries.statements_of(line.id):
        comment = minisign.verified(each.text.encode(), each.signature, public.public)
        assert f"advice=1 form={each.form.value} language={each.language}" in comment
        assert f"code={each.code} digest={digest(each.text).hex()}" in comment
        assert "signed=2022-01-08T1" in comment and "+06:00" in comment


def test_the_real_minisign_agrees(where: Crisis, tmp_path: Path):
    line = published(where)
    [public] = public_keys()
    for each in queries.statements_of(line.id)[:3]:
        assert minisign.verified_by_tool(tmp_path, each.text.encode(), each.signature, public.public)
        assert not minisign.verified_by_tool(tmp_path, each.text.encode() + b" ", each.signature, public.public)


@pytest.mark.parametrize("at_fault", ["message", "signature", "comment", "key"])
def test_what_was_changed_does_not_verify(at_fault: str):
    made, text = key(), "Порада № 1"
    file, public = rules.sign(made, text, trusted="advice=1"), made.public
    minisign.verified(text.encode(), file, public)
    if at_fault == "message":
        text = "Порада № 2"
    elif at_fault == "comment":
        file = file.replace("advice=1", "advice=2")
    elif at_fault == "key":
        public = rules.secret_key(bytes(8), bytes(range(1, 33))).public
    else:
        first = file.splitlines()[1]
        raw = bytearray(base64.b64decode(first))
        raw[20] ^= 1
        file = file.replace(first, base64.b64encode(raw).decode())
    with pytest.raises(minisign.BadSignature):
        minisign.verified(text.encode(), file, public)


def test_a_trusted_comment_is_one_line():
    with pytest.raises(ValueError, match="one line"):
        rules.sign(key(), "x", trusted="advice=1\nadvice=2")


def test_a_key_comes_back_from_its_file_and_minisigns_own_are_read():
    assert rules.read_secret_file(rules.secret_file(key())) == key()
    assert rules.read_secret_file(TOOLS_KEY).public == TOOLS_PUBLIC
    assert rules.read_secret_file(TOOLS_KEY).id == "4E48E6A9F1DBD713"


def test_the_secret_is_in_no_text_that_is_made_of_a_key():
    assert "seed" not in repr(key()) and str(bytes(range(32))) not in repr(key())


def damaged(place: int) -> str:
    head, body = rules.secret_file(key()).splitlines()
    raw = bytearray(base64.b64decode(body))
    raw[place] ^= 1
    return f"{head}\n{base64.b64encode(raw).decode()}\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", KeyFault.NOT_A_KEY),
        ("untrusted comment: x\nnot base64!", KeyFault.NOT_A_KEY),
        ("untrusted comment: x\nRWQT19vxqeZI", KeyFault.NOT_A_KEY),
        (damaged(0), KeyFault.NOT_A_KEY),
        (damaged(70), KeyFault.NOT_A_KEY),
        (damaged(110), KeyFault.NOT_A_KEY),
        (damaged(3), KeyFault.HAS_A_PASSWORD),
    ],
)
def test_what_is_no_key_is_refused_without_a_word_of_it(tmp_path: Path, content: str, why: KeyFault):
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableKey) as caught:
        key_file.read_key(str(file))
    assert caught.value.why is why and str(caught.value) == why.value


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, settings: Any, mode: int):
    sign_with_a_new_key(tmp_path, settings)
    (tmp_path / "signing.key").chmod(mode)
    with pytest.raises(Refused) as caught:
        signing.key_in_use()
    assert caught.value.reason is ContactReason.NO_SIGNING_KEY
    assert caught.value.details == {"why": KeyFault.OPEN_TO_OTHERS}


def test_what_is_the_matter_with_the_key_is_told_and_nothing_of_it(tmp_path: Path, settings: Any):
    def why() -> object:
        with pytest.raises(Refused) as caught:
            signing.key_in_use()
        assert caught.value.__cause__ is None
        return caught.value.details["why"]

    settings.DODOMU_SIGNING_KEY_FILE = ""
    assert why() is KeyFault.NOT_SET
    settings.DODOMU_SIGNING_KEY_FILE = str(tmp_path / "nowhere")
    assert why() is KeyFault.NOT_THERE
    settings.DODOMU_SIGNING_KEY_FILE = str(tmp_path)
    assert why() in {KeyFault.NOT_THERE, KeyFault.OPEN_TO_OTHERS}  # a folder
    key_file.write_key(str(tmp_path / "found.key"), key())
    settings.DODOMU_SIGNING_KEY_FILE = str(tmp_path / "found.key")
    assert why() is KeyFault.NOT_OURS
    signing.add_key(file=str(tmp_path / "found.key"), by=SYSTEM, at=NOON)
    assert signing.key_in_use() == key()
    signing.retire_key(key=key().id, by=SYSTEM, at=NOON)
    assert why() is KeyFault.RETIRED
    signing.disown_key(key=key().id, by=SYSTEM, at=NOON)
    assert why() is KeyFault.DISOWNED


def test_no_key_is_written_over(tmp_path: Path, settings: Any):
    made = sign_with_a_new_key(tmp_path, settings)
    before = (tmp_path / "signing.key").read_bytes()
    again: dict[str, Any] = {"file": str(tmp_path / "signing.key"), "by": SYSTEM, "at": NOON}
    assert refused(lambda: signing.make_key(**again)) is ContactReason.KEY_FILE_THERE
    assert (tmp_path / "signing.key").read_bytes() == before
    assert [each.id for each in public_keys()] == [made]


def test_a_key_that_cannot_be_kept_is_not_published(tmp_path: Path):
    with pytest.raises(OSError, match="No such file"):
        signing.make_key(file=str(tmp_path / "no" / "folder"), by=SYSTEM, at=NOON)
    assert public_keys() == ()


def test_a_new_key_takes_the_place_of_the_old_and_both_stay_published(tmp_path: Path, settings: Any):
    where = cast.crisis()
    old = sign_with_a_new_key(tmp_path, settings, "old.key")
    first = published(where)
    new = sign_with_a_new_key(tmp_path, settings, "new.key")
    signing.retire_key(key=old.lower(), by=SYSTEM, at=NOON)
    signing.retire_key(key=old, by=SYSTEM, at=NOON)
    second = published(where)
    assert {each.key for each in queries.statements_of(first.id)} == {old}
    assert {each.key for each in queries.statements_of(second.id)} == {new}
    assert [(each.id, each.signs) for each in public_keys()] == [(new, True), (old, False)]
    assert TraceEntry.objects.filter(act="signing-key-retired").count() == 1


def test_only_who_keeps_rights_keeps_keys(tmp_path: Path):
    where = cast.crisis()
    act: dict[str, Any] = {"by": cast.officer(where, Role.DUTY_OFFICER), "at": NOON}
    assert refused(lambda: signing.make_key(file=str(tmp_path / "k"), **act)) is FoundationReason.NOT_PERMITTED
    assert refused(lambda: signing.disown_key(key="X", **act)) is FoundationReason.NOT_PERMITTED
    assert refused(lambda: signing.retire_key(key="X", by=SYSTEM, at=NOON)) is ContactReason.NO_SUCH_KEY


def test_the_secret_is_in_no_table_and_no_log(where: Crisis, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    published(where)
    seed = rules.read_secret_file((tmp_path / "signing.key").read_text()).seed
    shapes = [seed.hex(), base64.b64encode(seed).decode()[:40], (tmp_path / "signing.key").read_text().split()[-1]]
    kept = " ".join(_dump())
    assert not any(shape in kept or shape in caplog.text for shape in shapes)
    assert SigningKey.objects.get().public in kept


def _dump() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("contact_", "foundation_")):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                found += [row[0] for row in cursor.fetchall()]
    return found
