"""Who may travel in our places, as it is typed; it begins at an hour of the crisis."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.foundation import crises
from dodomu.journeys.rules.eligibility import NotStated, Relatives, Rule
from dodomu.web.desk.situation.forms.told import coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour, wall_of
from dodomu.web.desk.ways.forms.fields import ZonedForm, why_field
from dodomu.web.parts.journeys_words import DOCUMENTS, PAPERS_NOT_STATED, RELATIVES


class RuleForm(ZonedForm):
    """A rule, why it is stated, and from when on it holds."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    citizens = forms.BooleanField(label=_("Our own citizens may travel"), required=False, initial=True)
    countries = line(
        _("Citizens of other states who count as ours do"),
        300,
        help_text=_("Two letters for each, for example PL, LT."),
    )
    relatives = coded(_("Of their relatives with another passport"), RELATIVES, initial=Relatives.PARTY)
    papers = forms.MultipleChoiceField(
        label=_("One of these papers is needed, and valid on the day"),
        required=False,
        choices=list(DOCUMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: no paper is asked for."),
    )
    papers_not_stated = coded(_("Whose papers nobody has told us"), PAPERS_NOT_STATED, initial=NotStated.ASSUME)
    minors_alone = forms.BooleanField(label=_("Minors may travel without an adult"), required=False, initial=True)
    from_at = WallHour(label=_("Holds from"))
    why = why_field(_("Why"), help_text=_("Who decided it, and on what ground."))
    source = line(_("Source"), 200)

    def clean_countries(self) -> frozenset[str]:
        """Return the codes of countries, or say which of them is none."""
        codes = self.cleaned_data["countries"].replace(",", " ").upper().split()
        known_codes = {code for code, _name in crises.country_choices()}
        for code in codes:
            if code not in known_codes:
                raise forms.ValidationError(_("No country has the letters “%(code)s”."), params={"code": code[:20]})
        return frozenset(codes)

    def clean(self) -> dict[str, Any]:
        """Ask for somebody at all who may travel."""
        typed = super().clean()
        if not typed.get("citizens") and not typed.get("countries") and "countries" not in self.errors:
            self.add_error("citizens", _("By this rule nobody may travel. Say who counts."))
        return typed

    def rule(self) -> Rule:
        """Return the rule as it was typed."""
        typed = self.cleaned_data
        return Rule(
            citizens=typed["citizens"],
            relatives=Relatives(typed["relatives"]),
            countries=typed["countries"],
            papers=frozenset(typed["papers"]),
            papers_not_stated=NotStated(typed["papers_not_stated"]),
            minors_alone=typed["minors_alone"],
        )

    def fingerprint(self) -> str:
        """Return what tells this rule and its hour from any other: who states it has seen whom it concerns."""
        said = json.dumps([self.rule().as_json(), str(self.cleaned_data["from_at"])], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @classmethod
    def typed(cls, rule: Rule, at: Any, zone: str) -> dict[str, Any]:
        """Return the rule that holds as it would be typed, to be changed from now on."""
        return {
            "citizens": rule.citizens,
            "relatives": rule.relatives.value,
            "countries": ", ".join(sorted(rule.countries)),
            "papers": sorted(rule.papers),
            "papers_not_stated": rule.papers_not_stated.value,
            "minors_alone": rule.minors_alone,
            "from_at": wall_of(at, zone),
        }
