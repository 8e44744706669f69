"""One day at one gate: 180 people, two telephones, a network that drops four answers of ten, and everybody counted.

What is handed in goes by the real addresses into the real database; what the desk does, it does by its operations.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.boarding.models import Doubt, Pass, Touch
from dodomu.boarding.operations import doubts
from dodomu.boarding.operations.manifests import close_at_gates
from dodomu.boarding.operations.passes import keep_passes
from dodomu.boarding.queries.board import board_of
from dodomu.boarding.queries.manifests import manifest_of
from dodomu.boarding.rules.terms import DoubtOutcome, LineState
from dodomu.foundation import clock
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Assignment, Officer
from dodomu.journeys.models import Offer, StandbyPlace
from dodomu.journeys.operations.passing_on import invite_standby
from dodomu.journeys.operations.settling import settle
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.operations import registering
from dodomu.people.operations.preparing import PartyToRegister
from dodomu.people.queries.reconciliation import reconcile
from dodomu.people.queries.whereabouts import headcount
from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.terms import Account, Channel, GivenBy, PartyKind
from tests.boarding import gates
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered

pytestmark = pytest.mark.django_db
API = "/field/gate/api/"
LEAVES = TOMORROW
DROPPED = 0.4  # of answers, and as many requests never arrive
FAMILIES, PAIRS, SINGLES = 40, 21, 8  # 170 persons who hold places
STANDBY, WALK_INS = 6, 4
HOLD, ALL = FAMILIES * 3 + PAIRS * 2 + SINGLES, FAMILIES * 3 + PAIRS * 2 + SINGLES + STANDBY + WALK_INS


class Day:
    """The day, with the hour of the machine as it goes on."""

    def __init__(self, here: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here, self.hour, self.luck = here, LEAVES - timedelta(hours=5), Random(6)
        monkeypatch.setattr(clock, "real_now", lambda: self.hour)

    def minutes(self, many: float) -> None:
        self.hour += timedelta(minutes=many)


@dataclass
class Phone:
    """A telephone at a gate: it works by its pack alone, and hands in again whatever was not acknowledged."""

    day: Day
    name: str
    point: UUID
    pack: dict[str, Any] = field(default_factory=dict)
    proof: str = ""
    key: str = ""
    made: int = 0
    unsent: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        code = gates.code_for(self.day.here.crisis, self.name, at=self.day.hour)
        said = self._ask("enrol", {"code": code, "key": gates.KEY})
        self.key, self.proof = said["device"], f"Device {said['device']}.{said['secret']}"
        self.fetch()

    def fetch(self) -> None:
        self.pack = json.loads(self._ask(f"pack?point={self.point}")["pack"])

    def _ask(self, path: str, said: Any = None) -> Any:
        client = Client(enforce_csrf_checks=True, headers={"authorization": self.proof} if self.proof else {})
        answer = client.get(API + path) if said is None else client.post(API + path, said, "application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def says(self, person: UUID) -> tuple[str, str]:
        """Return what the pack has the gate do with somebody."""
        found = gates.verdict_in(self.pack, person, self.day.here.legs["PS-1"].id)
        return found["v"], found["g"]

    def touch(self, kind: str, *persons: UUID, **body: Any) -> None:
        self.made += 1
        self.unsent.append(
            {
                "id": str(uuid4()), "number": self.made, "kind": kind, "made": gates.milliseconds(self.day.hour),
                "off": 0, "shift": 0, "officer": f"officer of {self.name}", "point": str(self.point),
                "leg": str(self.day.here.legs["PS-1"].id), "persons": [str(each) for each in persons],
                "pack": self.pack["id"], "body": body,
            }
        )  # fmt: skip

    def board(self, *persons: UUID, **body: Any) -> None:
        """Scan the pass of the first, and board them with one tap."""
        verdict, ground = self.says(persons[0])
        self.touch("boarded", *persons, **{"means": "pass", "verdict": verdict, "ground": ground, **body})

    def upload(self) -> None:
        """Try once: it does not arrive, or its answer does not, or both do."""
        self.tries += 1
        dice = self.day.luck.random()
        if not self.unsent or dice < DROPPED / 2:
            return
        several = self.day.luck.sample(self.unsent, len(self.unsent))
        said = self._ask("touches", self._envelope(several))
        if dice >= DROPPED:
            self.unsent = [line for line in self.unsent if line["id"] not in said["kept"]]

    def upload_all(self) -> None:
        while self.unsent:
            self.upload()
            self.day.minutes(0.1)

    def _envelope(self, touches: Sequence[dict[str, Any]]) -> dict[str, Any]:
        now = gates.milliseconds(self.day.hour)
        return {
            "device": self.key, "now": now, "made": self.made, "point": str(self.point), "pack": self.pack["id"],
            "touches": touches,
        }  # fmt: skip


@pytest.fixture
def day(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Day:
    here = gates.gate(tmp_path, settings)
    here.leg("PS-1", HOLD, invite_extra=STANDBY)
    return Day(here, monkeypatch)


def name(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in f"{number:04}").title()


def registered(here: Harbour, sizes: Sequence[int], *, child_in: int = -1) -> list[list[UUID]]:
    """Register parties of some sizes, one of them with a child; return their persons."""
    before = Person.objects.count()
    parties = [
        PartyToRegister(
            persons=[
                {
                    "name": f"Особа {name(before + 10 * number + each)}", "place": "almaty", "wish": "leave_now",
                    "birth_date": "2016-05-05" if number == child_in and each else "1990-09-02", "citizenships": "UA",
                    "phones": f"+380 00 {before + number:03} {each:04}",
                    "document_number": f"XX {900_000 + before * 10 + 10 * number + each}",
                }
                for each in range(size)
            ],
            submission=uuid4(), channel=Channel.WEB, given_by=GivenBy.SELF, received_at=NOW - timedelta(days=1),
            party=PartyGiven(PartyKind.SINGLE if size == 1 else PartyKind.FAMILY),
        )
        for number, size in enumerate(sizes)
    ]  # fmt: skip
    receipts = registering.register_many(crisis=here.id, parties=parties, by=SYSTEM, at=NOW - timedelta(days=1))
    return [[person.id for person in receipt.persons] for receipt in receipts]


def party_of(persons: Sequence[UUID]) -> UUID:
    found = Person.objects.get(id=persons[0]).party_id
    assert found is not None
    return found


def promised(here: Harbour) -> tuple[list[list[UUID]], list[list[UUID]]]:
    """Offer everybody a place, let all but one say yes, ask six more to the gate; return parties of both kinds."""
    held = registered(here, [3] * FAMILIES + [2] * PAIRS + [1] * SINGLES, child_in=FAMILIES)
    spare = registered(here, [1] * STANDBY)
    here.offer_all(dict.fromkeys(map(party_of, held), "PS-1"))
    for persons in held[:-1]:
        answered(here, party_of(persons), Answer.ACCEPT)
    adoption = Offer.objects.filter(crisis=here.id).values_list("adoption", flat=True)[0]
    for position, persons in enumerate(spare, start=1):
        StandbyPlace.objects.create(
            adoption_id=adoption, leg=here.legs["PS-1"], party_id=party_of(persons), position=position, there_at=NOW,
            home_at=LEAVES + timedelta(hours=6),
        )  # fmt: skip
    invite_standby(leg=here.legs["PS-1"].id, how_many=STANDBY, by=here.officer(), at=NOW)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    return held, spare


def walk_in(phone: Phone, number: int) -> UUID:
    """Write down somebody unknown who stands at the gate, and board them by the word of a consul."""
    person = uuid4()
    given = {"family_name": "Гість", "given_name": name(number), "birth_date": "1988-02-03", "citizenship": "UA"}
    phone.touch("walked_in", person, person=str(person), submission=str(uuid4()), given=given, means="walk_in")
    phone.touch("boarded", person, means="walk_in", verdict="ask", ground="not-in-pack", decided_by="consul")
    return person


def accounts(here: Harbour) -> Counter[str]:
    return Counter(Person.objects.filter(crisis=here.crisis, joined_into=None).values_list("account", flat=True))


def view(here: Harbour, at: datetime) -> Any:
    found = manifest_of(here.id, "PS-1", by=here.officer(), at=at)
    assert found
    return found


def signed_in(here: Harbour) -> Client:
    officer = Officer.objects.create(username="duty", name="Duty officer")
    Assignment.objects.create(officer=officer, crisis=here.crisis, role="duty_officer")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_180_people_leave_through_two_telephones_and_everybody_is_accounted_for(day: Day):
    here = day.here
    held, spare = promised(here)
    absent = [*held[-4], *held[-3]]
    one, two = (Phone(day, each, here.place("ala").id) for each in ("Gate 1", "Gate 2"))
    they_know_who_is_to_come(one, held, spare)
    they_board(day, one, two, held)
    they_do_what_is_out_of_the_ordinary(day, one, two, held)
    guests = they_fill_up(one, two, held, spare, absent)

    # It leaves. One gate closes; nobody knows of it before there is a network again.
    day.hour = LEAVES
    one.touch("closed", counts={})
    one.upload_all()
    two.upload_all()
    assert one.tries + two.tries > 10
    close_at_gates(crisis=here.id, by=SYSTEM, at=day.hour)

    # Nothing was lost or doubled, and everybody stands in one account.
    assert Touch.objects.filter(crisis=here.crisis).count() == one.made + two.made
    aboard = HOLD - len(absent) - 1 + 3 + WALK_INS
    the_manifest_says(day, held, aboard, missing=len(absent))
    assert (accounts(here)["aboard"], accounts(here)["stays"]) == (aboard, 1)
    assert sum(accounts(here).values()) == headcount(here.id).registered == ALL and reconcile(here.id).proves
    decide(here, day, held[1], aboard)
    papers_agree(here, aboard)

    # At the other end one of them is seen by nobody: aboard is not home.
    day.minutes(6 * 60 + 5)
    they_arrive(day, Phone(day, "Kyiv", here.place("kbp").id), but_for=guests[0])
    assert accounts(here)["home"] == LedgerEntry.objects.filter(account="home").count() == aboard - 1
    assert Person.objects.get(id=guests[0]).account == Account.ABOARD
    assert sum(accounts(here).values()) == ALL and reconcile(here.id).proves
    counts = view(here, day.hour).counts
    assert (counts.landed, counts.boarded, counts.aboard) == (aboard - 1, 1, aboard)
    board = board_of(here.id, by=here.officer(), at=day.hour, real=day.hour)
    assert [(each.line.leg.ref, each.line.counts.boarded) for each in board.arriving] == [("PS-1", 1)]
    assert (board.doubts, board.unsent, board.minors_alone, board.not_closed) == (0, 0, 0, 0)
    travelled = Offer.objects.filter(crisis=here.id, state="travelled", kind="place")
    assert travelled.count() == len(held) - 2, "all but two who did not come"


def they_know_who_is_to_come(one: Phone, held: Sequence[Sequence[UUID]], spare: Sequence[Sequence[UUID]]) -> None:
    """Assert that there are passes, and that the pack says what each is worth."""
    passes = Counter(Pass.objects.filter(ended_at=None).values_list("kind", flat=True))
    assert passes == {"place": HOLD - 1, "standby": STANDBY}, "for each who said yes, and who is asked to the gate"
    assert one.says(held[0][0]) == ("go", "holds-a-place")
    assert one.says(held[-1][0]) == ("ask", "not-answered")
    assert one.says(spare[0][0]) == ("ask", "stands-by")


def they_board(day: Day, one: Phone, two: Phone, held: Sequence[Sequence[UUID]]) -> None:
    """Board the parties with which all is well; the network comes for a moment now and then."""
    special = (held[0], held[1], held[FAMILIES])
    for number, persons in enumerate(each for each in held[:-4] if each not in special):
        phone = (one, two)[number % 2]
        phone.touch("arrived", *persons, means="pass")
        phone.board(*persons)
        day.minutes(0.3)
        if number % 7 == 0:
            phone.upload()
    for persons in held[-2:-1]:
        one.board(*persons)


def they_do_what_is_out_of_the_ordinary(day: Day, one: Phone, two: Phone, held: Sequence[Sequence[UUID]]) -> None:
    """Split a family that says so, board a child and its mother at two gates, and a family at both."""
    one.board(*held[0][:2])
    one.touch("missing", held[0][2], fate="stays")
    mother, child = held[FAMILIES]
    two.board(child)
    two.upload_all()
    assert view(day.here, day.hour).counts.minors_alone == 1, "an alarm, until the other gate is heard of"
    one.board(mother)
    one.board(*held[1])
    day.minutes(1)
    two.board(*held[1])  # the same pass: this gate has not heard of the first


def they_fill_up(
    one: Phone, two: Phone, held: Sequence[Sequence[UUID]], spare: Sequence[Sequence[UUID]], absent: Sequence[UUID]
) -> list[UUID]:
    """Board who never answered by a consul's word, give on the places of who did not come; return the walk-ins."""
    two.board(*held[-1], decided_by="consul", decided_role="consul")
    two.touch("released", *absent)
    for persons in spare[:3]:
        two.board(*persons, means="name", decided_by="officer of Gate 2")
    two.touch("turned_away", *spare[3], ground="stands-by", words="full")
    return [walk_in((one, two)[number % 2], number) for number in range(WALK_INS)]


