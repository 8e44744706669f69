"""Check-ins: who is asked how often, what was answered, and how often somebody was tried in vain."""

from django.db import models
from django.db.models import F, Q

from dodomu.contact.models.advice import choices
from dodomu.contact.models.broadcasts import Broadcast
from dodomu.contact.rules.terms import Contradiction, Question, RoundState, Said
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.people.models import Person


class Round(models.Model):
    """A question that is asked of some people every so many hours."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=8, choices=choices(Question))
    audience = models.JSONField(default=dict)
    ladder = models.JSONField(default=list)
    texts = models.JSONField(default=dict)  # language -> what is asked; empty: the usual words
    every_hours = models.PositiveSmallIntegerField(null=True)  # None: once
    next_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=choices(RoundState), default=RoundState.ASKED)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)  # of an exercise: one officer may approve what they asked for
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="round_next", condition=Q(state=RoundState.RUNNING))]
        constraints = [
            models.CheckConstraint(
                name="round_approved_by_another",
                condition=Q(is_drill=True) | Q(approved_by=None) | Q(officer=None) | ~Q(approved_by=F("officer")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Occurrence(models.Model):
    """One time at which a round asked: the broadcast that carried it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="occurrences")
    number = models.PositiveIntegerField()
    broadcast = models.OneToOneField(Broadcast, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="occurrence_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class CheckIn(models.Model):
    """What somebody said of themselves or an officer heard. Append-only; the newest holds, the others stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="check_ins")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, null=True, related_name="check_ins")
    said = models.CharField(max_length=8, choices=choices(Said))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=16)  # people.rules.terms.Channel
    by_other = models.BooleanField(default=False)  # a relative, a warden
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # The words are sealed in one of these two, and forgotten with it.
    message = models.UUIDField(null=True)
    note = models.UUIDField(null=True)  # in the thread of the person
    entry = models.UUIDField(null=True)  # of the ledger
    contradicts = models.CharField(max_length=14, choices=choices(Contradiction), blank=True)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["crisis", "said", "-said_at"], name="check_in_by_answer"),
            models.Index(fields=["person", "-said_at"], name="check_in_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.id}"


class Seen(models.Model):
    """An officer took on a check-in that asked for one (need help, a contradiction), and what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="seen")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.check_in_id)
