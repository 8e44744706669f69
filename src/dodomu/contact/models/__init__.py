"""Tables of keeping in touch."""

from dodomu.contact.models.advice import Advice, AdviceText, SigningKey, Statement
from dodomu.contact.models.broadcasts import Allowance, Broadcast, BroadcastText, Delivery, EarlyReceipt, Part, Stop
from dodomu.contact.models.check_ins import CheckIn, Occurrence, Round, Seen
from dodomu.contact.models.conversations import Conversation, Correspondent, Message, SavedAnswer, Turn, Unacknowledged
from dodomu.contact.models.voices import Voice, VoiceTurn

__all__ = [
    "Advice",
    "AdviceText",
    "Allowance",
    "Broadcast",
    "BroadcastText",
    "CheckIn",
    "Conversation",
    "Correspondent",
    "Delivery",
    "EarlyReceipt",
    "Message",
    "Occurrence",
    "Part",
    "Round",
    "SavedAnswer",
    "Seen",
    "SigningKey",
    "Statement",
    "Stop",
    "Turn",
    "Unacknowledged",
    "Voice",
    "VoiceTurn",
]
