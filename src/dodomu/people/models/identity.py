"""Identity decisions: what may be one person, what an officer joined, and what was undone."""

from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.people.models.register import Person


class MatchProposal(models.Model):
    """Two persons who may be one, with the evidence; an officer joins or separates them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="match_proposals")
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # the smaller id of the two
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    grounds = models.JSONField(default=list)  # codes of what agrees: no personal data
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)  # "", joined, separate
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)  # "different people" was taken back; the row stays to be seen
    undone_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at__isnull=True), name="pair_proposed_once"
            ),
            models.CheckConstraint(name="pair_is_ordered", condition=Q(first__lt=models.F("second"))),
        ]
        indexes = [models.Index(fields=["crisis", "-proposed_at"], name="pair_open", condition=Q(decision=""))]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Join(models.Model):
    """An officer's decision that two records are one person. It can be undone, and then says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="joins")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins_kept")
    joined = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins_joined")
    grounds = models.JSONField(default=list)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)  # the one that took the joined record out of the count, if it was in it
    carried = models.UUIDField(null=True)  # the entry by which the kept record stands where the joined one stood
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joined"], condition=Q(undone_at__isnull=True), name="joined_into_one_person_only"
            )
        ]

    def __str__(self) -> str:
        return f"{self.joined_id} -> {self.kept_id}"
