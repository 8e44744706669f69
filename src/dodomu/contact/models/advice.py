"""Advice, its words in several languages, and every statement that was signed."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dodomu.contact.rules.terms import AdviceKind, Certainty, Severity, Urgency
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer


def choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    """Return terms as a column takes them."""
    return [(term.value, term.value) for term in terms]


class Advice(models.Model):
    """What citizens are told to do, from one hour to another. Once published it is never changed, only followed by
    other advice or withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="advice")
    number = models.PositiveIntegerField()  # within the crisis, in the order of drafting
    kind = models.CharField(max_length=12, choices=choices(AdviceKind))
    urgency = models.CharField(max_length=10, choices=choices(Urgency), default=Urgency.UNKNOWN)
    severity = models.CharField(max_length=10, choices=choices(Severity), default=Severity.UNKNOWN)
    certainty = models.CharField(max_length=10, choices=choices(Certainty), default=Certainty.UNKNOWN)
    places = ArrayField(models.UUIDField(), default=list, blank=True)  # empty: the whole country
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)  # None: until it is superseded or withdrawn
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )  # which dies when this one is published
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)  # raised with every change of a draft

    class Meta:
        verbose_name_plural = "advice"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "number"], name="advice_number_once"),
            models.CheckConstraint(
                name="advice_ends_after_it_begins", condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="advice_withdrawn_was_published", condition=Q(withdrawn_at=None) | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class AdviceText(models.Model):
    """The words of advice in one language."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    advice = models.ForeignKey(Advice, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    headline = models.CharField(max_length=160)
    text = models.CharField(max_length=4000)
    short = models.CharField(max_length=320, blank=True)  # for SMS; empty: the headline and where to read on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["advice", "language"], name="advice_words_once")]

    def __str__(self) -> str:
        return f"{self.advice_id} {self.language}"


class SigningKey(models.Model):
    """The public half of a key with which statements are signed; the private half is never in the database."""

    id = models.CharField(primary_key=True, max_length=16)  # minisign's key id, in capitals of base 16
    public = models.CharField(max_length=60)  # as minisign writes it, without the comment
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)  # signs nothing new; what it signed stays ours
    disowned_at = models.DateTimeField(null=True)  # lost or stolen: nothing it signed is ours any more
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.id


class Statement(models.Model):
    """A text as it was published and signed. Append-only. Whoever pastes it learns what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+")
    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, related_name="statements", null=True)
    form = models.CharField(max_length=12)  # page, sms, email, telegram, voice, poster, cap, withdrawal
    language = models.CharField(max_length=5)
    text = models.TextField()  # exactly what was signed
    digest = models.BinaryField()  # SHA-256 of the text without what copying changes (rules.statements)
    code = models.CharField(max_length=12, unique=True)  # short, for a QR code or to be read out
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+", null=True)  # None: none was there
    signature = models.TextField(blank=True)  # a minisign file
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest"], name="statement_digest")]
        constraints = [
            models.UniqueConstraint(fields=["advice", "form", "language"], name="statement_once"),
        ]

    def __str__(self) -> str:
        return self.code
