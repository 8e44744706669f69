"""The people of an exercise answer what they were offered, as chance has it, each at their own hour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.exercise import chances, rules
from dodomu.exercise.chances import Luck, Said
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.operations import answering
from dodomu.journeys.queries import replay
from dodomu.people.rules.terms import Channel

SAID_BY = "the exercise"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a party is about to answer to an offer."""

    offer: UUID
    party: str  # its name in the script
    said: Said
    submission: UUID


def replies(crisis: UUID, names: Mapping[UUID, str], luck: Luck, zone: str, ways: dict[UUID, str]) -> Iterator[Reply]:
    """Yield what the parties of the script have still to answer; for others the desk answers itself."""
    for each in replay.asked(crisis, ways):
        name = names.get(each.party)
        if name is None:
            continue
        for said in chances.replies(luck, name, each.way, told_at=each.told_at, answer_by=each.answer_by, zone=zone):
            submission = rules.identifier(f"answer {name} {each.way} {said.answer}", crisis)
            if submission not in each.answered:
                yield Reply(each.offer, name, said, submission)


def answer(reply: Reply, *, at: datetime) -> None:
    """Give an answer; given before, it changes nothing."""
    answering.record_answer(
        offer=reply.offer,
        answer=reply.said.answer,
        reason=reply.said.reason,
        channel=Channel.PHONE,
        said_by=SAID_BY,
        submission=reply.submission,
        by=EXERCISE,
        at=at,
    )
