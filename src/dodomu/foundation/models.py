"""Tables that every chapter stands on: crises and their places, officers and their roles, news, the trace."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dodomu.foundation.actors import Role
from dodomu.foundation.identifiers import uuid7


class Crisis(models.Model):
    """An event abroad for which a state looks after its people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)  # language -> name
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2: where it happens
    sending = models.CharField(max_length=2)  # whose people are counted
    zone = models.CharField(max_length=60)  # IANA name; the hour that the desk shows first
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    hotline = models.CharField(max_length=40, blank=True)
    keep_days = models.PositiveIntegerField(default=365)  # how long personal data is kept after registering
    places_version = models.PositiveIntegerField(default=1)  # raised with every change of a place
    exercise = models.CharField(max_length=60, blank=True)  # name of the exercise that is played, empty in reality
    exercise_now = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "crises"
        constraints = [
            models.CheckConstraint(
                name="crisis_only_an_exercise_has_its_own_clock",
                condition=Q(exercise="", exercise_now__isnull=True) | ~Q(exercise="") & Q(exercise_now__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.slug


class PlaceKind(models.TextChoices):
    CITY = "city"
    TOWN = "town"
    AIRPORT = "airport"
    RAIL_STATION = "rail_station"
    BUS_STATION = "bus_station"
    PORT = "port"
    BORDER_CROSSING = "border_crossing"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    ASSEMBLY_POINT = "assembly_point"
    SHELTER = "shelter"
    WAYPOINT = "waypoint"


class Place(models.Model):
    """A place of a crisis: a city, an airport, a crossing, an embassy. It keeps its zone, never an offset."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="places")
    ref = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    names = models.JSONField(default=dict)  # language -> name
    also = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # other spellings people type
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    zone = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    source = models.CharField(max_length=200, blank=True)
    is_draft = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "ref"], name="place_once_in_a_crisis"),
            models.CheckConstraint(
                name="place_lies_on_earth",
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, username: str, password: str, **fields: Any) -> "Officer":
        """Create an officer who can sign in."""
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """Somebody who signs in at the desk or at a gate."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="uk")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[OfficerManager] = OfficerManager()

    def __str__(self) -> str:
        return self.username


class Assignment(models.Model):
    """The role an officer holds in one crisis."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="assignments")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "crisis"], name="one_role_in_a_crisis")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} {self.crisis_id}"


class NewsItem(models.Model):
    """A piece of news that waits for its reactions (the outbox)."""

    id = models.BigAutoField(primary_key=True)  # numbered, so that news is handled in the order in which it was posted
    kind = models.CharField(max_length=60)
    content = models.JSONField()
    posted_at = models.DateTimeField()
    done = ArrayField(models.CharField(max_length=120), default=list)  # reactions that succeeded
    attempts = models.PositiveSmallIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)  # leased by a worker, or put off after a failure
    handled_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["wait_until", "id"], name="news_waiting", condition=Q(handled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class TraceEntry(models.Model):
    """An act that leaves no other record: an export, a look at a document, a change of rights. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    act = models.CharField(max_length=60)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True)
    actor_name = models.CharField(max_length=120)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["crisis", "-at"], name="trace_of_a_crisis")]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"
