"""Ways: legs and links, charters, fleets, what a hub can handle, what other states allow, who may travel."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.journeys.rules.terms import (
    CharterState,
    LegState,
    MilestoneKind,
    Mode,
    PaidBy,
    PermissionState,
    Schedule,
)


def _choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Charter(models.Model):
    """Something that may be hired for a fixed price, full or empty; the legs that name it all run, or none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="charters")
    ref = models.CharField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    price = models.PositiveIntegerField()  # whole euros
    order_by = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=_choices(CharterState), default=CharterState.OFFERED)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "ref"], name="charter_once_in_a_crisis")]

    def __str__(self) -> str:
        return self.ref


class StatePermission(models.Model):
    """Leave asked of another state, for so many persons, between two hours: asked, list sent, answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="state_permissions")
    ref = models.CharField(max_length=60)
    state_asked = models.CharField(max_length=2)  # country
    what = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=_choices(PermissionState), default=PermissionState.TO_ASK)
    list_sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    quota = models.PositiveIntegerField(null=True)  # None: not limited in number
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "ref"], name="permission_once_in_a_crisis"),
            models.CheckConstraint(
                name="permission_runs_forward",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Leg(models.Model):
    """One departure, or a link to be had at any hour, as it is believed now; `LegChange` tells what it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="legs")
    ref = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    mode = models.CharField(max_length=10, choices=_choices(Mode))
    schedule = models.CharField(max_length=10, choices=_choices(Schedule), default=Schedule.DATED)
    state = models.CharField(max_length=10, choices=_choices(LegState), default=LegState.PLANNED)
    operator = models.CharField(max_length=120, blank=True)
    service = models.CharField(max_length=120, blank=True)
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    via = ArrayField(models.UUIDField(), default=list, blank=True)  # places, in order
    departs_at = models.DateTimeField(null=True)  # shown in the zone of the origin
    arrives_at = models.DateTimeField(null=True)  # shown in the zone of the target
    minutes = models.PositiveIntegerField(null=True)  # of a link
    distance_km = models.PositiveIntegerField(null=True)
    seats = models.JSONField(default=dict)  # kind -> how many the vehicle has
    block = models.JSONField(default=dict)  # kind -> how many we may use
    held_back = models.JSONField(default=dict)  # kind -> kept for crew, escorts
    price = models.PositiveIntegerField(null=True)  # whole euros for one person; None: not stated
    paid_by = models.CharField(max_length=10, choices=_choices(PaidBy), default=PaidBy.STATE)
    known_from = models.DateTimeField()
    book_by = models.DateTimeField(null=True)
    papers = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    chance = models.FloatField(null=True)  # that it runs; None: not stated
    buffer = models.PositiveIntegerField(null=True)  # minutes before departure to be ready; None: usual for the mode
    danger = models.FloatField(null=True)  # risk-hours of the ride for one; None: usual for the mode
    processed = models.BooleanField(default=False)  # whether its passengers pass the handling of the hub
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, null=True, related_name="legs")
    permission = models.ForeignKey(StatePermission, on_delete=models.PROTECT, null=True, related_name="legs")
    meeting_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    meeting_minutes = models.PositiveIntegerField(null=True)  # before departure; None: the buffer and half an hour
    invite_extra = models.PositiveIntegerField(default=0)  # how many the officer allows beyond the block
    expected_at = models.DateTimeField(null=True)  # when it is late: the new hour of departure
    provenance = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    stated_departs_utc = models.DateTimeField(null=True)  # the file's own reckoning, to be compared
    stated_arrives_utc = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "ref"], name="leg_once_in_a_crisis"),
            models.CheckConstraint(name="leg_leads_somewhere", condition=~Q(origin=F("target"))),
            models.CheckConstraint(
                name="leg_arrives_after_it_leaves",
                condition=Q(departs_at=None) | Q(arrives_at=None) | Q(arrives_at__gt=F("departs_at")),
            ),
            models.CheckConstraint(
                name="dated_leg_has_its_hours",
                condition=~Q(schedule=Schedule.DATED) | Q(departs_at__isnull=False, arrives_at__isnull=False),
            ),
            models.CheckConstraint(
                name="link_has_its_minutes", condition=~Q(schedule=Schedule.ON_DEMAND) | Q(minutes__gt=0)
            ),
            models.CheckConstraint(
                name="leg_chance_is_a_chance", condition=Q(chance=None) | Q(chance__gte=0, chance__lte=1)
            ),
        ]
        indexes = [models.Index(fields=["crisis", "departs_at"], name="leg_departures")]

    def __str__(self) -> str:
        return self.ref


class LegChange(models.Model):
    """What was changed about a leg: before and after, by whom, why. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Without a foreign key of the database: a leg that nothing rests on may be removed, what was said of it stays.
    leg = models.ForeignKey(Leg, on_delete=models.DO_NOTHING, db_constraint=False, related_name="changes")
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)  # column -> value
    after = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    said_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "version"], name="leg_change_once")]

    def __str__(self) -> str:
        return f"{self.leg_id} {self.version}"


class PartnerSeats(models.Model):
    """Seats that a partner state gives us on a leg, or that we give it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="partner_seats")
    partner = models.CharField(max_length=2)  # country
    given_by_us = models.BooleanField()
    seats = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField(null=True)  # until then they are not counted on
    note = models.CharField(max_length=300, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.partner} {self.seats}"


class Fleet(models.Model):
    """Vehicles of one kind at a hub that shuttle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="fleets")
    ref = models.CharField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    hub = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    vehicles = models.PositiveIntegerField()
    seats = models.JSONField(default=dict)
    drivers_minutes = models.PositiveIntegerField(null=True)  # of all drivers together, in a day
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "ref"], name="fleet_once_in_a_crisis")]

    def __str__(self) -> str:
        return self.ref


class Round(models.Model):
    """A journey that a fleet makes: out to a place, empty, and back to its hub with people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fleet = models.ForeignKey(Fleet, on_delete=models.CASCADE, related_name="rounds")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    out = models.PositiveIntegerField()  # minutes
    back = models.PositiveIntegerField()
    danger = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fleet", "place"], name="round_once_of_a_fleet")]

    def __str__(self) -> str:
        return f"{self.fleet_id} {self.place_id}"


class Handling(models.Model):
    """How many a hub can bring from the door to the vehicle in an hour, and how many can wait there, and since when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="handlings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    per_hour = models.PositiveIntegerField(null=True)  # None: nobody has to be processed
    room = models.PositiveIntegerField(null=True)  # None: as many as come
    source = models.CharField(max_length=200, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "place", "from_at"], name="handling_once_since")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.per_hour} {self.room}"


class Eligibility(models.Model):
    """Who may travel in our places, from an hour on; the newest that has begun holds. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="eligibilities")
    from_at = models.DateTimeField()
    rule = models.JSONField(default=dict)  # `rules.eligibility.Rule`
    why = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "eligibilities"
        indexes = [models.Index(fields=["crisis", "-from_at", "-recorded_at"], name="eligibility_since")]

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.from_at:%Y-%m-%d %H:%M}"


class Milestone(models.Model):
    """An hour of a departure clock that an officer wrote down: slot, crew hours, bus time. Others are worked out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=12, choices=_choices(MilestoneKind))
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%H:%M}"
