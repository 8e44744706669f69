"""What Telegram brings to a page of ours, where it is not asked (`webhook=1`). The page is in `web`.

Anybody can call a page. What Telegram calls with carries the secret that we gave it (`secret_token` of `setWebhook`) in
the header `X-Telegram-Bot-Api-Secret-Token`. The page answers 200 only when what this returns is kept: Telegram brings
everything else again.
"""

import hmac
import json

from dodomu.channels.messages import Incoming
from dodomu.channels.telegram import reading

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1024 * 1024
SHORTEST_SECRET = 16


class Forged(Exception):
    """It does not come from Telegram."""


class Malformed(Exception):
    """It is no update."""


def check(*, said: str | None, secret: str) -> None:
    """Pass a call that carries the secret (`said` is the header), or raise `Forged`; nothing else is looked at before.

    The time that the comparison takes tells nothing of either. Without a secret of ours, every call is forged.
    """
    is_true = hmac.compare_digest((said or "").encode("utf-8", "replace"), secret.encode("utf-8", "replace"))
    if not is_true or len(secret) < SHORTEST_SECRET:
        raise Forged("the secret is another")


def read(body: bytes) -> Incoming | None:
    """Return the words that a call brings, nothing where it brings none; or raise `Malformed`."""
    if len(body) > LARGEST:
        raise Malformed("too long")
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if reading.number(update) is None:
        raise Malformed("not an update")
    return reading.read(update)


def answer(heard: Incoming | None) -> dict[str, str]:
    """Return what the page answers with once this is kept: the call that lets a button that was tapped come to rest."""
    tap = reading.key_of_tap(heard.key) if heard else ""
    return {"method": "answerCallbackQuery", "callback_query_id": tap} if tap else {}