def the_manifest_says(day: Day, held: Sequence[Sequence[UUID]], aboard: int, *, missing: int) -> None:
    manifest = view(day.here, day.hour)
    counts = manifest.counts
    assert (counts.aboard, counts.missing, counts.walk_ins, counts.minors_alone) == (aboard, missing + 1, WALK_INS, 0)
    assert (counts.turned_away, counts.standby, counts.expected, counts.arrived) == (1, 2, 0, 0)
    assert (manifest.closing.by, manifest.closing.counts["aboard"]) == ("officer of Gate 1", aboard)
    assert list(manifest.torn) == [party_of(held[0])]


def they_arrive(day: Day, phone: Phone, *, but_for: UUID) -> None:
    """Let everybody aboard be seen at the other end but one."""
    lines = view(day.here, day.hour).lines
    off = [line.passenger.person for line in lines if line.state is LineState.BOARDED]
    off.remove(but_for)
    for start in range(0, len(off), 25):
        phone.touch("landed", *off[start : start + 25], means="name")
        phone.upload()
    phone.upload_all()
    settle(crisis=day.here.id, by=SYSTEM, at=day.hour)


def decide(here: Harbour, day: Day, twice: Sequence[UUID], aboard: int) -> None:
    """Decide what the two gates contradict one another in: they were boarded once, whoever says it twice."""
    waiting = Doubt.objects.filter(crisis=here.crisis, cleared_at=None, decided_at=None)
    assert Counter(waiting.values_list("kind", flat=True)) == {"boarded-twice": len(twice), "above-places": 1}
    assert Doubt.objects.filter(kind="minor-boarded-alone", cleared_at__isnull=False).exists()
    for each in waiting:
        doubts.decide_doubt(doubt=each.id, outcome=DoubtOutcome.STANDS, words="", by=here.officer(), at=day.hour)
    assert accounts(here)["aboard"] == aboard and reconcile(here.id).proves


def papers_agree(here: Harbour, aboard: int) -> None:
    """Assert that what leaves on paper has as many aboard as the ledger."""
    page = f"/desk/{here.crisis.slug}/gate/manifests/PS-1/"
    officer = signed_in(here)
    table: Any = officer.get(f"{page}manifest.csv")
    assert table.status_code == 200
    body = b"".join(table.streaming_content) if table.streaming else table.content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert sum("boarded" in [cell.casefold() for cell in row] for row in rows) == aboard
    shown = officer.get(page).content.decode()
    assert f">{aboard}<" in shown
    assert json.dumps(str(here.id)) not in shown
