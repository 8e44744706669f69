"""Posts that work alone and are merged later, and the bundles that went to and fro."""

from django.db import models
from django.db.models import Q

from dodomu.boarding.models.columns import choices
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.terms import BundleState, Way
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer


class Post(models.Model):
    """The agreement between headquarters and a post. Each side has its own half of it, under the same id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    letter = models.PositiveSmallIntegerField()  # 1: A. Numbers of advice made there bear it
    side = models.CharField(max_length=12, choices=choices(Side))  # on which side this half lies
    shared = models.BinaryField()  # sealed: the key that bundles are sealed under
    own = models.BinaryField()  # sealed: seed of the key with which this side signs bundles
    other = models.BinaryField()  # public key of the other side
    address = models.CharField(max_length=300, blank=True)  # of headquarters, as the post calls it
    made_at = models.DateTimeField()  # real hours
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    ended_because = models.CharField(max_length=200, blank=True)
    sent = models.PositiveIntegerField(default=0)  # the last number this side gave a bundle
    acknowledged = models.PositiveIntegerField(default=0)  # the highest of them that the other side said it has
    taken = models.PositiveIntegerField(default=0)  # the highest of the other side that was taken here
    exchanged_at = models.DateTimeField(null=True)
    # Put back from a copy: until the other side has told all anew, it is told that nothing of it was seen.
    was_put_back = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)  # at a post: an officer asked at the desk that headquarters be called
    called_at = models.DateTimeField(null=True)  # at a post: when it last tried
    call_failed = models.CharField(max_length=40, blank=True)  # why that did not go well, in a word
    clock_off = models.IntegerField(null=True)  # seconds that headquarters' clock was ahead of ours at the last call

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "name"], name="post_name_once")]

    def __str__(self) -> str:
        return self.name


class Bundle(models.Model):
    """A bundle that was made here or came here."""

    id = models.UUIDField(primary_key=True, editable=False)  # as its header has it; of a held one its own
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="bundles")
    side = models.CharField(max_length=12, choices=choices(Side))  # which side made it
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    digest = models.BinaryField()
    size = models.PositiveBigIntegerField()
    counts = models.JSONField(default=dict)  # table -> rows told, or rows that were new here
    state = models.CharField(max_length=8, choices=choices(BundleState))
    mark = models.BigIntegerField(null=True)  # sent: the oldest transaction that was under way when it was made
    database = models.CharField(max_length=60, blank=True)  # to which that number belongs
    transaction = models.BigIntegerField(null=True)  # taken: in which it was written
    content = models.BinaryField(null=True)  # of one that came after the post was ended, kept for review
    made_at = models.DateTimeField()  # by the clock of the side that made it
    at = models.DateTimeField()  # real hour

    class Meta:
        indexes = [models.Index(fields=["post", "side", "number"], name="bundle_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "side", "number"], condition=Q(state=BundleState.TAKEN), name="bundle_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number}"


class Piece(models.Model):
    """A piece of a bundle that is under way by network, so that a call goes on where it broke off."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pieces")
    bundle = models.UUIDField()  # the bundle with which the post called
    way = models.CharField(max_length=4, choices=choices(Way))
    place = models.PositiveBigIntegerField()  # of its first byte
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "bundle", "way", "place"], name="piece_once")]

    def __str__(self) -> str:
        return f"{self.bundle} {self.way} {self.place}"
