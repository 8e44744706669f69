"""What happens by itself at its hour, whoever is awake."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dodomu.foundation import outbox
from dodomu.people.operations import forgetting


@dataclass(frozen=True, slots=True)
class Task:
    """Something done again and again; only one worker does it at a time."""

    name: str
    every: timedelta
    do: Callable[[datetime], None]


def forget_persons(at: datetime) -> None:
    """Personal data past its retention date is taken out."""
    forgetting.forget_due(at=at)


def sweep_news(at: datetime) -> None:
    """News that was handled long ago needs no keeping."""
    outbox.sweep(handled_before=at - timedelta(days=30))


SCHEDULE = (
    Task("forget persons past their retention date", timedelta(hours=1), forget_persons),
    Task("sweep handled news", timedelta(hours=6), sweep_news),
)
