"""What was told, by whom, since when. A change is a new version; what was known at an hour can always be asked."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.situation.rules.terms import (
    CREDIBILITY,
    SEVERITY,
    AppliesTo,
    Category,
    Effect,
    ExpectationKind,
    Outcome,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    Reliability,
    RestrictionKind,
    Stated,
    Verdict,
)


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Told(models.Model):
    """A version of something that was told. Append-only: the newest version recorded by an hour was known then.

    `announced_at` is from when anybody could know it, `recorded_at` from when the desk did. A struck version says that
    it should never have been stated. `published_at` is since when the public is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+", db_index=False)
    thing = models.UUIDField()  # what all its versions have in common
    version = models.PositiveIntegerField(default=1)
    ref = models.CharField(max_length=60, blank=True)  # as a file or an officer calls it
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    sources = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # refs of `Source`
    said_by = models.CharField(max_length=200, blank=True)  # who says so, in words
    provenance = models.CharField(max_length=16, choices=_choices(Provenance), default=Provenance.SOURCED)
    announced_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_struck = models.BooleanField(default=False)
    struck_why = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["thing", "version"], name="%(class)s_version_once")]
        indexes = [models.Index(fields=["crisis", "recorded_at"], name="%(class)s_recorded")]

    def __str__(self) -> str:
        return f"{self.ref or self.thing} {self.version}"


class Report(Told):
    """What happened, where and when, with the two usual marks."""

    category = models.CharField(max_length=16, choices=_choices(Category))
    severity = models.PositiveSmallIntegerField(null=True)  # 1 to 5; None: not stated
    texts = models.JSONField(default=dict)  # language -> words
    where_words = models.CharField(max_length=200, blank=True)  # as the source names it, where it is no place of ours
    occurred_at = models.DateTimeField(null=True)
    occurred_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    occurred_words = models.CharField(max_length=60, blank=True)  # what is less exact than an hour, as it was given
    published_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    zone = models.CharField(max_length=60)
    reliability = models.CharField(max_length=1, choices=_choices(Reliability), blank=True)
    credibility = models.PositiveSmallIntegerField(null=True)
    supersedes = models.UUIDField(null=True)  # the thing of the report that it replaces

    class Meta(Told.Meta):
        constraints = [
            *Told.Meta.constraints,
            models.CheckConstraint(name="report_severity", condition=Q(severity=None) | Q(severity__in=SEVERITY)),
            models.CheckConstraint(
                name="report_credibility", condition=Q(credibility=None) | Q(credibility__in=CREDIBILITY)
            ),
        ]


class Figure(Told):
    """A number by somebody's word. Two that disagree stand side by side; none is averaged or summed."""

    number = models.BigIntegerField()
    qualifier = models.CharField(max_length=10, choices=_choices(Qualifier), default=Qualifier.EXACT)
    of_whom = models.CharField(max_length=120)  # citizens of Ukraine
    measure = models.CharField(max_length=160)  # stranded in Almaty
    unit = models.CharField(max_length=30, default="persons")
    as_of = models.DateTimeField()
    as_of_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    zone = models.CharField(max_length=60)

    class Meta(Told.Meta):
        constraints = [
            *Told.Meta.constraints,
            models.CheckConstraint(name="figure_is_not_below_zero", condition=Q(number__gte=0)),
        ]


