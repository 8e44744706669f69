"""A laptop in other hands has its keys: what it tells is signed rightly, and gives nobody rights or another crisis."""

import gzip
import json
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from dodomu.boarding.models import Post
from dodomu.boarding.operations.posts import making, taking
from dodomu.boarding.operations.posts.making import PostFile
from dodomu.boarding.queries import telling_post
from dodomu.boarding.rules import bundles
from dodomu.boarding.rules.bundles import Header, Keys
from dodomu.boarding.rules.exchange import BY_NAME
from dodomu.contact.models import SigningKey
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Officer
from dodomu.foundation.refusal import Refused
from dodomu.people.models import LedgerEntry, Note, Person
from tests import cast
from tests.boarding.posts import acts
from tests.journeys.offered import NOW, Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)
TARAS = {**cast.TARAS, "birth_date": "1990-09-02", "name": "Коваль Тарас", "phones": "+380 00 1234567"}


@pytest.fixture
def here() -> Harbour:
    return harbour()


@pytest.fixture
def file(here: Harbour) -> PostFile:
    return making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)


def bundle(file: PostFile, *lines: bytes) -> bytes:
    """Return what the post would have signed."""
    out = BytesIO()
    header = Header(str(uuid4()), file.post, "post", 1, 0, 0, "", telling_post.fingerprint(), 1_700_000_000_000)
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    bundles.write(out, header, lines, keys)
    return out.getvalue()


def table(name: str, row: dict[str, Any]) -> bytes:
    """Return a line that tells one row."""
    columns = telling_post.columns_of(BY_NAME[name])
    return json.dumps({"t": name, "c": columns, "r": [[row.get(each) for each in columns]]}).encode()


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as no:
        taking.take_bundle(data=data, by=SYSTEM, at=NOW)
    assert Post.objects.get().taken == 0, "nothing is taken of it"
    return str(no.value.reason.value)


def test_who_is_made_an_officer_at_a_post_signs_in_nowhere_and_has_no_rights(file):
    row = {
        "id": str(uuid4()), "username": "guest", "name": "x", "password": "pbkdf2_sha256$x", "language": "uk",
        "is_active": True, "is_administrator": True,
    }  # fmt: skip
    taking.take_bundle(data=bundle(file, table("foundation.Officer", row)), by=SYSTEM, at=NOW)
    made = Officer.objects.get(username="guest")
    assert (made.is_active, made.is_administrator, made.password) == (False, False, "!")


def test_what_headquarters_decides_is_passed_over(file, here):
    officer = cast.officer(here.crisis)
    row = {"id": str(uuid4()), "officer_id": str(officer.officer), "crisis_id": str(here.crisis.id), "role": "x"}
    crisis = {"id": str(uuid4()), "slug": "another", "name": "x"}
    lines = [table("foundation.Assignment", row), table("foundation.Crisis", crisis), b'{"t":"people.Nothing","k":[]}']
    assert taking.take_bundle(data=bundle(file, *lines), by=SYSTEM, at=NOW).new == 0
    assert Crisis.objects.count() == 1


def test_a_post_in_other_hands_disowns_no_key_that_signs_for_all(file):
    key = SigningKey.objects.create(id="A1B2C3D4E5F60718", public="RW", made_at=NOW)
    told = {**_row(key), "retired_at": NOW.isoformat(), "disowned_at": NOW.isoformat()}
    own = {**told, "id": "00000000000000AA"}
    taking.take_bundle(
        data=bundle(file, table("contact.SigningKey", told), table("contact.SigningKey", own)), by=SYSTEM, at=NOW
    )
    key.refresh_from_db()
    assert (key.retired_at, key.disowned_at) == (None, None)
    assert SigningKey.objects.get(id="00000000000000AA").disowned_at == NOW, "of its own key it says so the first time"


