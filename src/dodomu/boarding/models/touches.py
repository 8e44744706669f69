"""Touches: what officers did at gates, each exactly once, whoever brings it and how often. Append-only.

What follows from a touch is worked out from all of them; it is never the touch itself that is changed.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from dodomu.boarding.models.columns import choices
from dodomu.boarding.models.devices import Device
from dodomu.boarding.rules import terms
from dodomu.boarding.rules.terms import DoubtOutcome, TouchState, Via
from dodomu.foundation.models import Crisis, Officer


class Touch(models.Model):
    """One thing done on a device. The id is made there, so that a repetition is one touch."""

    # Without foreign keys to what it names: a touch may come before the walk-in, leg or place that it speaks of.
    id = models.UUIDField(primary_key=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="touches", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="touches", db_index=False)
    number = models.PositiveIntegerField()  # counted by the device, from 1
    kind = models.CharField(max_length=20)  # `TouchKind`, or what a newer device calls it
    made_at = models.DateTimeField()  # by the clock of the device
    clock_off = models.BigIntegerField(null=True)  # milliseconds that clock was ahead when last compared; None: never
    clock_shift = models.BigIntegerField(default=0)  # milliseconds the hour of the crisis is ahead: of an exercise
    happened_at = models.DateTimeField()  # the hour of the crisis it counts for (`rules.hours`)
    officer_name = models.CharField(max_length=120)  # who held the device, as said on it
    point = models.UUIDField(null=True)
    leg = models.UUIDField(null=True)
    persons = ArrayField(models.UUIDField(), default=list)  # ids of the register, or made on a device for walk-ins
    pack = models.UUIDField(null=True)
    item = models.UUIDField(null=True)  # the document in custody that it is about
    body = models.BinaryField()  # sealed: everything else of it, as it came
    photo = models.BinaryField(null=True)  # sealed: of a walk-in, apart from the body, which is read more often
    digest = models.BinaryField()  # SHA-256 of it as it came: the same id with another is looked at
    form_of = models.UUIDField(null=True)  # the id that it came with, where another form of that touch came before it
    via = models.CharField(max_length=8, choices=choices(Via))
    received_at = models.DateTimeField()  # real hour at which it was first heard of, by headquarters or a post
    forgotten_at = models.DateTimeField(null=True)  # names, words and photo were taken out with the person's

    class Meta:
        verbose_name_plural = "touches"
        indexes = [
            models.Index(fields=["device", "number"], name="touch_of_device"),
            models.Index(fields=["crisis", "-happened_at"], name="touch_newest"),
            models.Index(fields=["leg", "kind"], name="touch_of_leg", condition=Q(leg__isnull=False)),
            models.Index(fields=["crisis", "received_at"], name="touch_received"),
            models.Index(fields=["form_of"], name="touch_in_forms", condition=Q(form_of__isnull=False)),
            models.Index(fields=["item"], name="touch_of_item", condition=Q(item__isnull=False)),
            # Entered at once: a list of what is yet to be entered would be read through by every look-up.
            GinIndex(fields=["persons"], name="touch_of_person", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.number} {self.kind}"


class TouchOutcome(models.Model):
    """What became of a touch, as it stands now: worked out anew whenever something that matters to it comes in."""

    touch = models.OneToOneField(Touch, on_delete=models.PROTECT, primary_key=True, related_name="outcome")
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=choices(TouchState))
    waits_for = ArrayField(models.UUIDField(), default=list)  # persons it names that have not come in
    worked_out_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["crisis"], name="touch_waits", condition=Q(state__in=[TouchState.WAITING, TouchState.REVIEW])
            )
        ]

    def __str__(self) -> str:
        return f"{self.touch_id} {self.state}"


class Doubt(models.Model):
    """A contradiction an officer is to look at; its id is made of what contradicts what, so that it is raised once."""

    id = models.UUIDField(primary_key=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="doubts", db_index=False)
    kind = models.CharField(max_length=24, choices=choices(terms.Doubt))
    touch = models.ForeignKey(Touch, on_delete=models.PROTECT, related_name="doubts")
    beside = models.ForeignKey(Touch, on_delete=models.PROTECT, null=True, related_name="+")  # the other side
    person = models.UUIDField(null=True)
    leg = models.UUIDField(null=True)
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)  # what came in later explains it
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=choices(DoubtOutcome), blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["crisis", "raised_at"], name="doubt_open", condition=Q(decided_at=None, cleared_at=None)
            ),
            models.Index(fields=["person"], name="doubt_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["crisis", "kind"], name="doubt_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.touch_id}"
