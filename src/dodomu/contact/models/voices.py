"""What people say is wrong or missing: a number, an owner, a promised day, an answer, and what it changed."""

from django.db import models
from django.db.models import Q

from dodomu.contact.models.advice import choices
from dodomu.contact.rules.terms import VoiceAside, VoiceKind, VoiceOutcome, VoiceTurned
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.people.models import Person

NOT_ANSWERED = (VoiceOutcome.OPEN, VoiceOutcome.SET_ASIDE)


class Voice(models.Model):
    """Feedback by anybody, registered or not. Its number is enough to follow what is public of it.

    What was promised and when it came are never changed: the application's role has no right to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="voices", db_index=False)
    number = models.CharField(max_length=12, unique=True)  # as it is read out on the telephone
    token_hash = models.BinaryField(unique=True)  # of the secret address where the sender reads their answer
    kind = models.CharField(max_length=10, choices=choices(VoiceKind))
    words = models.BinaryField(null=True)  # sealed; None: forgotten
    same = models.BinaryField()  # keyed hash of the words without case and marks: the same was said by others
    language = models.CharField(max_length=5)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="voices")
    contact = models.BinaryField(null=True)  # sealed: where the answer goes, if they gave it
    is_urgent = models.BooleanField(default=False)  # it reads like a call for help
    submission = models.UUIDField(unique=True)
    received_at = models.DateTimeField()
    promised_for = models.DateTimeField()
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10, choices=choices(VoiceOutcome), default=VoiceOutcome.OPEN)
    set_aside = models.CharField(max_length=10, choices=choices(VoiceAside), blank=True)  # why
    answered_at = models.DateTimeField(null=True)  # the first time: a correction makes no late answer timely
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.BinaryField(null=True)  # sealed: to the sender
    public_question = models.CharField(max_length=500, blank=True)  # in the officer's words: nobody is named
    public_answer = models.CharField(max_length=2000, blank=True)
    what_changed = models.CharField(max_length=500, blank=True)
    public_language = models.CharField(max_length=5, blank=True)  # in which an officer wrote what is public
    published_at = models.DateTimeField(null=True)  # since when a public answer stands there; None: none does
    changed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="voice_changed_says_what", condition=~Q(outcome=VoiceOutcome.CHANGED) | ~Q(what_changed="")
            ),
            models.CheckConstraint(
                name="voice_answered_has_an_hour", condition=Q(outcome__in=NOT_ANSWERED) | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="voice_set_aside_says_why", condition=~Q(outcome=VoiceOutcome.SET_ASIDE) | ~Q(set_aside="")
            ),
            models.CheckConstraint(
                name="voice_published_is_whole",
                condition=Q(published_at=None) | ~Q(public_answer="") & ~Q(public_question=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["crisis", "promised_for", "id"], name="voice_due", condition=Q(outcome=VoiceOutcome.OPEN)
            ),
            models.Index(fields=["crisis", "-received_at", "-id"], name="voice_newest"),
            models.Index(
                fields=["crisis", "-answered_at", "-id"],
                name="voice_public",
                condition=Q(published_at__isnull=False) | ~Q(what_changed=""),
            ),
            models.Index(fields=["crisis", "same", "received_at"], name="voice_same"),
        ]

    def __str__(self) -> str:
        return self.number


class VoiceTurn(models.Model):
    """What was done with feedback, by whom, with the words as they were then. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="turns", db_index=False)
    kind = models.CharField(max_length=10, choices=choices(VoiceTurned))
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.CharField(max_length=120)  # the name, also of who is no row
    to = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=500, blank=True)  # for the desk: why
    answer = models.BinaryField(null=True)  # sealed: to the sender, as it was given
    public_question = models.CharField(max_length=500, blank=True)
    public_answer = models.CharField(max_length=2000, blank=True)
    what_changed = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["voice", "at", "id"], name="turn_of_voice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