class Restriction(Told):
    """What cannot be done, or only so: where, whom it concerns, between which hours."""

    kind = models.CharField(max_length=24, choices=_choices(RestrictionKind))
    effect = models.CharField(max_length=10, choices=_choices(Effect))
    reach = models.CharField(max_length=8, choices=_choices(Reach), default=Reach.PLACE)
    way = models.CharField(max_length=60, blank=True)  # ref of a leg or link, with the reach "way"
    scope = models.CharField(max_length=200, blank=True)  # in words
    begins_at = models.DateTimeField(null=True)
    begins_is = models.CharField(max_length=10, choices=_choices(Stated), default=Stated.STATED)
    ends_at = models.DateTimeField(null=True)
    ends_is = models.CharField(max_length=10, choices=_choices(Stated), default=Stated.STATED)
    daily_from = models.TimeField(null=True)  # wall time of the zone; over midnight if later than `daily_to`
    daily_to = models.TimeField(null=True)
    zone = models.CharField(max_length=60)
    precision_words = models.CharField(max_length=80, blank=True)
    applies_to = models.CharField(max_length=14, choices=_choices(AppliesTo), default=AppliesTo.ALL)
    applies_words = models.CharField(max_length=120, blank=True)
    slow_minutes = models.PositiveIntegerField(null=True)  # None: not stated
    papers = ArrayField(models.CharField(max_length=30), default=list, blank=True)  # what it asks of people

    class Meta(Told.Meta):
        constraints = [
            *Told.Meta.constraints,
            models.CheckConstraint(
                name="restriction_runs_forward",
                condition=Q(begins_at=None) | Q(ends_at=None) | Q(ends_at__gt=models.F("begins_at")),
            ),
            models.CheckConstraint(
                name="restriction_ends_when_stated",
                condition=Q(ends_at=None, ends_is__in=[Stated.OPEN, Stated.NOT_STATED])
                | Q(ends_at__isnull=False, ends_is__in=[Stated.STATED, Stated.ASSUMED]),
            ),
            models.CheckConstraint(
                name="restriction_has_both_daily_hours",
                condition=Q(daily_from=None, daily_to=None) | Q(daily_from__isnull=False, daily_to__isnull=False),
            ),
            models.CheckConstraint(name="restriction_names_its_way", condition=~Q(reach=Reach.WAY) | ~Q(way="")),
            models.CheckConstraint(
                name="restriction_names_its_place", condition=Q(reach=Reach.WAY) | Q(place__isnull=False)
            ),
        ]


class Rumour(Told):
    """A claim that goes round, and what was answered. It is told to the public with its answer, never alone."""

    claims = models.JSONField(default=dict)  # language -> words
    channel = models.CharField(max_length=80, blank=True)
    first_seen_at = models.DateTimeField()
    first_seen_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    zone = models.CharField(max_length=60)
    harm = models.CharField(max_length=500, blank=True)
    verdict = models.CharField(max_length=10, choices=_choices(Verdict), default=Verdict.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    answered_by = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)  # language -> words

    class Meta(Told.Meta):
        constraints = [
            *Told.Meta.constraints,
            models.CheckConstraint(
                name="rumour_is_published_with_its_answer",
                condition=Q(published_at=None) | Q(answered_at__isnull=False),
            ),
        ]


class Expectation(Told):
    """Something that should happen or end at an hour, and what became of it. Commitments with a limit are such."""

    kind = models.CharField(max_length=12, choices=_choices(ExpectationKind))
    texts = models.JSONField(default=dict)  # language -> words
    by_whom = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    due_is = models.CharField(max_length=10, choices=_choices(Stated), default=Stated.STATED)
    due_precision = models.CharField(max_length=12, choices=_choices(Precision), default=Precision.HOUR)
    due_words = models.CharField(max_length=80, blank=True)  # "a limited period"
    zone = models.CharField(max_length=60)
    about = models.UUIDField(null=True)  # the thing of a restriction, report or rumour it belongs to
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), default=Outcome.OPEN)
    outcome_at = models.DateTimeField(null=True)
    outcome_words = models.CharField(max_length=500, blank=True)

    class Meta(Told.Meta):
        constraints = [
            *Told.Meta.constraints,
            models.CheckConstraint(
                name="expectation_is_due_when_stated",
                condition=Q(due_at=None, due_is__in=[Stated.OPEN, Stated.NOT_STATED])
                | Q(due_at__isnull=False, due_is__in=[Stated.STATED, Stated.ASSUMED]),
            ),
        ]
