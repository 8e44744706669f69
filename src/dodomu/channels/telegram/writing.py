"""A message as a call of `sendMessage`: plain text, nothing of which is read as a mark, and buttons under it."""

import re
from typing import Any

from dodomu.channels.messages import Failure, Outgoing, Parts

LONGEST = 4096  # letters as UTF-16 counts them
LONGEST_CODE = 64  # octets of callback_data
LONGEST_WORDS = 60
CHAT = re.compile(r"-?\d{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31}", re.ASCII)
KEY = re.compile(r"[me](-?\d{1,20}):(\d{1,20})(?::\d+)?", re.ASCII)


class CannotWrite(Exception):
    """A message that Telegram would not take."""

    def __init__(self, why: Failure, code: str) -> None:
        super().__init__(code)
        self.why, self.code = why, code


def parts(text: str) -> Parts:
    """Say how much of the one message a text fills."""
    units = _units(text)
    return Parts(1, units=units, left=max(0, LONGEST - units))


def call(message: Outgoing) -> dict[str, Any]:
    """Return what `sendMessage` is called with, or raise `CannotWrite`."""
    if not CHAT.fullmatch(message.to):
        raise CannotWrite(Failure.NO_SUCH_ADDRESS, "not a chat")
    words: dict[str, Any] = {
        "chat_id": int(message.to) if message.to[0] != "@" else message.to,
        "text": _text(message),
        "link_preview_options": {"is_disabled": True},  # or Telegram opens private links of ours to draw them
    }
    if message.choices:
        words["reply_markup"] = {"inline_keyboard": [[_button(each.code, each.words)] for each in message.choices]}
    if (named := KEY.fullmatch(message.answers)) and named[1] == message.to:
        words["reply_parameters"] = {"message_id": int(named[2]), "allow_sending_without_reply": True}
    return words


def _text(message: Outgoing) -> str:
    text = message.text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise CannotWrite(Failure.NOT_ALLOWED, "empty")
    if message.subject and _units(titled := f"{message.subject.strip()}\n\n{text}") <= LONGEST:
        text = titled
    if _units(text) > LONGEST:
        raise CannotWrite(Failure.TOO_LONG, "too long")
    return text


def _button(code: str, words: str) -> dict[str, str]:
    if not 0 < len(code.encode("utf-8", "replace")) <= LONGEST_CODE or not words.strip():
        raise CannotWrite(Failure.NOT_ALLOWED, "button")
    return {"text": words.strip()[:LONGEST_WORDS], "callback_data": code}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
