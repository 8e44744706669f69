"""A broadcast, its words, and one row for each message to each person on each rung."""

from django.db import models
from django.db.models import F, Q

from dodomu.channels.messages import ChannelKind, Failure
from dodomu.contact.models.advice import Advice, choices
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Ground, Purpose, Rung, SkipReason
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.people.models import Person


class Broadcast(models.Model):
    """One thing said to many. Its audience is written down once, when it begins; nobody is added later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="broadcasts")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10, choices=choices(Purpose))
    ground = models.CharField(max_length=12, choices=choices(Ground), default=Ground.ASKED_FOR)
    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, null=True, related_name="broadcasts")
    of = models.UUIDField(null=True)  # what else it is about: the occurrence of a round, an adoption
    audience = models.JSONField(default=dict)  # rules.audiences
    ladder = models.JSONField(default=list)  # rules.ladders: channels and rungs with the minutes to wait on each
    waves = models.PositiveSmallIntegerField(default=1)
    wave_minutes = models.PositiveSmallIntegerField(default=0)  # between one wave and the next
    state = models.CharField(max_length=10, choices=choices(BroadcastState), default=BroadcastState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    counts = models.JSONField(default=dict)  # as previewed when approval was asked for
    drafted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=500, blank=True)
    is_drill = models.BooleanField(default=False)  # of an exercise: it goes to a folder, never to anybody

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "number"], name="broadcast_number_once"),
            models.UniqueConstraint(
                fields=["purpose", "of"], name="broadcast_of_one_thing_once", condition=Q(of__isnull=False)
            ),
            models.CheckConstraint(
                name="broadcast_approved_by_another",
                condition=Q(is_drill=True) | Q(approved_by=None) | Q(asked_by=None) | ~Q(approved_by=F("asked_by")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["state"],
                name="broadcast_under_way",
                condition=Q(state__in=[BroadcastState.APPROVED, BroadcastState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class BroadcastText(models.Model):
    """The words of a broadcast in one language; for one channel, or for all that have none of their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "language", "channel"], name="broadcast_words_once")
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.language}"


class Delivery(models.Model):
    """One message to one person on one channel. Written before it is sent, so that a crash leaves a trace.

    It carries the words of a broadcast, or those of one message of a conversation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of their own for foreign keys, and none that the database checks: a million rows are written from the
    # very tables they refer to, of which nothing is ever deleted, and the checks would take as long as the writing.
    broadcast = models.ForeignKey(
        Broadcast, on_delete=models.PROTECT, null=True, related_name="deliveries", db_index=False, db_constraint=False
    )
    message = models.UUIDField(null=True)  # `Message.id`
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="deliveries", db_index=False, db_constraint=False
    )
    step = models.PositiveSmallIntegerField()  # of the ladder, from 0
    rung = models.CharField(max_length=12, choices=choices(Rung))
    channel = models.CharField(max_length=10, choices=choices(ChannelKind))
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=choices(DeliveryState))
    is_drill = models.BooleanField(default=False)  # goes to the folder of an exercise, whatever its channel
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # how often it may have gone out
    doubts = models.PositiveSmallIntegerField(default=0)  # how often nobody could say whether it had
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)  # raised with each claim: who was overtaken writes nothing
    ref = models.CharField(max_length=80, blank=True)  # the provider's name for it
    parts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=16, blank=True, choices=choices(Failure) + choices(SkipReason))
    code = models.CharField(max_length=60, blank=True)  # as the provider said it
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when the next rung is tried, unless a receipt comes before
    told_with = models.UUIDField(null=True)  # the delivery to the same address, which tells this person too

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "person", "step"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["message", "step"], condition=Q(message__isnull=False), name="delivery_of_message_once"
            ),
            models.CheckConstraint(
                name="delivery_carries_one_thing",
                condition=Q(broadcast__isnull=False, message=None) | Q(broadcast=None, message__isnull=False),
            ),
        ]
        indexes = [
            # By broadcast, so that one which is paused or waits for its wave holds up no other.
            models.Index(
                fields=["broadcast", "channel", "is_drill", "due_at"],
                name="delivery_due",
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.IN_DOUBT]),
            ),
            models.Index(fields=["broadcast", "next_at"], name="delivery_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["lease_until"], name="delivery_in_flight", condition=Q(state=DeliveryState.SENDING)),
            models.Index(fields=["ref"], name="delivery_ref", condition=~Q(ref="")),
            models.Index(fields=["person"], name="delivery_of_person"),
            models.Index(
                fields=["broadcast", "state", "settled_at"],
                name="delivery_wrong",
                condition=Q(state__in=[DeliveryState.IN_DOUBT, DeliveryState.UNKNOWN, DeliveryState.FAILED]),
            ),
            models.Index(fields=["told_with"], name="delivery_followers", condition=Q(told_with__isnull=False)),
            models.Index(
                fields=["message"],
                name="delivery_came_back",
                condition=Q(message__isnull=False, state=DeliveryState.FAILED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """The provider's name of one part of a message that went in several: it arrived when all of them did."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=80)
    arrival = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ref"], name="part_ref")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.ref}"


class EarlyReceipt(models.Model):
    """A receipt that came before we wrote down under which name the provider took the message; or for nobody's."""

    id = models.BigAutoField(primary_key=True)
    channel = models.CharField(max_length=10)
    ref = models.CharField(max_length=80)
    arrival = models.CharField(max_length=12)
    why = models.CharField(max_length=16, blank=True)
    code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["channel", "ref"], name="early_receipt_ref")]

    def __str__(self) -> str:
        return f"{self.channel} {self.ref}"


class Stop(models.Model):
    """An address that wants no more messages of ours; only what is a matter of life is sent there still."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=10, choices=choices(ChannelKind))
    address = models.CharField(max_length=254)
    said_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "address"], condition=Q(lifted_at=None), name="stop_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Allowance(models.Model):
    """How many messages a connection may send: a bucket that fills with time, shared by all processes.

    And how the connection is: who looks after it says so every few seconds.
    """

    connection = models.CharField(primary_key=True, max_length=80)
    tokens = models.FloatField(default=0)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, blank=True)
    seen_at = models.DateTimeField(null=True)  # a sender looked after it
    down_since = models.DateTimeField(null=True)  # None: it can be used
    why = models.CharField(max_length=16, blank=True)  # channels.messages.Failure
    said = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.connection
