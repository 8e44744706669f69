"""Manifests, and the lists that carriers give back."""

from django.db import models

from dodomu.boarding.models.columns import choices
from dodomu.boarding.rules.terms import ManifestState
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.journeys.models import Leg


class Manifest(models.Model):
    """The manifest of a leg. Until it is closed it is worked out; closed, its lines stand as they were then."""

    leg = models.OneToOneField(Leg, on_delete=models.PROTECT, primary_key=True, related_name="manifest")
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="manifests")
    state = models.CharField(max_length=8, choices=choices(ManifestState), default=ManifestState.OPEN)
    closed_at = models.DateTimeField(null=True)  # hour of the crisis
    closed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by_name = models.CharField(max_length=120, blank=True)
    closed_touch = models.UUIDField(null=True)  # where it was closed at a gate
    lines = models.BinaryField(null=True)  # sealed: who was on it when it was closed
    counts = models.JSONField(default=dict)  # as it was closed
    recorded_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # when its lines were last gone through for who was forgotten

    def __str__(self) -> str:
        return f"{self.leg_id} {self.state}"


class CarrierList(models.Model):
    """Who a carrier says was aboard, as its file had it. Append-only, until it is forgotten."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+")
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="carrier_lists")
    name = models.CharField(max_length=160)  # of the file; empty once it was forgotten
    lines = models.BinaryField()  # sealed: line by line
    digest = models.BinaryField()  # SHA-256 of the file
    source = models.CharField(max_length=200, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "digest"], name="carrier_list_once")]

    def __str__(self) -> str:
        return self.name
