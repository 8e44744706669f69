"""Devices at gates, how they are enrolled, and what each was given to work with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place


class Enrolment(models.Model):
    """A code by which one device may enrol, once, within minutes. Only its hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="enrolments")
    code_hash = models.BinaryField(unique=True)
    name = models.CharField(max_length=60)  # of the device to be
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")  # who will work with it
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # real hour
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A telephone, tablet or laptop that works at gates of one crisis. Revoked, it stays to be seen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="devices")
    secret_hash = models.BinaryField(unique=True)  # of what it proves itself with
    carry_key = models.BinaryField()  # sealed: opens what it carries out in files and codes (AES-256)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)
    wipe_asked = models.BooleanField(default=False)  # told at its next contact: after everything was acknowledged
    wiped_at = models.DateTimeField(null=True)  # it said so
    # What it last said of itself; real hours.
    seen_at = models.DateTimeField(null=True)
    point = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    made_so_far = models.PositiveIntegerField(default=0)  # the highest number of a touch it says it has made
    clock_off = models.BigIntegerField(null=True)  # milliseconds by which its clock was ahead of ours
    pack = models.UUIDField(null=True)  # which one it works with
    # How much it may still ask for (`rules.flood`), and when that was worked out.
    spare = models.FloatField(null=True)
    spare_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["crisis"], name="device_works", condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return self.name


class Pack(models.Model):
    """What a device was given for a gate: which facts it decided by. The pack itself is not kept, its digest is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="packs")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="packs")
    point = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    legs = ArrayField(models.UUIDField(), default=list)
    persons = models.PositiveIntegerField()
    digest = models.BinaryField()  # SHA-256
    facts_at = models.DateTimeField()  # hour of the crisis
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField()  # real hour

    def __str__(self) -> str:
        return f"{self.device_id} {self.point_id}"
