"""Who may travel in our places: the rules as they were stated, and a new one with whom it concerns shown first."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.operations.eligibility import state_rule
from dodomu.journeys.queries.eligibility import Affected, PartyAffected, affected_by, rules_stated
from dodomu.journeys.queries.planning import rule_at
from dodomu.journeys.rules.eligibility import Rule
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.forms.eligibility import RuleForm
from dodomu.web.parts.journeys_words import DOCUMENTS, NOT_ELIGIBLE, PAPERS_NOT_STATED, RELATIVES
from dodomu.web.parts.sentences import sentence

SHOWN = 100  # parties on each side; the counts are of all
WHO: dict[str, Promise] = {
    "citizens": _("Citizens"),
    "relatives": _("Relatives"),
    "papers": _("Papers"),
    "minors": _("Minors"),
}


@desk_view(Permission.SEE_WAYS)
def eligibility(request: DeskRequest) -> HttpResponse:
    """Show the rules; look at whom a new one concerns; state it."""
    crisis, zone = request.crisis.id, request.crisis.zone
    if request.method != "POST":
        fresh = RuleForm.typed(rule_at(crisis, request.at), request.at, zone) | {"submission": uuid4()}
        return _page(request, RuleForm(initial=fresh, zone=zone))
    if not may(request.actor, Permission.KEEP_WAYS, crisis):
        raise Refused(FoundationReason.NOT_PERMITTED, permission=Permission.KEEP_WAYS)
    form = RuleForm(request.POST, zone=zone)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    if form.cleaned_data["seen"] != form.fingerprint():
        return _page(request, _seen(form), affected_by(crisis, form.rule(), at=request.at))
    typed = form.cleaned_data
    try:
        state_rule(
            crisis=crisis, rule=form.rule(), from_at=typed["from_at"], why=typed["why"], source=typed["source"],
            submission=typed["submission"], by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, form, refusal=sentence(refused), status=UNPROCESSABLE)
    return redirect(f"{request.path}?done=1")


def rule_rows(rule: Rule) -> list[tuple[str, str]]:
    """Return a rule in words."""
    countries = ", ".join(sorted(rule.countries))
    citizens = [str(_("our own citizens"))] if rule.citizens else []
    papers = ", ".join(str(DOCUMENTS[code]) for code in sorted(rule.papers)) or str(_("none is asked for"))
    if rule.papers:
        papers = f"{papers}; {PAPERS_NOT_STATED[rule.papers_not_stated]}"
    return [
        (str(WHO["citizens"]), ", ".join([*citizens, *([countries] if countries else [])])),
        (str(WHO["relatives"]), str(RELATIVES[rule.relatives])),
        (str(WHO["papers"]), papers),
        (str(WHO["minors"]), str(_("may travel alone") if rule.minors_alone else _("with an adult only"))),
    ]


def _seen(form: RuleForm) -> RuleForm:
    """The same form, that now says that the officer has seen whom the rule concerns."""
    assert isinstance(form.data, QueryDict)  # noqa: S101  (for the type checker)
    typed = form.data.copy()
    typed["seen"] = form.fingerprint()
    form.data = typed
    return form


def _page(
    request: DeskRequest, form: RuleForm, affected: Affected | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    stated = rules_stated(request.crisis.id, at=request.at)
    page: dict[str, Any] = {
        "form": form,
        "fields": form.visible_fields(),
        "refusal": refusal,
        "affected": affected,
        "gain": _parties(affected.gain) if affected else [],
        "lose": _parties(affected.lose) if affected else [],
        "whys": [(NOT_ELIGIBLE[why], count) for why, count in affected.whys_then.items()] if affected else [],
        "rules": [(each, rule_rows(each.rule)) for each in stated],
        "usual": [] if any(each.holds for each in stated) else rule_rows(Rule()),
        "most": SHOWN,
        "may_keep": may(request.actor, Permission.KEEP_WAYS, request.crisis.id),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/ways/eligibility.html", page, status=status)


def _parties(parties: tuple[PartyAffected, ...]) -> list[tuple[PartyAffected, str]]:
    return [(each, ", ".join(str(NOT_ELIGIBLE[why]) for why in each.whys)) for each in parties[:SHOWN]]
