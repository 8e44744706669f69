"""Opening a crisis for any country: its places are drafted from the world data, then corrected."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from dodomu.foundation import clock, crises
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import office_view
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class CrisisForm(forms.Form):
    """Where it happens, whose people are counted, what it is called."""

    country = forms.ChoiceField(label=_("Country in crisis"))
    sending = forms.ChoiceField(label=_("Whose people"), help_text=_("The state whose citizens are counted."))
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        required=False,
        max_length=crises.LONGEST_SLUG,
        help_text=_("Small Latin letters, digits and hyphens, such as lebanon-2026. It cannot be changed later."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("country", "sending"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
            field.choices = [("", "–"), *crises.country_choices()]
        for code in LANGUAGES:
            widget = forms.TextInput(attrs={"lang": code})
            self.fields[f"name_{code}"] = forms.CharField(
                label=NATIVE_NAMES[code], required=False, max_length=crises.LONGEST_NAME, widget=widget
            )

    def clean_slug(self) -> str:
        """Return the short name in small letters."""
        return str(self.cleaned_data["slug"]).lower()


@office_view(Permission.OPEN_CRISIS)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a crisis and go on to its places."""
    form = CrisisForm(request.POST) if request.method == "POST" else CrisisForm(initial={"sending": "UA"})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            crisis = crises.draft_crisis(
                country=typed["country"],
                sending=typed["sending"],
                names={code: typed[f"name_{code}"] for code in LANGUAGES},
                slug=typed["slug"],
                by=actor_of(request),
                at=clock.real_now(),
            )
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect("desk:places", crisis.slug)
    page = {"form": form, "refusal": refusal, "names": [form[f"name_{code}"] for code in LANGUAGES]}
    return render(request, "desk/crises/new.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)
