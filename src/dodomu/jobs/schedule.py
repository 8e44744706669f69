"""What happens by itself at its hour, whoever is awake."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError

from dodomu.boarding.operations import (
    departing,
    forgetting_manifests,
    forgetting_passes,
    forgetting_touches,
    manifests,
    passes,
    working_out,
)
from dodomu.contact.operations import forgetting_deliveries, forgetting_threads, returning, rounds, voices
from dodomu.foundation import clock, crises, outbox
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.operations import reviewing, settling
from dodomu.people.operations import forgetting

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something done again and again; only one worker does it at a time."""

    name: str
    every: timedelta
    do: Callable[[datetime], None]


def forget_persons(at: datetime) -> None:
    """Personal data past its retention date is taken out, with what was written by and to them."""
    forgetting.forget_due(at=at)
    forgetting_threads.forget_due(at=at)
    forgetting_deliveries.forget_due()
    voices.forget_voices(at=at)
    forgetting_touches.forget_due(at=at)
    forgetting_passes.forget_due()
    forgetting_manifests.forget_due(at=at)


def sweep_news(at: datetime) -> None:
    """News that was handled long ago needs no keeping."""
    outbox.sweep(handled_before=at - timedelta(days=30))


def settle_offers(at: datetime) -> None:  # noqa: ARG001  (each crisis has its own hour)
    """Deadlines pass, cancelled legs release their people, and who is home is done."""
    _in_each(lambda crisis, at: settling.settle(crisis=crisis, by=SYSTEM, at=at))


def keep_passes(at: datetime) -> None:  # noqa: ARG001
    """Passes are those of the offers and legs as they stand."""
    _in_each(lambda crisis, at: passes.keep_passes(crisis=crisis, by=SYSTEM, at=at))


def work_out_touches(at: datetime) -> None:  # noqa: ARG001
    """What gates handed in and nobody has worked out, or what waited for somebody who is there now, is worked out."""
    _in_each(lambda crisis, at: working_out.work_out_left(crisis=crisis, by=SYSTEM, at=at))


def close_manifests(at: datetime) -> None:  # noqa: ARG001
    """What was closed at a gate is closed."""
    _in_each(lambda crisis, at: manifests.close_at_gates(crisis=crisis, by=SYSTEM, at=at))


def mark_departed(at: datetime) -> None:  # noqa: ARG001
    """What was closed has left: offers, plans and the timetable go by it."""
    _in_each(lambda crisis, at: departing.mark_departed(crisis=crisis, by=SYSTEM, at=at))


def ask_check_ins(at: datetime) -> None:  # noqa: ARG001
    """Rounds of check-ins ask at their hours."""
    for crisis in crises.open_crises():
        rounds.ask_due(crisis=crisis.id, by=SYSTEM, at=clock.now(crisis))


def return_answers(at: datetime) -> None:
    """Answers that did not arrive go by another way, or whoever was answered waits again."""
    returning.return_failed(at=at)


def review_plans(at: datetime) -> None:  # noqa: ARG001
    """Plans in force that somebody noted are looked at again."""
    _in_each(lambda crisis, at: reviewing.review_due(crisis=crisis, by=SYSTEM, at=at))


def _in_each(do: Callable[[UUID, datetime], object]) -> None:
    """Do it in every open crisis at its own hour; one in which it fails holds up no other."""
    for crisis in crises.open_crises():
        try:
            do(crisis.id, clock.now(crisis))
        except (OperationalError, InterfaceError):
            raise  # the database may be gone
        except Exception:
            log.exception("in %s", crisis.slug)


SCHEDULE = (
    Task("settle offers whose hour has come", timedelta(seconds=30), settle_offers),
    Task("issue and end passes", timedelta(seconds=30), keep_passes),
    Task("work out what gates handed in", timedelta(seconds=30), work_out_touches),
    Task("close manifests that gates closed", timedelta(seconds=30), close_manifests),
    Task("say that legs with a closed manifest have left", timedelta(seconds=30), mark_departed),
    Task("review plans in force", timedelta(seconds=30), review_plans),
    Task("ask the check-ins that are due", timedelta(seconds=30), ask_check_ins),
    Task("send answers that came back by another way", timedelta(seconds=30), return_answers),
    Task("forget persons past their retention date", timedelta(hours=1), forget_persons),
    Task("sweep handled news", timedelta(hours=6), sweep_news),
)
# A post that works alone leaves these to headquarters.
ONLY_AT_HEADQUARTERS = frozenset({settle_offers, mark_departed, review_plans, ask_check_ins, return_answers})


def tasks_here() -> list[Task]:
    """Return what is done at its hours here: at headquarters or at a post."""
    return [each for each in SCHEDULE if not settings.DODOMU_POST or each.do not in ONLY_AT_HEADQUARTERS]
