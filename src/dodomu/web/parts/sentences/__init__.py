"""What is said when something is refused or a field is at fault: one sentence for every reason."""

from collections.abc import Mapping

from django.utils.functional import Promise

from dodomu.foundation.refusal import Reason, Refused
from dodomu.web.parts.sentences import boarding, contact, journeys, register, situation
from dodomu.web.parts.sentences.fields import FAULT_SENTENCES

__all__ = ["FAULT_SENTENCES", "SENTENCES", "fault_sentence", "sentence"]

SENTENCES: Mapping[Reason, Promise] = {
    **register.SENTENCES, **situation.SENTENCES, **contact.SENTENCES, **journeys.SENTENCES,
    **boarding.SENTENCES,
}  # fmt: skip


def fault_sentence(code: str, details: Mapping[str, object] | None = None) -> str:
    """Return what to say beside a field at fault (`code` is a FaultCode)."""
    words = str(FAULT_SENTENCES[code])
    return words % details if details else words


def sentence(refused: Refused) -> str:
    """Return what to say to who was refused."""
    return str(SENTENCES[refused.reason])
