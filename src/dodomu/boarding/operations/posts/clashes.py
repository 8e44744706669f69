"""Where both sides made something that can be there only once: settled before it is written, the same on both sides."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F

from dodomu.boarding.models import Pass, Touch
from dodomu.boarding.operations.posts.laying_out import Row, Told
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.terms import PassEnd
from dodomu.contact.models import Advice
from dodomu.contact.rules import numbers
from dodomu.foundation.models import Officer
from dodomu.people.models import LedgerEntry, Person, Registration
from dodomu.people.queries import admission
from dodomu.people.rules import references

MOST_TRIES: Final = 1000


@dataclass(slots=True)
class Settled:
    """What stands otherwise here now than it was told: the other side is to hear of it."""

    persons: set[UUID] = field(default_factory=set)
    passes: set[UUID] = field(default_factory=set)
    advice: set[UUID] = field(default_factory=set)


def settle(told: Told, *, side: Side) -> Settled:
    """Settle everything that a bundle of a side says in another way than it stands here."""
    settled = Settled()
    _officers(told, side)
    _forgotten(told)
    _submissions(told)
    _openings(told)
    _codes(told, side, settled)
    _numbers(told, side, settled)
    _followers(told)
    _forms(told)
    _passes(told, side, settled)
    return settled


def tell_again(settled: Settled) -> None:
    """Let the other side hear of it: written apart, these rows do not count as its own words."""
    with transaction.atomic():  # a savepoint: its rows bear another number than those that were taken
        Person.objects.filter(id__in=settled.persons).update(version=F("version"))
        Pass.objects.filter(id__in=settled.passes).update(ended_at=F("ended_at"))
        Advice.objects.filter(id__in=settled.advice).update(number=F("number"))


def _officers(told: Told, side: Side) -> None:
    """Who was added at a post gets no rights by it, and where two bear one name it is headquarters' officer's."""
    rows = told.of("foundation.Officer")
    named = told.column("foundation.Officer", "username")
    here = {each.username: each for each in Officer.objects.filter(username__in=named)}
    for row in rows:
        if side is Side.POST:
            row.update(password="!", is_active=False, is_administrator=False)
        other = here.get(row["username"])
        if other is None or str(other.id) == row["id"]:
            continue
        if side is Side.POST:
            row["username"] = _other_name(row["username"], row["id"])
        else:
            Officer.objects.filter(id=other.id).update(username=_other_name(other.username, str(other.id)))


def _other_name(username: str, key: str) -> str:
    return f"{username[:50]}~{key[-8:]}"


def _forgotten(told: Told) -> None:
    """Who was forgotten here is not remembered by what the other side still has."""
    rows = told.of("people.Registration")
    named = told.ids("people.Registration", "person_id") | told.ids("people.Note", "person_id")
    gone = Person.objects.filter(id__in=named, forgotten_at__isnull=False).values_list("id", flat=True)
    persons = {str(each) for each in gone}
    if persons:
        _put(told, "people.Registration", [row for row in rows if row["person_id"] not in persons])
        _put(told, "people.Note", [row for row in told.of("people.Note") if row["person_id"] not in persons])


def _submissions(told: Told) -> None:
    """A form that was sent to both sides was kept by both: of one person it is one word, of two it is two."""
    rows = told.of("people.Registration")
    kept = Registration.objects.filter(submission__in=told.ids("people.Registration", "submission"))
    here = {
        (str(submission), position): (str(key), str(person))
        for key, person, submission, position in kept.values_list("id", "person_id", "submission", "position")
    }
    left = []
    for row in rows:
        key, person = here.get((row["submission"], row["position"]), (row["id"], row["person_id"]))
        if key != row["id"]:
            if person == row["person_id"]:
                continue
            row["submission"] = str(uuid5(UUID(row["submission"]), row["id"]))
        left.append(row)
    _put(told, "people.Registration", left)


def _openings(told: Told) -> None:
    """Who walked in and was written down on both sides has one first entry; what corrects the other corrects it."""
    rows = told.of("people.LedgerEntry")
    opened = {row["person_id"]: row["id"] for row in rows if not row["from_account"] and not row["corrects"]}
    kept = LedgerEntry.objects.filter(person__in=list(opened), from_account="", corrects=None)
    own = {str(person): str(key) for key, person in kept.values_list("id", "person_id")}
    same = {opened[person]: key for person, key in own.items() if opened[person] != key}
    _put(
        told,
        "people.LedgerEntry",
        [{**row, "corrects": same.get(row["corrects"], row["corrects"])} for row in rows if row["id"] not in same],
    )


def _codes(told: Told, side: Side, settled: Settled) -> None:
    """Of two persons with one code the later gets another; of one person with two codes headquarters' is the code.

    The code that was told before stays findable.
    """
    rows = told.of("people.Person")
    for row in rows:
        _one_code(row, side, settled)
    others = Person.objects.filter(reference__in=told.column("people.Person", "reference"))
    holders = {other.reference: other for other in others}
    for row in rows:
        other = holders.get(row["reference"])
        if other is None or str(other.id) == row["id"]:
            continue
        settled.persons |= {other.id, UUID(row["id"])}
        if side is Side.HEADQUARTERS or str(other.id) > row["id"]:
            _give_another(other)
        else:
            row["former_references"] = sorted({*row["former_references"], row["reference"]})
            row["reference"] = _free(UUID(row["id"]))


def _one_code(row: Row, side: Side, settled: Settled) -> None:
    """Settle who was written down on both sides: at a gate, and told to both."""
    here = Person.objects.filter(id=row["id"]).first()
    if here is None:
        return
    codes = {row["reference"], *row["former_references"], here.reference, *here.former_references}
    code = row["reference"] if side is Side.HEADQUARTERS else here.reference
    former = sorted(codes - {code})
    if (code, former, str(here.party_id)) != (row["reference"], row["former_references"], row["party_id"]):
        settled.persons.add(here.id)
    if here.reference != code:
        other = Person.objects.filter(reference=code).exclude(id=here.id).first()
        if other is not None:
            _give_another(other)
            settled.persons.add(other.id)
    if (code, former) != (here.reference, here.former_references):
        Person.objects.filter(id=here.id).update(reference=code, former_references=former)
        settled.persons.add(here.id)  # what they are found by
    row["reference"], row["former_references"] = code, former


def _give_another(person: Person) -> None:
    former = sorted({*person.former_references, person.reference})
    Person.objects.filter(id=person.id).update(reference=_free(person.id), former_references=former)


def _free(person: UUID) -> str:
    """Return a code that is made of an id, so that both sides find the same, and that nobody has here."""
    for trial in range(MOST_TRIES):
        drawn = hashlib.sha256(f"{person} {trial}".encode()).digest()
        code = references.reference_from(int.from_bytes(drawn[:8], "big") % (references.HIGHEST_NUMBER + 1))
        if not admission.taken_references([code]):
            return code
    raise RuntimeError("no reference code is free")


def _numbers(told: Told, side: Side, settled: Settled) -> None:
    """Of two pieces of advice with one number the second gets the next: a post that was put back counts them again."""
    for row in told.of("contact.Advice"):
        here = Advice.objects.filter(crisis=row["crisis_id"], number=row["number"]).first()
        own = Advice.objects.filter(id=row["id"]).first()
        if here is not None and str(here.id) != row["id"]:
            settled.advice |= {here.id, UUID(row["id"])}
            if side is Side.HEADQUARTERS:
                _renumber(here, told)
            elif own is not None:
                row["number"] = own.number
            else:
                row["number"] = _next_number(UUID(row["crisis_id"]), row["number"], told)
        if side is Side.HEADQUARTERS and own is not None and own.number != row["number"]:
            Advice.objects.filter(id=own.id).update(number=row["number"])


def _renumber(advice: Advice, told: Told) -> None:
    number = _next_number(advice.crisis_id, advice.number, told)
    Advice.objects.filter(id=advice.id).update(number=number)


def _next_number(crisis: UUID, number: int, told: Told) -> int:
    """Return the next number of the side that gave this one, above all that are here and that are told."""
    first, last = numbers.between(numbers.letter_of(number // numbers.OF_A_POST))
    rows = Advice.objects.filter(crisis=crisis, number__range=(first, last)).values_list("number", flat=True)
    mine = [each for each in told.column("contact.Advice", "number") if first <= each <= last]
    return int(max([*rows, *mine])) + 1


def _followers(told: Told) -> None:
    """Two pieces of advice may follow one: both hold, and the one that came second does not name it."""
    rows = told.of("contact.Advice")
    named = told.ids("contact.Advice", "supersedes_id")
    here = Advice.objects.filter(supersedes__in=named).values_list("supersedes_id", "id")
    followed = {str(before): str(after) for before, after in here}
    for row in rows:
        if followed.get(row["supersedes_id"], row["id"]) != row["id"]:
            row["supersedes_id"] = None


def _forms(told: Told) -> None:
    """A touch that says something else here than there is kept in both forms (`receiving`).

    One that is here stays told, under its row here: of both sides the hour holds at which it was heard of first.
    """
    rows = told.of("boarding.Touch")
    keys = {UUID(row["form_of"] or row["id"]) for row in rows}
    here: dict[tuple[str, bytes], str] = {}
    own: dict[str, bytes] = {}
    known = Touch.objects.filter(id__in=keys) | Touch.objects.filter(form_of__in=keys)
    for key, form_of, digest in known.values_list("id", "form_of", "digest"):
        here[str(form_of or key), bytes(digest)] = str(key)
        own[str(key)] = bytes(digest)
    for row in rows:
        key, digest = row["form_of"] or row["id"], _bytes(row["digest"])
        if (key, digest) in here:
            row["id"] = here[key, digest]
            row["form_of"] = key if row["id"] != key else None
        elif row["id"] in own:
            row["id"], row["form_of"] = str(uuid5(UUID(key), digest.hex())), key
    there = {row["id"] for row in rows} | set(own)
    there |= _known(told)
    doubts = [
        row for row in told.of("boarding.Doubt") if {row["touch_id"], row["beside_id"] or row["touch_id"]} <= there
    ]
    _put(told, "boarding.Doubt", doubts)  # the others are raised here anew


def _known(told: Told) -> set[str]:
    named = told.ids("boarding.Doubt", "touch_id") | told.ids("boarding.Doubt", "beside_id")
    return {str(each) for each in Touch.objects.filter(id__in=named).values_list("id", flat=True)}


def _passes(told: Told, side: Side, settled: Settled) -> None:
    """Of two passes of one person for one leg that of headquarters stays in force."""
    rows = [row for row in told.of("boarding.Pass") if row["ended_at"] is None]
    for row in rows:
        others = Pass.objects.filter(person=row["person_id"], leg=row["leg_id"], ended_at=None).exclude(id=row["id"])
        other = others.first()
        if other is None:
            continue
        settled.passes |= {UUID(row["id"]), other.id}
        if side is Side.HEADQUARTERS:
            Pass.objects.filter(id=other.id).update(ended_at=row["issued_at"], end_cause=PassEnd.NEW_PASS)
        else:
            row["ended_at"], row["end_cause"] = other.issued_at.isoformat(), PassEnd.NEW_PASS.value


def _put(told: Told, table: str, rows: Iterable[Row]) -> None:
    if table in told.rows:
        told.rows[table] = list(rows)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
