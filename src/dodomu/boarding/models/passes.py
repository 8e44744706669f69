"""Passes: one for each person and leg that an offer gives them. A pass is ended, never changed."""

from django.db import models
from django.db.models import Q

from dodomu.boarding.models.columns import choices
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Place
from dodomu.journeys.models import Leg, Offer
from dodomu.people.models import Person


class Pass(models.Model):
    """What somebody shows at a gate, exactly as it was signed. Of a person and a leg one is in force at the most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    serial = models.BinaryField(max_length=8, unique=True)  # eight random bytes: in the code, and in every pack
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="passes", db_index=False)
    kind = models.CharField(max_length=8, choices=choices(PassKind))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passes")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="passes")
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="passes", db_index=False)
    meeting_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    meet_at = models.DateTimeField()
    departs_at = models.DateTimeField()
    name = models.CharField(max_length=80)  # in Latin letters, as in the code
    holder = models.CharField(max_length=32)  # digest of what was known of its holder: `queries.wanted.HOLDER`
    code = models.BinaryField()  # what was signed, with its signature
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=14, choices=choices(PassEnd), blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "passes"
        constraints = [
            models.UniqueConstraint(fields=["person", "leg"], name="one_pass_in_force", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="pass_that_ended_says_why",
                condition=Q(ended_at=None, end_cause="") | Q(ended_at__isnull=False) & ~Q(end_cause=""),
            ),
        ]
        indexes = [
            models.Index(fields=["leg"], name="pass_of_leg"),
            models.Index(fields=["crisis"], name="pass_in_force", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.leg_id}"
