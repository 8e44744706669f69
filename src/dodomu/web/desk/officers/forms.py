"""Somebody who will sign in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.officers import LONGEST_NAME, LONGEST_USERNAME


class OfficerForm(forms.Form):
    """A name, a name to sign in with, a language."""

    name = forms.CharField(label=_("Full name"), max_length=LONGEST_NAME)
    username = forms.CharField(label=_("Name to sign in with"), max_length=LONGEST_USERNAME)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Gives rights and opens crises, and sees no person."),
    )


class PasswordForm(forms.Form):
    """One's own password: the old one, and the new one twice."""

    old = forms.CharField(label=_("Your password now"), strip=False, widget=forms.PasswordInput)
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; four unusual words are good."),
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two that differ."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("The two new passwords differ."))
        return again
