"""What is typed on a telephone, with one thumb: as little as possible."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.people.operations.notes import LONGEST_WORDS
from dodomu.people.rules.faults import Fault
from dodomu.web.parts import terms
from dodomu.web.parts.sentences import fault_sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 2000  # what is longer is no field of a person; shorter limits are the rules' to say, beside the field
SHOWN_AT = {"name": "family_name", "patronymic": "given_name", "document_kind": "document_number"}
ASKED_FOR = ("leave_now", "leave_later", "stay", "undecided")  # whoever stands there has not left already


def _typed(label: "StrOrPromise", *, help_text: "StrOrPromise" = "", **attributes: str) -> forms.CharField:
    """A field that takes whatever is typed: what is wrong with it is for the rules of the register to say."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=widget, help_text=help_text, strip=False
    )


class PersonForm(forms.Form):
    """Somebody who stands before the officer and is not registered."""

    family_name = _typed(_("Family name"), autocapitalize="words")
    given_name = _typed(_("Given name"), autocapitalize="words")
    birth_date = _typed(_("Date of birth"), help_text=_("24.08.1991 or 24081991"), inputmode="numeric")
    citizenships = _typed(_("Citizenship"), help_text=_("Name or two letters, for example UA."))
    document_number = _typed(_("Passport number"), autocapitalize="characters")
    phones = _typed(_("Telephone"), help_text=_("With the country code, beginning with +."), inputmode="tel")
    wish = forms.ChoiceField(
        label=_("What do they want?"),
        required=False,
        choices=[(code, terms.WISHES[code]) for code in ASKED_FOR],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=list(terms.NEEDS.items()), widget=forms.CheckboxSelectMultiple
    )

    def given(self) -> dict[str, str]:
        """Return what was typed, field by field, as the register takes it; what was left empty was not said."""
        typed = {name: self.cleaned_data.get(name, "") for name in self.fields}
        said = {name: ", ".join(value) if isinstance(value, list) else value for name, value in typed.items()}
        return {name: value for name, value in said.items() if value.strip()}

    def mark(self, faults: Iterable[Fault]) -> None:
        """Say beside each field what is wrong with it."""
        for fault in faults:
            name = SHOWN_AT.get(fault.field, fault.field)
            self.add_error(name if name in self.fields else None, fault_sentence(fault.code, fault.details))


class HelpForm(forms.Form):
    """What somebody needs, in words, for the desk to read."""

    about = forms.ChoiceField(label=_("Who needs it?"))
    words = forms.CharField(
        label=_("What is needed?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].error_messages["required"] = fault_sentence("needed")
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101  (for the type checker)
        about.choices = list(people)
        if len(about.choices) == 1:
            about.widget = forms.HiddenInput()
