"""What another officer did to a leg while this one was writing, and how what was typed is kept."""

from django import forms
from django.http import QueryDict

from dodomu.journeys.queries.changes import history
from dodomu.journeys.queries.checks import Board, LegLine
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.ways.addresses import around_of
from dodomu.web.desk.ways.history import ShownVersion, names_for, shown_history
from dodomu.web.desk.ways.leg import things_of

UNPROCESSABLE, CONFLICT = 422, 409


def meanwhile(request: DeskRequest, found: Board, line: LegLine, *, read: int) -> list[ShownVersion]:
    """Return what was done to a leg since the version that was read."""
    names = names_for(line, around_of(request), things_of(found))
    return shown_history(history(request.crisis.id, line.leg.id), names, after=read)


def renew(form: forms.Form, version: int) -> None:
    """Let what was typed be about the version that is shown now: sent again, it takes its place."""
    assert isinstance(form.data, QueryDict)  # noqa: S101  (for the type checker)
    typed = form.data.copy()
    typed[form.add_prefix("version")] = str(version)
    form.data = typed
