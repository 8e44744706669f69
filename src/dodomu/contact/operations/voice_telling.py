"""Sending word to who gave feedback that it was answered. The answer itself stands at their own address only."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from dodomu.contact.models import Conversation, Correspondent, Message, Voice, VoiceTurn, sealed
from dodomu.contact.operations import placing
from dodomu.contact.operations.posting import post_message
from dodomu.contact.operations.voices import token_of
from dodomu.contact.queries.searching import tokens_of
from dodomu.contact.queries.voice_ways import way_to_sender
from dodomu.contact.queries.ways_to_reach import Way
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.addresses import own_voice
from dodomu.contact.rules.terms import Direction, VoiceTurned
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused


def tell_sender(*, voice: UUID, text: str, by: Actor, at: datetime) -> bool:
    """Send word of an answer, once for each answer, or refuse; no where there is no way to them.

    `{link}` in the text becomes the address where only they read it.
    """
    with transaction.atomic():
        row = Voice.objects.select_for_update(of=("self",)).select_related("crisis").filter(id=voice).first()
        if row is None:
            raise Refused(ContactReason.VOICE_NOT_FOUND)
        permissions.check(by, Permission.ANSWER, row.crisis_id)
        if row.answered_at is None:
            raise Refused(ContactReason.VOICE_NOT_ANSWERED)
        way, key = way_to_sender(voice), f"voice:{row.id}:{row.version}"
        if way is None:
            return False
        if not Message.objects.filter(channel=way.channel, key=key).exists():
            words = text.replace("{link}", own_voice(settings.DODOMU_ADDRESS, token_of(row.submission)))
            _send(row, way, key, words, by, at)
    return True


def _send(row: Voice, way: Way, key: str, words: str, by: Actor, at: datetime) -> None:
    thread = placing.thread_of(row.person_id, at=at) if row.person_id else _thread(way, row, at)
    # Automatic: it answers nothing of what they wrote in the thread, and betters none of its figures.
    message = Message.objects.create(
        conversation=thread, direction=Direction.OUT, channel=way.channel, address=way.address, key=key,
        words=encryption.seal(words, context=sealed.MESSAGE_WORDS), tokens=tokens_of(words), is_automatic=True,
        officer_id=by.officer, said_at=at, recorded_at=at,
    )  # fmt: skip
    post_message(
        message=message.id, person=thread.person_id, channel=way.channel, address=way.address,
        language=row.language, is_drill=bool(row.crisis.exercise), at=at,
    )  # fmt: skip
    thread.last_at, thread.version = max(thread.last_at, at), thread.version + 1
    thread.save(update_fields=["last_at", "version"])
    VoiceTurn.objects.create(voice=row, kind=VoiceTurned.TOLD, officer_id=by.officer, by=by.name, at=at)


def _thread(way: Way, row: Voice, at: datetime) -> Conversation:
    """Return the thread of an address: the one it wrote in, or one of the tray."""
    wrote = Correspondent.objects.filter(channel=way.channel, address=way.address).first()
    if wrote is not None:
        return placing.locked(wrote.conversation_id)
    found, _ = Conversation.objects.get_or_create(
        channel=way.channel, address=way.address, person=None, defaults={"crisis_id": row.crisis_id, "last_at": at}
    )
    return placing.locked(found.id)
