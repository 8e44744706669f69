"""Offers: a place for a whole party, until when to answer, and what was answered."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.journeys.models.plans import Adoption
from dodomu.journeys.models.ways import Leg
from dodomu.journeys.rules.terms import LIVE, Answer, DeclineReason, EndCause, OfferKind, OfferState
from dodomu.people.models import Party


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Offer(models.Model):
    """A way home offered to a whole party. A party holds one live offer at the most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Foreign keys without an index of their own: another index leads with them, or nobody looks offers up by them.
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="offers", db_index=False)
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, null=True, related_name="offers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offers", db_index=False)
    persons = ArrayField(models.UUIDField())  # who it is for, all of them
    kind = models.CharField(max_length=8, choices=_choices(OfferKind), default=OfferKind.PLACE)
    state = models.CharField(max_length=10, choices=_choices(OfferState))
    held_because = models.CharField(max_length=40, blank=True)  # a reason's value
    needs = models.JSONField(default=dict)  # kind -> how many, what one vehicle provides for all of them
    first_leg = models.ForeignKey(Leg, on_delete=models.PROTECT, null=True, related_name="+")
    last_leg = models.ForeignKey(Leg, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    meet_at = models.DateTimeField()
    meeting_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    leave_by = models.DateTimeField()  # when they must set out from where they are
    home_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=20, choices=_choices(DeclineReason), blank=True)
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=16, choices=_choices(EndCause), blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by", db_index=False)
    instead_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="passed_on", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                name="one_live_offer_of_a_party",
                condition=Q(state__in=[state.value for state in LIVE]),
            ),
            models.CheckConstraint(
                name="offer_that_ended_says_why",
                condition=Q(ended_at=None, end_cause="") | Q(ended_at__isnull=False) & ~Q(end_cause=""),
            ),
            models.CheckConstraint(name="offer_is_for_somebody", condition=~Q(persons=[])),
        ]
        indexes = [
            models.Index(fields=["crisis", "state", "answer_by"], name="offer_deadlines"),
            models.Index(fields=["party", "-made_at"], name="offer_of_party"),
            models.Index(fields=["follows"], name="offer_follows", condition=Q(follows__isnull=False)),
            models.Index(fields=["instead_of"], name="offer_instead_of", condition=Q(instead_of__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"


class OfferStep(models.Model):
    """One part of the way as it was told: by a leg, by themselves, or by a vehicle of ours."""

    id = models.BigAutoField(primary_key=True)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    fleet = models.CharField(max_length=60, blank=True)
    rotation = models.CharField(max_length=80, blank=True)
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaves_at = models.DateTimeField()
    arrives_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "position"], name="offer_step_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.position}"


class OfferRide(models.Model):
    """A dated leg on which an offer holds places: what is promised on a leg is the sum of its live rides."""

    id = models.BigAutoField(primary_key=True)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="rides", db_index=False)
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="rides", db_index=False)
    takes = models.JSONField(default=dict)  # kind -> how many
    seats = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    is_live = models.BooleanField(default=True)  # holds places now: a sent or held offer of the kind "place"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "leg"], name="offer_rides_a_leg_once")]
        indexes = [models.Index(fields=["leg"], name="ride_holds", condition=Q(is_live=True))]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.leg_id}"


class OfferAnswer(models.Model):
    """What was answered, exactly once for each time it was said. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="answers")
    submission = models.UUIDField()
    answer = models.CharField(max_length=8, choices=_choices(Answer))
    reason = models.CharField(max_length=20, choices=_choices(DeclineReason), blank=True)
    channel = models.CharField(max_length=16)
    said_by = models.CharField(max_length=120, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    counted = models.BooleanField()  # False: it came when the offer had ended, or says what cannot be any more
    conflict = models.CharField(max_length=40, blank=True)  # a reason's value: an officer looks at it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "submission"], name="answer_kept_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.answer}"
