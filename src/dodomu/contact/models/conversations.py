"""One thread per person over all channels. Words are sealed; they are found by keyed hashes of their beginnings."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models.advice import choices
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction, Handled, Hint, Turned
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.people.models import Person


class Conversation(models.Model):
    """Everything said with one person, or with an address nobody of the register is known under (the tray)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, null=True, related_name="conversations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="conversations")
    channel = models.CharField(max_length=10, choices=choices(ChannelKind), blank=True)  # of who is not known
    address = models.CharField(max_length=254, blank=True)
    hint = models.CharField(max_length=20, choices=choices(Hint), blank=True)  # of the tray: why nobody was believed
    state = models.CharField(max_length=8, choices=choices(ConversationState), default=ConversationState.OPEN)
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    is_urgent = models.BooleanField(default=False)
    # Since when somebody waits for an answer: the oldest message in since the last answer out. Reading changes nothing.
    waits_since = models.DateTimeField(null=True)
    first_in_at = models.DateTimeField(null=True)  # of what is open now: it begins anew when it is opened again
    first_answered_at = models.DateTimeField(null=True)
    first_answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    last_at = models.DateTimeField()
    auto_replied_at = models.DateTimeField(null=True)
    closed_with = models.CharField(max_length=14, choices=choices(ClosedWith), blank=True)
    closed_words = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)  # the words are gone; that somebody wrote and was answered, stays
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(person__isnull=False), name="one_thread_a_person"),
            models.UniqueConstraint(
                fields=["channel", "address"], condition=Q(person=None), name="one_thread_an_unknown_address"
            ),
            models.CheckConstraint(
                name="closed_with_an_outcome", condition=~Q(state=ConversationState.CLOSED) | ~Q(closed_with="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["crisis", "waits_since", "id"], name="thread_waits", condition=Q(waits_since__isnull=False)
            ),
            models.Index(
                fields=["crisis", "waits_since"],
                name="thread_urgent",
                condition=Q(waits_since__isnull=False, is_urgent=True),
            ),
            models.Index(fields=["crisis", "-last_at", "-id"], name="thread_newest"),
            models.Index(fields=["owner", "waits_since"], name="thread_of_owner"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Correspondent(models.Model):
    """An address that wrote to us, and whose thread it belongs to; an officer's word holds until another is given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=10, choices=choices(ChannelKind))
    address = models.CharField(max_length=254)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="correspondents")
    first_heard_at = models.DateTimeField()
    last_heard_at = models.DateTimeField()
    auto_replies = ArrayField(models.DateTimeField(), default=list)  # of the last day
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="correspondent_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Message(models.Model):
    """One message in, one out, or a note. Append-only; the same message from a provider is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False)
    direction = models.CharField(max_length=4, choices=choices(Direction))
    channel = models.CharField(max_length=10, blank=True)  # empty: said at the desk
    address = models.CharField(max_length=254, blank=True)  # who wrote, or to whom it goes
    key = models.CharField(max_length=120, blank=True)  # the provider's, or the form's: the same again is the same
    words = models.BinaryField()  # sealed
    tokens = ArrayField(models.BigIntegerField(), default=list)  # keyed hashes of words and their beginnings
    subject = models.BinaryField(null=True)  # sealed
    is_automatic = models.BooleanField(default=False)
    is_cut = models.BooleanField(default=False)
    files = ArrayField(models.CharField(max_length=120), default=list)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    broadcast = models.UUIDField(null=True)  # which broadcast it answers or is
    handled = models.CharField(max_length=10, choices=choices(Handled), blank=True)  # in: nobody has to answer it
    answered_with = models.UUIDField(null=True)  # in: the message, or the call, that answered it
    note_kind = models.CharField(max_length=16, blank=True)  # of a note: people.rules.terms.NoteKind
    waited_since = models.DateTimeField(null=True)  # out, or a call: since when they had waited for it
    is_first_answer = models.BooleanField(default=False)
    failed_at = models.DateTimeField(null=True)  # out: no address took it, and they wait again
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], condition=~Q(key=""), name="message_kept_once"),
        ]
        indexes = [
            models.Index(fields=["conversation", "said_at", "id"], name="message_of_thread"),
            models.Index(
                fields=["recorded_at"], name="message_answered", condition=Q(waited_since__isnull=False)
            ),  # the figures
            GinIndex(fields=["tokens"], name="message_tokens"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Unacknowledged(models.Model):
    """A message that is kept and of which its provider was not told so: it may come again, under another key."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="+")
    channel = models.CharField(max_length=10, choices=choices(ChannelKind))
    again = models.CharField(max_length=120)  # what would be the same

    class Meta:
        indexes = [models.Index(fields=["channel", "again"], name="unacknowledged_again")]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"


class Turn(models.Model):
    """What an officer did with a conversation besides writing in it. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=choices(Turned))
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_with = models.CharField(max_length=14, choices=choices(ClosedWith), blank=True)
    words = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=254, blank=True)  # that was joined or parted
    waited_since = models.DateTimeField(null=True)  # closed: somebody still waited, since then
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "at"], name="turn_of_thread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class SavedAnswer(models.Model):
    """An answer that is given often, in the languages in which it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    texts = models.JSONField(default=dict)  # language -> words
    changed_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "name"], name="saved_answer_once")]

    def __str__(self) -> str:
        return self.name
