"""Forgetting on manifests: of somebody forgotten nothing is left on one but that they were on it, and how they stood.

What a carrier wrote cannot be told apart by person for ever: its list is kept as long as people of the crisis are, from
the day it came, and then emptied.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from dodomu.boarding.models import CarrierList, Manifest
from dodomu.boarding.queries.carrier_lists import FORGOTTEN, seal_list
from dodomu.boarding.queries.closed import read_lines, seal_lines
from dodomu.boarding.rules.manifests import Line
from dodomu.boarding.rules.paxlst.reading import ListRead
from dodomu.foundation import clock
from dodomu.foundation.among import among
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Crisis
from dodomu.people.models import Person


def forget_due(*, at: datetime) -> int:
    """Take who was forgotten off closed manifests, and empty carriers' lists that are too old; return how many.

    Done again, or after it was killed, it does what is left. The numbers of a closing stay.
    """
    return sum(_forget_lines(crisis) + _forget_lists(crisis, at) for crisis in Crisis.objects.all())


def _forget_lines(crisis: Crisis) -> int:
    newest = Person.objects.filter(crisis=crisis).aggregate(newest=Max("forgotten_at"))["newest"]
    if newest is None:
        return 0
    due = Manifest.objects.filter(Q(forgotten_at=None) | Q(forgotten_at__lt=newest), crisis=crisis)
    changed = 0
    for manifest in due.exclude(lines=None).iterator(chunk_size=20):
        lines = read_lines(manifest.lines)
        persons = among({line.passenger.person for line in lines})
        gone = set(Person.objects.filter(id__in=persons, forgotten_at__isnull=False).values_list("id", flat=True))
        kept = tuple(_without_name(line) if line.passenger.person in gone else line for line in lines)
        said = {"forgotten_at": newest} | ({"lines": seal_lines(kept)} if kept != lines else {})
        Manifest.objects.filter(leg=manifest.leg_id).update(**said)
        changed += kept != lines
    return changed


def _without_name(line: Line) -> Line:
    nobody = replace(line.passenger, name="", latin="", born=None, citizenships=(), needs=())
    return replace(line, passenger=nobody, age=None)


def _forget_lists(crisis: Crisis, at: datetime) -> int:
    """Carriers' lists are append-only for the application; forgetting is done by the owner."""
    now = clock.now(crisis) if crisis.exercise else at
    before = now - timedelta(days=crisis.keep_days)
    with as_owner(), transaction.atomic():
        old = CarrierList.objects.filter(crisis=crisis, recorded_at__lt=before).exclude(name=FORGOTTEN)
        return old.update(lines=seal_list(ListRead("", ())), name=FORGOTTEN, source="")
