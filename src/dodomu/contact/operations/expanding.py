"""Writing down who is told: the audience once, when a broadcast begins, and the next rungs as time goes by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from dodomu.channels.messages import ChannelKind, Failure
from dodomu.contact.models import Broadcast, BroadcastText
from dodomu.contact.operations import ending
from dodomu.contact.queries import reaching, rows
from dodomu.contact.queries.reaching import Reach
from dodomu.contact.rules import audiences, ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.handing import preferred
from dodomu.contact.rules.ladders import Ladder
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Ground, Purpose, Rung, SkipReason
from dodomu.foundation.identifiers import uuid7

AGAIN: Final = timedelta(minutes=15)  # who cannot be reached because a network is out is looked at again
AT_ONCE: Final = 5_000  # people whose next rung is written in one transaction: receipts of theirs wait so long
A_TURN: Final = 20_000  # people who climb before whatever else is to be done has its turn
ID_BEGINS: Final = 24  # letters of a UUID before its last twelve, which are counted up
MEMORY: Final = "SET LOCAL work_mem = '256MB'"  # a million addresses are compared without writing them to the disk


@dataclass(frozen=True, slots=True)
class Expanded:
    """What came of it: how many are told, and how many cannot be (or are told with another)."""

    waiting: int = 0
    skipped: int = 0


def expand(*, broadcast: UUID, at: datetime) -> Expanded:
    """Write down everybody an approved broadcast is for, in one transaction; killed anywhere, nothing was written.

    `at` is the hour of its crisis. Advice that holds no longer is told to nobody: the broadcast is stopped.
    """
    with transaction.atomic():
        row = Broadcast.objects.select_for_update(skip_locked=True).filter(id=broadcast).first()
        if row is None or row.state != BroadcastState.APPROVED:
            return Expanded()
        if ending.end_if_untrue(row, at=at):
            return Expanded()
        made = _Written(row, at).first()
        row.state, row.begun_at = BroadcastState.RUNNING, at
        row.counts = {**row.counts, "begun": {"persons": made.waiting + made.skipped}}
        row.save(update_fields=["state", "begun_at", "counts"])
    return made


def climb(*, broadcast: UUID, at: datetime) -> int:
    """Write the next rung for some who waited long enough without a receipt; return how many were looked at, 0 at last.

    Who answered by then, was reached by another rung, or is home is let be. Each part is one transaction: killed
    anywhere, it is done again.
    """
    row = Broadcast.objects.filter(id=broadcast, state=BroadcastState.RUNNING).first()
    if row is None:
        return 0
    written, total = _Written(row, at), 0
    while total < A_TURN and (done := written.next()):
        total += done
    return total


def pass_by(*, broadcast: UUID, down: Mapping[ChannelKind, timedelta], at: datetime) -> int:
    """Let who waits for a channel that has been down for longer than its step waits go on to the next rung.

    Return how many that was; who has no other way waits on.
    """
    row = Broadcast.objects.filter(id=broadcast, state=BroadcastState.RUNNING, is_drill=False).first()
    return _Written(row, at).pass_by(down) if row else 0


class _Written:
    """One broadcast while rows of it are written."""

    def __init__(self, row: Broadcast, at: datetime) -> None:
        self.row, self.at = row, at
        self.audience: Audience = audiences.read(row.audience)
        self.ladder: Ladder = ladders.read(row.ladder)
        languages = list(BroadcastText.objects.filter(broadcast=row).values_list("language", flat=True).distinct())
        self.values: dict[str, Any] = {
            "broadcast": row.id,
            "rungs": [step.rung.value for step in self.ladder],
            "channels": [step.channel.value for step in self.ladder],
            "in": languages,
            "else": preferred(languages),
            "is_drill": row.is_drill,
            "waves": row.waves,
            "wave_minutes": row.wave_minutes,
            "at": at,
            "again_at": at + AGAIN,
            "left_out": list(self.audience.left_out),
            "silent": list(ladders.enough_when_taken(ground=Ground(row.ground), purpose=Purpose(row.purpose))),
            "persons": None,
        }

    def first(self) -> Expanded:
        """Write the first rung of everybody in the audience."""
        people, asked = reaching.people(self.row.crisis_id, self.audience)
        reach = self._reach(climbing=False)
        who = rows.FIRST.format(language=rows.LANGUAGE, people=people)
        statement = rows.WRITE.format(why=reach.why, reach=reach.reach, who=who, wanted=rows.EVERYBODY)
        with connection.cursor() as cursor:
            cursor.execute(MEMORY)
            cursor.execute(statement, {**self.values, **asked, **reach.values, "prefix": _prefix()})
            written = cursor.rowcount
            cursor.execute(rows.TOLD_TOGETHER, self.values)
            self._pass_over(cursor, reach)
            cursor.execute(rows.WAITING, self.values)
            waiting = int(cursor.fetchone()[0])
        return Expanded(waiting, written - waiting)

    def next(self) -> int:
        """Write the next rung of some whose hour has come, and return how many those were."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rows.DUE, {**self.values, "most": AT_ONCE})
            due = cursor.fetchall()
            if not due:
                return 0
            again = [each[0] for each in due if each[4] == SkipReason.NETWORK_DOWN]
            passed = [each[0] for each in due if each[3] == DeliveryState.SKIPPED and each[4] == Failure.PROVIDER_DOWN]
            cursor.execute("DELETE FROM contact_delivery WHERE id = ANY(%s::uuid[])", [again])
            cursor.execute(rows.FOLLOWERS, {"leaders": [each[0] for each in due]})
            persons = list({each[1] for each in due} | {each[0] for each in cursor.fetchall()})
            self._write_next(cursor, persons)
            cursor.execute(rows.WAIT_ON, {**self.values, "passed": passed})
        return len(due)

    def pass_by(self, down: Mapping[ChannelKind, timedelta]) -> int:
        """Mark what waits in vain; `next` goes on with it."""
        passed = 0
        with connection.cursor() as cursor:
            for number, step in enumerate(self.ladder[:-1]):
                if down.get(step.channel, timedelta()) < timedelta(minutes=max(1, step.minutes)):
                    continue
                values = {"step": number, "channel": step.channel.value, "minutes": step.minutes, "most": AT_ONCE}
                cursor.execute(rows.PASS_BY, {**self.values, **values})
                passed += cursor.rowcount
        return passed

    def _write_next(self, cursor: Any, persons: Sequence[UUID]) -> None:
        values = {**self.values, "persons": persons, "since": self.row.begun_at}
        cursor.execute(rows.ANSWERED, values)
        answered = {each[0] for each in cursor.fetchall()}
        cursor.execute(rows.LAST_RUNGS, values)
        last = {person: (step, is_done) for person, step, is_done in cursor.fetchall()}
        ahead = {person: last.get(person, (-1, False)) for person in persons if person not in answered}
        after = {person: step for person, (step, is_done) in ahead.items() if not is_done}
        reach = self._reach(climbing=True)
        who = rows.NEXT.format(language=rows.LANGUAGE)
        statement = rows.WRITE.format(why=reach.why, reach=reach.reach, who=who, wanted=rows.WHO_CAN_BE_TRIED)
        values |= {**reach.values, "persons": list(after), "afters": list(after.values()), "prefix": _prefix()}
        cursor.execute(statement, values)
        if tried := list({each[0] for each in cursor.fetchall()}):
            cursor.execute(rows.TOLD_WITH_PARTY, {**values, "persons": tried})
            self._pass_over(cursor, reach, afters={person: after[person] for person in tried})

    def _reach(self, *, climbing: bool) -> Reach:
        return reaching.reach(
            self.row.crisis_id, self.ladder, ground=Ground(self.row.ground), is_drill=self.row.is_drill,
            climbing=climbing, at=self.at,
        )  # fmt: skip

    def _pass_over(self, cursor: Any, reach: Reach, *, afters: Mapping[UUID, int] | None = None) -> None:
        """Say of the steps that a network kept us from that they were not tried; `afters`: only by these people."""
        for number, places in reach.down.items():
            step = self.ladder[number]
            if not places or step.rung is not Rung.OWN_CHANNELS:
                continue
            some = None if afters is None else [person for person, after in afters.items() if after < number]
            values = {
                **self.values, "persons": some, "step": number, "rung": step.rung.value, "channel": step.channel.value,
                "places": list(places), "kind": reaching.ADDRESSES[step.channel].value, "prefix": _prefix(),
            }  # fmt: skip
            deliveries = rows.OF_ALL if some is None else rows.OF_SOME
            cursor.execute(rows.PASSED_OVER.format(deliveries=deliveries), values)


def _prefix() -> str:
    """Return how the ids of one statement begin: a version 7 UUID of its own."""
    return str(uuid7())[:ID_BEGINS]
