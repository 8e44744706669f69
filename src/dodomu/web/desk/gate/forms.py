"""What is typed about devices."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.boarding.operations.devices import LONGEST_NAME, LONGEST_WHY


class EnrolForm(forms.Form):
    """A device that is to work at a gate."""

    name = forms.CharField(
        label=_("Name of the device"), max_length=LONGEST_NAME, help_text=_("As it is called aloud: Gate 2, red phone.")
    )
    officer = forms.ChoiceField(label=_("Who works with it"))

    def __init__(self, *args: Any, officers: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [("", str(_("– choose –"))), *((str(officer), name) for officer, name in officers)]

    def clean_officer(self) -> UUID:
        """Return the id of the officer."""
        return UUID(self.cleaned_data["officer"])


class WithdrawForm(forms.Form):
    """Why a device works at no gate any more."""

    because = forms.CharField(label=_("Why"), max_length=LONGEST_WHY, help_text=_("It is kept with your name."))


class CarriedForm(forms.Form):
    """A file that a device saved where there was no network."""

    file = forms.FileField(label=_("Sealed file from a device"), help_text=_("Its name ends in .dodomu."))


class BundleForm(forms.Form):
    """A file that was carried from a post."""

    file = forms.FileField(label=_("The file that was carried here"), help_text=_("Its name ends in .dodomu."))


class EndPostForm(forms.Form):
    """Why a post is ended."""

    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("It is kept with your name."))
