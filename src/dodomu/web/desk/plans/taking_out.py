"""A plan as a file: CSV, XLSX or the planner's JSON; with people's names only for a purpose that is written down."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from dodomu.engines.planner.forms import plan_json
from dodomu.foundation.permissions import Permission, check
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import FileKind, MadeFile, make_file
from dodomu.foundation.tables.writing import Content
from dodomu.journeys.operations.taking_out import take_plan_out
from dodomu.journeys.queries.proposals import ProposalLine
from dodomu.people.reasons import PeopleReason
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.forms import TakeForm
from dodomu.web.desk.plans.naming import Names, line_of, sheet_facts
from dodomu.web.desk.plans.sheet import page
from dodomu.web.parts.delimiters import delimiter_of_language
from dodomu.web.parts.download import attachment
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.markup import called
from dodomu.web.parts.plans.words import kind_words
from dodomu.web.parts.sentences import sentence

JSON = "json"
KINDS = {*(each.value for each in FileKind), JSON}
UNPROCESSABLE = 422


@dataclass(frozen=True)
class File:
    """What a file is made of."""

    facts: Facts
    names: Names
    with_names: bool


@desk_view(Permission.SEE_WAYS)
def take(request: DeskRequest, number: int, kind: str) -> HttpResponseBase:
    """Give out a plan: without names to whoever sees it, with them for a purpose."""
    line, names = line_of(request, number), Names(request)
    found = sheet_facts(line, names)
    if found is None or kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return attachment(request, _name(request, line, kind), _made(File(found[0], names, with_names=False), kind))
    check(request.actor, Permission.EXPORT, request.crisis.id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return page(request, line, form, UNPROCESSABLE)
    chosen, file = form.cleaned_data["kind"], File(found[0], names, with_names=True)
    try:
        made = take_plan_out(
            crisis=request.crisis.id, proposal=line.id, kind=chosen, purpose=form.cleaned_data["purpose"],
            make=lambda: _made(file, chosen), by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        if refused.reason is not PeopleReason.PURPOSE_NEEDED:
            raise
        form.add_error("purpose", sentence(refused))
        return page(request, line, form, UNPROCESSABLE)
    return attachment(request, _name(request, line, chosen), made)


def _name(request: DeskRequest, line: ProposalLine, kind: str) -> str:
    return f"{request.crisis.slug}-plan-{line.number}.{kind}"


def _made(file: File, kind: str) -> MadeFile:
    if file.with_names:
        file.names.know(UUID(each.id) for each in file.facts.problem.parties)
    if kind == JSON:
        return _json(file)
    return make_file(_rows(file), FileKind(kind), delimiter=delimiter_of_language())


def _json(file: File) -> MadeFile:
    content = json.loads(plan_json.write(file.facts.plan))
    if file.with_names:
        shown = (file.names.party(UUID(each.id)) for each in file.facts.problem.parties)
        content["people"] = {str(each.id): {"code": each.reference, "name": each.name} for each in shown}
    written = json.dumps(content, ensure_ascii=False, indent=1).encode()
    rows, digest = len(file.facts.plan.itineraries), hashlib.sha256(written).hexdigest()
    return MadeFile("application/json", rows, len(written), digest, Content(BytesIO(written)))


def _rows(file: File) -> Iterator[Sequence[str]]:
    """A row for each part of each way, in the order of the parties; then a row for each who is left."""
    who = [_("Code"), _("Name")] if file.with_names else [_("Party")]
    yield [
        *who, _("People"), _("Priority"), _("Part"), _("By"), _("From"), _("Leaves"), _("To"), _("Arrives"), _("Home"),
    ]  # fmt: skip
    facts = file.facts
    for each in facts.plan.itineraries:
        whom, home = _whom(file, each.party), _hour(facts.home_at(each), facts.problem.zone)
        for number, part in enumerate(facts.movements(each), start=1):
            by = _("on their own") if part.way == "travel" else called(part.name)
            yield [
                *whom, str(each.persons), kind_words(facts.parties[each.party].priority), str(number), by,
                file.names.place(part.origin), _there(file, part.begins, part.origin), file.names.place(part.target),
                _there(file, part.ends, part.target), home,
            ]  # fmt: skip
    for party, persons in facts.left:
        here = [file.names.place(party.place), "", "", "", _("is left")]
        yield [*_whom(file, party.id), str(persons), kind_words(party.priority), "", "", *here]


def _whom(file: File, party: str) -> list[str]:
    if not file.with_names:
        return [party]
    shown = file.names.party(UUID(party))
    return [shown.reference.replace("\N{NO-BREAK SPACE}", ""), shown.name]


def _there(file: File, moment: datetime, ref: str) -> str:
    """An hour of the place, with its offset: whoever reads it elsewhere must not guess."""
    view = file.names.views.get(ref)
    return _hour(moment, ZoneInfo(view.zone) if view else file.facts.problem.zone)


def _hour(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="minutes")
