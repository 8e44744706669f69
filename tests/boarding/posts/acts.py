"""What is done in these tests on either side, with and to values that JSON holds: a post runs it in a process apart."""

import base64
import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import connection

from dodomu.boarding.models import Bundle, Device, Doubt, Manifest, Pass, Post, Touch, TouchOutcome
from dodomu.boarding.operations import receiving, working_out
from dodomu.boarding.operations.posts import bundling, making, taking
from dodomu.boarding.operations.posts.making import PostFile
from dodomu.boarding.rules import hours
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.terms import Via
from dodomu.contact.models import Advice, CheckIn
from dodomu.contact.operations import checking_in, publishing, signing
from dodomu.contact.operations.checking_in import Heard
from dodomu.contact.rules.terms import Said
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Leg, Offer, OfferAnswer, OfferRide
from dodomu.journeys.operations import answering
from dodomu.journeys.rules.terms import LIVE, Answer
from dodomu.people.models import (
    ContactPoint,
    LedgerEntry,
    MatchProposal,
    Note,
    Party,
    Person,
    PrivateLink,
    Registration,
)
from dodomu.people.operations import notes, statements
from dodomu.people.queries import private
from dodomu.people.queries.reconciliation import reconcile
from dodomu.people.queries.register import Search, find_people
from dodomu.people.rules.terms import Channel, GivenBy, NoteKind, PartyKind
from tests import cast
from tests.contact import advising
from tests.journeys.offered import NOW


def crisis() -> Crisis:
    return Crisis.objects.get(slug__startswith="crisis-")


