"""Plans: proposals with their proof, which of them is in force, and what officers decided otherwise."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.journeys.models.ways import Leg
from dodomu.journeys.rules.terms import OverrideKind, ProposalState
from dodomu.people.models import Party


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Proposal(models.Model):
    """A plan that was asked for: the facts it used, what came of it, its bound, and that it passed the check.

    `problem` and `plan` are compressed JSON of the planner's own forms. A plan is stored once the check has passed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()  # counted in its crisis, for talking about it
    name = models.CharField(max_length=160, blank=True)
    options = models.JSONField(default=dict)  # `rules.variants.Options`
    mends = models.ForeignKey("Adoption", on_delete=models.PROTECT, null=True, related_name="mended_by")
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    facts_at = models.DateTimeField(null=True)  # the hour of the crisis as of which the facts were read
    facts_digest = models.BinaryField(null=True)  # of the problem: two of the same facts are comparable
    state = models.CharField(max_length=10, choices=_choices(ProposalState), default=ProposalState.WAITING)
    stop_asked = models.BooleanField(default=False)
    worker = models.UUIDField(null=True)  # who solves it; another takes over when the lease has run out
    lease_until = models.DateTimeField(null=True)  # real hour
    attempts = models.PositiveSmallIntegerField(default=0)  # begun and not given back: a killed worker leaves one
    progress = models.JSONField(default=dict)  # doing, seconds, value, bound, as the search last told
    problem = models.BinaryField(null=True)
    plan = models.BinaryField(null=True)
    prices = models.BinaryField(null=True)
    outcome = models.JSONField(default=dict)  # status, levels with value and bound, seconds, seed
    summary = models.JSONField(default=dict)  # what screens compare: home by day, cost, left, danger …
    faults = models.JSONField(default=list)  # of the problem, in codes and facts
    unplannable = models.JSONField(default=list)  # parties that want to leave and are not in the problem, and why
    notes = models.JSONField(default=dict)  # what else was found in making the problem: legs left out, remarks
    finished_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)  # what went wrong, for the log's reader

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "number"], name="proposal_number_once"),
            models.CheckConstraint(
                name="proposal_done_has_its_plan", condition=~Q(state=ProposalState.DONE) | Q(plan__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Adoption(models.Model):
    """A plan in force, or one that was. In a crisis only one is in force at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="adoptions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="adoptions")
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_by_name = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    left_out = ArrayField(
        models.UUIDField(), default=list
    )  # parties whose way did not hold any more when it was adopted
    offers_made_at = models.DateTimeField(null=True)
    not_offered = models.JSONField(default=list)  # parties of the plan that got no offer: [party, reason's value]
    review = models.JSONField(default=dict)  # what no longer holds of it, as last looked at (`queries.review`)
    reviewed_at = models.DateTimeField(null=True)
    review_asked = models.BooleanField(default=False)  # something happened since that is to be looked at soon

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis"], name="one_plan_in_force", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.adopted_at:%Y-%m-%d %H:%M}"


class StandbyPlace(models.Model):
    """The line for a leg: who would gain most by a place on it, first come first, as the planner orders them."""

    id = models.BigAutoField(primary_key=True)
    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="standby", db_index=False)
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveIntegerField()  # from 1
    there_at = models.DateTimeField()  # when they can be where it departs
    home_at = models.DateTimeField()  # when they would be home by it
    planned_home_at = models.DateTimeField(null=True)  # when they are by the plan; None: left

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "leg", "position"], name="standby_position_once"),
            models.UniqueConstraint(fields=["adoption", "leg", "party"], name="standby_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.leg_id} {self.position}"


class Override(models.Model):
    """An officer decided otherwise than the planner would, with a name and a reason. It is ended, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="overrides")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=_choices(OverrideKind))
    leg = models.CharField(max_length=60, blank=True)  # its ref
    country = models.CharField(max_length=2, blank=True)
    priority = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    officer_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="override_has_a_reason", condition=~Q(reason="") & ~Q(officer_name=""))
        ]
        indexes = [models.Index(fields=["crisis"], name="override_holds", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.party_id}"
