"""Documents that a post holds for people."""

from django.db import models

from dodomu.boarding.models.columns import choices
from dodomu.boarding.rules.terms import CustodyState
from dodomu.foundation.models import Crisis, Officer, Place


class CustodyItem(models.Model):
    """A document in custody, as the touches and entries of its way say; worked out anew with each of them."""

    id = models.UUIDField(primary_key=True, editable=False)  # made by who took it in, so that it is taken in once
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="custody")
    person = models.UUIDField()  # of the register, or made on a device for a walk-in
    what = models.CharField(max_length=20)  # passport, travel document …
    number = models.BinaryField(null=True)  # sealed
    number_index = models.BinaryField(null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=choices(CustodyState))
    since = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["crisis", "state"], name="custody_state")]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"


class CustodyEntry(models.Model):
    """What an officer at the desk wrote down of a document, as a touch is what one at a gate did. Append-only."""

    id = models.UUIDField(primary_key=True, editable=False)  # made with the form: a repetition is one entry
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.UUIDField()
    kind = models.CharField(max_length=20)  # of `TouchKind`, those of documents
    person = models.UUIDField()
    what = models.CharField(max_length=20, blank=True)
    number = models.BinaryField(null=True)  # sealed
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=300, blank=True)  # to whom, or why
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    officer_name = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "custody entries"
        indexes = [models.Index(fields=["crisis", "item"], name="custody_entry_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.kind}"
