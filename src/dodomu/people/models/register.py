"""Who is there: persons and parties as the desk believes them, registrations exactly as they were given."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.people.rules.terms import Account, Channel, ContactKind, GivenBy, NoteKind, PartyKind
from dodomu.people.rules.wishes import Wish


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Party(models.Model):
    """Those who must travel together."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=12, choices=_choices(PartyKind), default=PartyKind.SINGLE)
    may_split = models.BooleanField(default=False)
    said_size = models.PositiveSmallIntegerField(default=1)  # how many they said they are, registered or not
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Person(models.Model):
    """What the desk believes of somebody. Each field rests on registrations (`rules.belief`), to be worked out anew."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="persons")
    reference = models.CharField(max_length=9, unique=True)
    # Codes that were told before, where a post that worked alone had drawn the same for somebody else.
    former_references = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="persons")
    leads_party = models.BooleanField(default=True)

    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    patronymic = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=240, blank=True)  # the same in every script (rules.names)
    search_text = models.TextField(blank=True)  # folded names, telephones, reference (rules.names)
    birth_date = models.DateField(null=True, blank=True)
    citizenships = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    counts_as_citizen = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)

    wish = models.CharField(max_length=14, choices=_choices(Wish), default=Wish.UNDECIDED)
    wish_from = models.DateField(null=True, blank=True)  # leave later: from this day
    wish_said_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # when they first asked for help to leave

    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_words = models.BinaryField(null=True)  # sealed: address in their words
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    stays_from = models.DateField(null=True, blank=True)
    stays_until = models.DateField(null=True, blank=True)

    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    needs_words = models.BinaryField(null=True)  # sealed: health in their words
    home_contact = models.BinaryField(null=True)  # sealed: someone to call at home
    consent_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")

    # Where the ledger says they stand now: worked out from the entries with every entry, and checked by reconcile.
    # No index may name these columns, not even in a condition: a move would then rewrite all of the table's indexes.
    account = models.CharField(max_length=14, choices=_choices(Account))
    account_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    account_leg = models.CharField(max_length=60, blank=True)
    account_since = models.DateTimeField()
    registered_at = models.DateTimeField()  # when the first word of them came
    version = models.PositiveIntegerField(default=1)  # raised with every change, so that a stale page is noticed

    class Meta:
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="person_search"),
            models.Index(
                fields=["crisis", "-registered_at", "-id"],
                name="person_newest",
                condition=Q(joined_into__isnull=True, forgotten_at__isnull=True),
            ),
            models.Index(fields=["name_key"], name="person_name_key"),
            models.Index(fields=["crisis"], name="person_former_codes", condition=~Q(former_references=[])),  # few
            models.Index(fields=["keep_until"], name="person_keep_until", condition=Q(forgotten_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.reference


class ContactPoint(models.Model):
    """A telephone (E.164), mail address or Telegram name under which a person is believed to be reached."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=_choices(ContactKind))
    value = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="contact_point_once")]
        indexes = [models.Index(fields=["value", "kind"], name="contact_point_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Document(models.Model):
    """A travel document; the number is sealed, and found by its blind index only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=3, blank=True)
    number = models.BinaryField()  # sealed
    number_index = models.BinaryField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number_index"], name="document_once")]
        indexes = [models.Index(fields=["number_index"], name="document_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Registration(models.Model):
    """What was said about somebody, exactly as it was given. Append-only.

    A correction at the desk and an answer from a private page are registrations too: the newest word of the most
    trusted speaker is believed, and the older ones stay to be seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    channel = models.CharField(max_length=16, choices=_choices(Channel))
    given_by = models.CharField(max_length=12, choices=_choices(GivenBy))
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    given = models.BinaryField()  # sealed: every field as it was typed (rules.statement)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    submission = models.UUIDField()  # what was given together; a repeated submit carries the same
    position = models.PositiveIntegerField(default=0)  # in its submission
    origin = models.CharField(max_length=120, blank=True)  # file and row, for lists

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "submission", "position"], name="registration_kept_once")
        ]
        indexes = [
            models.Index(fields=["person", "received_at"], name="registration_of_person"),
            models.Index(fields=["crisis", "-recorded_at"], name="registration_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Note(models.Model):
    """A call, an attempt to reach somebody, a remark: part of the thread of a person. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=16, choices=_choices(NoteKind))
    words = models.BinaryField(null=True)  # sealed
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    said_by = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "happened_at"], name="note_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PrivateLink(models.Model):
    """The secret address under which a party sees and changes what is kept of it. Only a hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="links")
    token_hash = models.BinaryField(unique=True)
    submission = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    wrong_answers = models.PositiveSmallIntegerField(default=0)  # birth dates that did not fit, since `wrong_since`
    wrong_since = models.DateTimeField(null=True, blank=True)  # real hour, not the exercise's: a guard, not an event

    def __str__(self) -> str:
        return str(self.id)


class Estimate(models.Model):
    """How many are really there, by somebody's estimate: a range, a source, an hour. Never summed or averaged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="estimates")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    of_whom = models.CharField(max_length=120, blank=True)
    at_least = models.PositiveIntegerField()
    at_most = models.PositiveIntegerField(null=True, blank=True)  # None: no upper end was stated
    source = models.CharField(max_length=200)
    as_of = models.DateTimeField()
    recorded_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="estimate_range_runs_upward",
                condition=Q(at_most__isnull=True) | Q(at_most__gte=models.F("at_least")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at_least}-{self.at_most} {self.source}"
