"""A process that dies while it boards or closes leaves all of it or nothing."""

import os
import signal
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.boarding.models import Manifest
from dodomu.boarding.operations import at_the_desk, manifests
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import news
from dodomu.people.models import LedgerEntry, Person
from tests.journeys.offered import TOMORROW, Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)


def scene() -> tuple[Harbour, list[object]]:
    here = harbour()
    here.leg("PS-1", 10)
    party = here.party(3)
    return here, list(Person.objects.filter(party=party).values_list("id", flat=True))


def killed_at(module: object, name: str, work: object) -> None:
    """Do some work in a process of its own that is killed when it tells the news of it."""
    connection.close()
    child = os.fork()
    if child == 0:
        setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        work()  # type: ignore[operator]
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def test_boarding_that_was_killed_boarded_nobody_and_is_done_again() -> None:
    here, persons = scene()
    form = uuid4()

    def board() -> object:
        return at_the_desk.record_at_desk(
            form=form, crisis=here.id, ref="PS-1", what=TouchKind.BOARDED, persons=persons,  # type: ignore[arg-type]
            is_sure=False, by=here.officer(), at=TOMORROW,
        )  # fmt: skip

    killed_at(news, "post", board)
    assert not LedgerEntry.objects.filter(account="aboard").exists()
    assert board() == at_the_desk.Recorded(3, 0)


def test_closing_that_was_killed_closed_nothing_and_is_done_again() -> None:
    here, _ = scene()

    def close() -> None:
        manifests.close_manifest(
            crisis=here.id, ref="PS-1", named="A", happened_at=TOMORROW, by=here.officer(), at=TOMORROW
        )

    killed_at(news, "post", close)
    assert not Manifest.objects.exists()
    close()
    assert Manifest.objects.get().closed_by_name == "A"
