"""What a carrier says of who was aboard, held against what we saw."""

from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dodomu.boarding.operations.manifests import keep_carrier_list
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.manifests import manifest_or_404, manifest_page
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
LARGEST: Final = 5 * 2**20
LONGEST_SOURCE: Final = 200


class CarrierForm(forms.Form):
    """A file of a carrier, and who sent it."""

    name = ""  # of the file, once it was read
    file = forms.FileField(label=_("List from the carrier"), help_text=_("PAXLST, CSV or XLSX, at most 5 MB."))
    source = forms.CharField(
        label=_("From whom"), max_length=LONGEST_SOURCE, required=False, help_text=_("Who sent it, and how.")
    )

    def clean_file(self) -> bytes:
        """Return what is in the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. A list of passengers is smaller."))
        self.name = str(file.name)
        data: bytes = file.read()
        return data


@require_POST
@desk_view(Permission.BOARD)
def keep(request: DeskRequest, ref: str) -> HttpResponse:
    """Keep a list that a carrier gave back."""
    view = manifest_or_404(request, ref)
    form = CarrierForm(request.POST, request.FILES)
    if not form.is_valid():
        words = " ".join(str(each) for several in form.errors.values() for each in several)
        return manifest_page(request, view, refusal=words, status=UNPROCESSABLE, more={"carrier_form": form})
    try:
        keep_carrier_list(
            crisis=request.crisis.id, ref=ref, name=form.name, data=form.cleaned_data["file"],
            source=form.cleaned_data["source"], by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return manifest_page(request, view, refusal=sentence(refused), status=UNPROCESSABLE)
    return redirect(f"{reverse('desk:gate-manifest', args=[request.crisis.slug, ref])}?done=kept#carrier")