@pytest.mark.parametrize("way", ["names a person of another", "changes a pass of another", "is of another"])
def test_nothing_is_told_of_another_crisis(file, here, way):
    other = harbour()
    person = cast.register(other.crisis, TARAS, at=NOW).persons[0].id
    note = {
        "id": str(uuid4()), "person_id": str(person), "kind": "remark", "words": None, "said_by": "",
        "happened_at": NOW.isoformat(), "recorded_at": NOW.isoformat(), "actor_kind": "system", "actor_name": "x",
    }  # fmt: skip
    link = acts.PrivateLink.objects.get(party__crisis=other.crisis)
    lines = {
        "names a person of another": table("people.Note", note),
        "changes a pass of another": table("people.PrivateLink", {**_row(link), "revoked_at": NOW.isoformat()}),
        "is of another": table("people.Party", {**_row(link.party), "id": str(uuid4())}),
    }
    assert refused(bundle(file, lines[way])) == "bundle-senseless"
    link.refresh_from_db()
    assert link.revoked_at is None and not Note.objects.exists()


def test_nobody_is_joined_by_what_a_post_says_of_a_person(file, here):
    persons = [cast.register(here.crisis, TARAS, at=NOW).persons[0].id for _ in range(2)]
    known = _row(Person.objects.get(id=persons[0]))
    told = {**known, "id": str(uuid4()), "reference": "2A2A2A", "joined_into_id": str(persons[1])}
    taking.take_bundle(data=bundle(file, table("people.Person", told)), by=SYSTEM, at=NOW)
    assert Person.objects.count() == 3 and not Person.objects.filter(joined_into__isnull=False).exists()


@pytest.mark.parametrize(
    "line",
    [
        b"[]", b"{}x", b"null", b'{"t":"people.Note"}', b'{"t":"people.Note","c":["id"],"r":[["x","y"]]}',
        b'{"t":"people.Note","c":["id"],"r":[["x"]]}', b"[" * 100_000,
        b'{"t":"people.Party","c":1,"r":2}', b'{"t":"people.Party","c":["id"],"r":[["\\u0000"]]}',
    ],
    ids=range(9),
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_word(file, line):
    assert refused(bundle(file, line)) == "bundle-senseless"


def test_a_row_that_refers_to_nothing_is_refused_and_does_not_stop_the_server(file, here):
    person = cast.register(here.crisis, TARAS, at=NOW).persons[0].id
    entry = LedgerEntry.objects.filter(person=person).first()
    assert entry is not None
    row = {**_row(entry), "id": str(uuid4()), "person_id": str(uuid4()), "from_account": "waiting"}
    assert refused(bundle(file, table("people.LedgerEntry", row))) == "bundle-senseless"


def test_what_little_unpacks_to_more_than_a_bundle_can_be_is_refused(file, monkeypatch):
    monkeypatch.setattr(bundles, "OPENED", 1 << 20)
    bomb = bundle(file, b'"' + b"0" * (8 << 20) + b'"')
    assert len(bomb) < 20_000
    assert refused(bomb) == "bundle-senseless"


def test_what_is_no_packed_stream_or_ends_early_is_refused(file, monkeypatch):
    monkeypatch.setattr(bundles, "_packed", lambda _: iter([b"not packed at all"]))
    assert refused(bundle(file)) == "bundle-senseless"
    monkeypatch.setattr(bundles, "_packed", lambda _: iter([gzip.compress(b'{"t":"x","k":[]}\n' * 9)[:-9]]))
    assert refused(bundle(file)) == "bundle-senseless"


def test_the_same_again_and_an_older_one_change_nothing(file):
    data = bundle(file)
    assert not taking.take_bundle(data=data, by=SYSTEM, at=NOW).repeated
    assert taking.take_bundle(data=data, by=SYSTEM, at=NOW).repeated
    assert Post.objects.get(id=UUID(file.post)).taken == 1


def _row(model: Any) -> dict[str, Any]:
    """Return a row as a bundle tells it."""
    name = model._meta.label
    columns = telling_post.columns_of(BY_NAME[name])
    values = type(model)._base_manager.filter(pk=model.pk).values(*columns)[0]
    return dict(zip(columns, telling_post._told_row(BY_NAME[name], columns, values), strict=True))
