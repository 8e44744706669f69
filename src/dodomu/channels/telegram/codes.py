"""Their status → ours: `error_code` and `description` of the Bot API.

The description is meant for people and is the only thing that tells some cases apart. What none of these words is in
keeps the meaning of its number.
"""

from dataclasses import dataclass

from dodomu.channels.messages import Failure, Verdict


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer of theirs means to us."""

    verdict: Verdict
    why: Failure | None
    wait: float = 0.0
    is_stop: bool = False  # somebody wants nothing more of us


TOO_MANY, UNAUTHORIZED, NOT_FOUND, CONFLICT = 429, 401, 404, 409

WORDS: tuple[tuple[int, str, Meaning], ...] = (
    (403, "bot was blocked by the user", Meaning(Verdict.REFUSED, Failure.BLOCKED, is_stop=True)),
    (403, "bot was kicked", Meaning(Verdict.REFUSED, Failure.BLOCKED, is_stop=True)),
    (403, "user is deactivated", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (403, "can't initiate conversation", Meaning(Verdict.REFUSED, Failure.NOT_REACHABLE)),  # never wrote to the bot
    (403, "can't send messages to bots", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "chat not found", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "chat_id is empty", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "user not found", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "peer_id_invalid", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "upgraded to a supergroup", Meaning(Verdict.REFUSED, Failure.NO_SUCH_ADDRESS)),
    (400, "message is too long", Meaning(Verdict.REFUSED, Failure.TOO_LONG)),
)

NUMBERS: dict[int, Meaning] = {
    400: Meaning(Verdict.REFUSED, Failure.NOT_ALLOWED),
    401: Meaning(Verdict.LATER, Failure.NOT_ALLOWED, 300.0),  # the token: not the message's fault
    403: Meaning(Verdict.REFUSED, Failure.BLOCKED),
    404: Meaning(Verdict.LATER, Failure.NOT_ALLOWED, 300.0),  # so a false token is answered too
    409: Meaning(Verdict.LATER, Failure.PROVIDER_DOWN, 30.0),
    413: Meaning(Verdict.REFUSED, Failure.TOO_LONG),
    429: Meaning(Verdict.LATER, Failure.TOO_MANY, 5.0),
}


def meaning(code: int, words: str) -> Meaning:
    """Return what an answer to a message means. Of a fault of theirs (5xx) nobody knows what came before it."""
    words = words.lower()
    for number, piece, found in WORDS:
        if number == code and piece in words:
            return found
    if code in NUMBERS:
        return NUMBERS[code]
    if code >= 500:  # noqa: PLR2004  (a fault of theirs)
        return Meaning(Verdict.IN_DOUBT, Failure.PROVIDER_DOWN)
    return Meaning(Verdict.REFUSED, Failure.NOT_UNDERSTOOD)