def hour(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def connect(database: str, letter: str) -> None:
    """Be the post of a database."""
    connection.close()
    connection.settings_dict["NAME"] = database
    settings.DODOMU_POST = letter


def let_go() -> None:
    """Hold nothing of the database: it is copied, or done with."""
    connection.close()
    settings.DODOMU_SIGNING_KEY_FILE = ""


# --- bundles --------------------------------------------------------------------------------------------------------


def make(post: str, minutes: float = 0) -> str:
    out = BytesIO()
    bundling.make_bundle(post=UUID(post), out=out, by=SYSTEM, at=hour(minutes))
    return base64.b64encode(out.getvalue()).decode()


def take(bundle: str, minutes: float = 0) -> dict[str, Any]:
    """Take a bundle, and say what came of it or why it was refused."""
    try:
        done = taking.take_bundle(data=base64.b64decode(bundle), by=SYSTEM, at=hour(minutes))
    except Refused as no:
        return {"refused": no.reason.value, **{name: str(value) for name, value in no.details.items()}}
    return {"state": done.state.value, "new": done.new, "repeated": done.repeated}


def begin(file: dict[str, Any], bundle: str, minutes: float = 0) -> dict[str, Any]:
    try:
        done = making.begin_post(file=PostFile.read(file), first=base64.b64decode(bundle), by=SYSTEM, at=hour(minutes))
    except Refused as no:
        return {"refused": no.reason.value}
    return {"state": done.state.value, "new": done.new}


def rows_told(post: str) -> dict[str, int]:
    """Return how many rows of which table the last bundle of this side told."""
    row = Post.objects.get(id=UUID(post))
    last = Bundle.objects.filter(post=row, side=row.side).order_by("-number").first()
    return dict(last.counts) if last else {}


def numbers(post: str) -> list[int]:
    row = Post.objects.get(id=UUID(post))
    return [row.sent, row.acknowledged, row.taken]


def made_so_far(device: str, number: int) -> None:
    Device.objects.filter(id=UUID(device)).update(made_so_far=number)


def raise_earlier(doubt: str, minutes: float) -> None:
    Doubt.objects.filter(id=UUID(doubt)).update(raised_at=hour(minutes))


def decided(doubt: str) -> str:
    return str(Doubt.objects.get(id=UUID(doubt)).outcome)


def tell_anew() -> None:
    """Hold nothing as told: as if this side had been put back."""
    Post.objects.update(acknowledged=0)


def add_officer(username: str) -> None:
    Officer.objects.create(username=username, name="Хтось", is_administrator=True)


# --- people ---------------------------------------------------------------------------------------------------------


def register(names: list[str], minutes: float = 0, submission: str | None = None, **changes: str) -> dict[str, Any]:
    """Register people of these names together; return who they are."""
    people = [
        {**cast.TARAS, "birth_date": "1990-09-02", "name": name, "phones": _phone(name), **changes} for name in names
    ]
    kind = PartyKind.SINGLE if len(names) == 1 else PartyKind.FAMILY
    made = cast.register(
        crisis(), *people, kind=kind, at=hour(minutes), submission=UUID(submission) if submission else uuid4()
    )
    return {
        "party": str(made.party), "persons": [str(each.id) for each in made.persons], "token": made.token,
        "repeated": made.repeated, "references": [each.reference for each in made.persons],
    }  # fmt: skip


def say(person: str, minutes: float = 0, **given: str) -> bool:
    """A further word about somebody."""
    return statements.record_statement(
        person=UUID(person), given=given, channel=Channel.PHONE, given_by=GivenBy.SELF, submission=uuid4(),
        language="uk", received_at=hour(minutes), by=SYSTEM, at=hour(minutes),
    )  # fmt: skip


def note(person: str, words: str, minutes: float = 0) -> None:
    notes.write_note(
        note=uuid4(), person=UUID(person), kind=NoteKind.REMARK, words=words, happened_at=hour(minutes), by=SYSTEM,
        at=hour(minutes),
    )  # fmt: skip


def safe(person: str, minutes: float = 0) -> None:
    """Somebody says that they are well."""
    checking_in.record(
        check_in=uuid4(), person=UUID(person), heard=Heard(Said.SAFE, None, "", Channel.PHONE), said_at=hour(minutes),
        by=SYSTEM, at=hour(minutes),
    )  # fmt: skip


def recode(person: str, reference: str) -> None:
    """Give somebody a code, as if it had been drawn."""
    Person.objects.filter(id=UUID(person)).update(reference=reference)


def found(reference: str) -> list[str]:
    """Return who is found by a code."""
    page = find_people(crisis().id, Search(text=reference), by=cast.officer(crisis()), at=hour(600))
    return [str(each.id) for each in page.people]


def opens(token: str) -> str | None:
    """Return the party that a private link opens."""
    link = private.link_of(token)
    return str(link.party_id) if link else None


def answer(party: str, said: str, minutes: float = 0, offer: str | None = None) -> dict[str, Any]:
    """Record what a party answered by telephone."""
    row = Offer.objects.get(id=UUID(offer)) if offer else Offer.objects.get(party=UUID(party), state__in=LIVE)
    kept = answering.record_answer(
        offer=row.id, answer=Answer(said), reason=None, channel="phone", said_by="the caller", submission=uuid4(),
        by=SYSTEM, at=hour(minutes),
    )  # fmt: skip
    return {"offer": str(row.id), "counted": kept.counted, "state": kept.state.value}


# --- gates ----------------------------------------------------------------------------------------------------------


def enrol(name: str) -> str:
    """Enrol a device."""
    officer = Officer.objects.create(username=f"o{uuid4().hex[:10]}", name=name)
    row = Device.objects.create(
        crisis=crisis(), name=name, officer=officer, secret_hash=hashlib.sha256(uuid4().bytes).digest(),
        carry_key=encryption.seal("00", context="device.carry_key"), enrolled_at=NOW,
    )  # fmt: skip
    return str(row.id)


def touch(
    device: str, number: int, kind: str, persons: list[str], minutes: float = 0, leg: str | None = None,
    received: float | None = None, **body: Any,
) -> str:  # fmt: skip
    """Hand in one touch of a device, a day later or when it is said; the same number again is the same touch."""
    here = crisis()
    line = {
        "id": str(uuid5(UUID(device), str(number))),
        "number": number,
        "kind": kind,
        "made": hours.to_ms(hour(minutes)),
        "off": 0,
        "shift": 0,
        "officer": "Ivan Franko",
        "point": str(Place.objects.get(crisis=here, ref="ala").id),
        "leg": str(Leg.objects.get(crisis=here, ref=leg).id) if leg else None,
        "persons": persons,
        "pack": None,
        "body": body,
    }
    envelope = {"device": device, "now": line["made"], "made": number, "point": None, "pack": None, "touches": [line]}
    heard = hour(minutes + 24 * 60 if received is None else received)
    receiving.keep_touches(device=UUID(device), envelope=envelope, via=Via.NETWORK, received_at=heard)
    return str(line["id"])


# --- what is so -----------------------------------------------------------------------------------------------------


def proves() -> dict[str, Any]:
    """Reconcile."""
    proof = reconcile(crisis().id)
    return {
        "proves": proof.proves,
        "registered": proof.registered,
        "faults": {str(k): v for k, v in proof.faults.items()},
    }


def state() -> dict[str, Any]:
    """Return all that both sides are to agree on after an exchange, but not under which row it is kept."""
    here = crisis()
    return {
        "persons": {
            str(row.id): [
                row.reference, row.former_references, str(row.party_id), row.leads_party, row.family_name,
                row.given_name, str(row.birth_date), row.wish, str(row.place_id), list(row.needs), row.account,
                str(row.account_place_id), row.account_leg, str(row.account_since), str(row.joined_into_id),
                row.counts_as_citizen, row.search_text,
            ]
            for row in Person.objects.filter(crisis=here)
        },
        "reached": sorted(map(list, ContactPoint.objects.values_list("value", "kind"))),
        "parties": {
            str(row.id): [row.kind, row.may_split, row.said_size] for row in Party.objects.filter(crisis=here)
        },
        "words": _ids(Registration),
        "said": sorted(
            str(encryption.open_sealed(each, context="registration.given"))
            for each in Registration.objects.values_list("given", flat=True)
        ),
        "entries": _ids(LedgerEntry),
        "notes": sorted(
            str(encryption.open_sealed(each, context="note.words"))
            for each in Note.objects.exclude(words=None).values_list("words", flat=True)
        ),
        "check-ins": _ids(CheckIn),
        "offers": {
            str(row.id): [row.state, row.end_cause, str(row.answered_at)] for row in Offer.objects.filter(crisis=here)
        },
        "rides": sorted(map(str, OfferRide.objects.filter(is_live=True).values_list("offer", "leg"))),
        "answers": {str(row.id): [row.counted, row.conflict, row.answer] for row in OfferAnswer.objects.all()},
        "legs": {row.ref: [str(row.departs_at), row.state] for row in Leg.objects.filter(crisis=here)},
        "touches": _ids(Touch),
        "outcomes": {str(row.touch_id): row.state for row in TouchOutcome.objects.all()},
        "doubts": sorted(
            [row.kind, str(row.id), row.outcome] for row in Doubt.objects.filter(cleared_at=None)
        ),
        "devices": {str(row.id): [row.name, str(row.revoked_at)] for row in Device.objects.all()},
        "passes": {bytes(row.serial).hex(): [row.end_cause, str(row.person_id)] for row in Pass.objects.all()},
        "manifests": {str(row.leg_id): row.state for row in Manifest.objects.all()},
        "advice": {str(row.number): str(row.withdrawn_at) for row in Advice.objects.exclude(published_at=None)},
    }  # fmt: skip


def open_pairs() -> int:
    return MatchProposal.objects.filter(decision="").count()


def links() -> int:
    return PrivateLink.objects.count()


def side() -> str:
    return Side(Post.objects.get().side).value


def work_left() -> None:
    """Do what the schedule does for touches that were left."""
    working_out.work_out_left(crisis=crisis().id, by=SYSTEM, at=NOW)


def may_at_post() -> dict[str, str]:
    """Try what only headquarters does, and what a post does, as a duty officer."""
    tried = {}
    for wanted in (Permission.PLAN, Permission.REGISTER):
        try:
            permissions.check(cast.officer(crisis()), wanted, crisis().id)
            tried[wanted.value] = "yes"
        except Refused as no:
            tried[wanted.value] = no.reason.value
    return tried


def advise(minutes: float = 0) -> int:
    """Publish advice; of an exercise, so that no key is needed here."""
    row = advising.draft(crisis(), hour(minutes), valid_from=hour(minutes), valid_until=hour(minutes + 600))
    version = Advice.objects.get(id=row).version
    publishing.publish_advice(advice=row, version=version, at=hour(minutes), **advising.consul(crisis()))
    return int(Advice.objects.get(id=row).number)


def withdraw(number: int, minutes: float = 0) -> None:
    row = Advice.objects.get(number=number)
    publishing.withdraw_advice(advice=row.id, why="It was wrong.", at=hour(minutes), **advising.consul(crisis()))


def key(folder: str) -> None:
    """Make a key to sign with, and sign with it from now on."""
    file = f"{folder}/{uuid4()}.key"
    signing.make_key(file=file, by=SYSTEM, at=NOW)
    settings.DODOMU_SIGNING_KEY_FILE = file
    settings.DODOMU_ADDRESS = "https://dodomu.example.org"


def _ids(model: Any) -> list[str]:
    return sorted(map(str, model.objects.values_list("pk", flat=True)))


def _phone(name: str) -> str:
    return f"+380 00 {int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**7:07}"
