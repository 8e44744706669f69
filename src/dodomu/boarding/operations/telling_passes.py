"""Sending by SMS where and when somebody is to be: at their own wish or an officer's, never by itself.

A message may be read over a shoulder and forwarded, so that what has to be proved on a page (0021) is sent only to a
telephone of the party that asked for it.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from dodomu.boarding.queries import pass_words
from dodomu.boarding.reasons import BoardingReason
from dodomu.channels.messages import ChannelKind
from dodomu.contact.operations import broadcasting
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Step
from dodomu.contact.rules.terms import Purpose, Rung
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import SYSTEM, Actor, ActorKind
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Party

NAMESPACE: Final = UUID("2f0d6f0e-64f8-4bb0-8b1c-1d7c6a0b5e42")
NAME: Final = "passes"
LADDER: Final = (Step(Rung.OWN_CHANNELS, ChannelKind.SMS, 60),)  # their own telephones, and nobody else's


def tell_passes(*, party: UUID, is_latin: bool = False, by: Actor, at: datetime) -> UUID:
    """Send a party where and when it is to be, once an hour at the most; return the broadcast, or refuse.

    Of the public, only who has proved to be of the party asks: the page that calls this sees to it.
    """
    row = Party.objects.select_related("crisis").filter(id=party).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_PASS)
    if by.kind is not ActorKind.PUBLIC:
        permissions.check(by, Permission.ANSWER, row.crisis_id)
    said = pass_words.sms(row.crisis_id, party, is_latin=is_latin, at=at, sending=row.crisis.sending)
    if said is None:
        raise Refused(BoardingReason.NO_SUCH_PASS)
    # The same within an hour is once: who taps twice is sent one.
    about = uuid5(NAMESPACE, f"{party} {is_latin} {' '.join(said.serials)} {at:%Y-%m-%d %H}")
    given = Drafted(
        NAME,
        Purpose.NOTICE,
        Audience(parties=(party,)),
        ladder=LADDER,
        texts=[Words(language, text) for language, text in said.texts.items()],
        of=about,
    )
    # Words of ours to one party that asked for them: no second officer has to approve.
    begun = broadcasting.begin_for_few(crisis=row.crisis_id, given=given, by=SYSTEM, at=at)
    trace.leave("passes-told", by=by, at=at, crisis=row.crisis_id, party=str(party), broadcast=str(begun))
    return begun
