"""An update of Telegram → what we hear. Whatever is not one of the few kinds that we ask for is nothing.

Only what somebody says to the bot alone is heard. In a group everybody would read the answer.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dodomu.channels.messages import Incoming

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
FILES = ("photo", "voice", "video", "video_note", "document", "audio", "animation", "sticker", "poll", "story")
LONGEST, LONGEST_NAME, LONGEST_KEY = 10_000, 120, 120
GONE = ("kicked", "left")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

NAME = re.compile(r"[!-~]{1,100}")

Said = Mapping[str, Any]


def number(update: Any) -> int | None:
    """Return the number of an update, by which it is confirmed."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def read(update: Any) -> Incoming | None:
    """Return the words that an update brings, or nothing where it brings none."""
    if number(update) is None:
        return None
    for kind in KINDS:
        if isinstance(said := update.get(kind), dict):
            return _read(kind, said, update["update_id"])
    return None


def key_of_tap(key: str) -> str:
    """Return Telegram's name of the tap that a key is made of, empty where it is none."""
    return key[1:] if key.startswith("c") else ""


def _read(kind: str, said: Said, update: int) -> Incoming | None:
    if kind == "callback_query":
        return _tap(said)
    chat = _private(said.get("chat"))
    if not chat:
        return None
    if kind == "my_chat_member":
        status = _dict(said.get("new_chat_member")).get("status")
        return stop(chat, str(update), _hour(said.get("date"))) if status in GONE else None
    return _message(chat, said, is_edited=kind == "edited_message")


def stop(chat: str, name: str, at: datetime | None = None) -> Incoming:
    """Return that somebody wants nothing more of us."""
    return Incoming(f"s{chat}:{name}", chat, "", at=at, is_stop=True)


def _message(chat: str, said: Said, *, is_edited: bool) -> Incoming | None:
    name = said.get("message_id")
    if not isinstance(name, int):
        return None
    key = f"e{chat}:{name}:{said.get('edit_date', 0)}" if is_edited else f"m{chat}:{name}"
    text = "\n".join(filter(None, (_text(said.get("text") or said.get("caption")), _place(said), _contact(said))))
    files = tuple(_file(each, said[each]) for each in FILES if said.get(each))
    return Incoming(
        key[:LONGEST_KEY],
        chat,
        text[:LONGEST],
        at=_hour(said.get("date")),
        answers=_ours(chat, said.get("reply_to_message")),
        is_automatic=bool(_dict(said.get("from")).get("is_bot")),
        cut=len(text) > LONGEST,
        files=files,
    )


def _tap(said: Said) -> Incoming | None:
    name, who, under = said.get("id"), _dict(said.get("from")).get("id"), _dict(said.get("message"))
    chat = _private(under.get("chat"))
    if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(who, int) or chat != str(who):
        return None
    code = _text(said.get("data"))[:64]
    return Incoming(f"c{name}"[:LONGEST_KEY], chat, code, choice=code, answers=_ours(chat, under))


def _private(chat: Any) -> str:
    """Return the address of a chat with one person, empty where it is another."""
    chat = _dict(chat)
    name = chat.get("id")
    return str(name) if chat.get("type") == "private" and isinstance(name, int) else ""


def _ours(chat: str, message: Any) -> str:
    """Return the name that a message of ours had in `Result.refs`."""
    name = _dict(message).get("message_id")
    return f"{chat}:{name}" if isinstance(name, int) else ""


def _place(said: Said) -> str:
    """Return a place that somebody shared, as `geo:` with five places of a degree: a metre."""
    place = _dict(said.get("location"))
    try:
        latitude, longitude = float(place["latitude"]), float(place["longitude"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004  (degrees)
        return ""
    where = f"geo:{latitude:.5f},{longitude:.5f}"
    venue = _dict(said.get("venue"))
    return "\n".join(filter(None, (_text(venue.get("title")), _text(venue.get("address")), where)))


def _contact(said: Said) -> str:
    contact = _dict(said.get("contact"))
    words = [_text(contact.get(each)) for each in ("first_name", "last_name", "phone_number")]
    return " ".join(filter(None, words))


def _file(kind: str, held: Any) -> str:
    name = _text(_dict(held).get("file_name")) or _text(_dict(held).get("emoji"))
    name = "".join(letter for letter in f"{kind} {name}" if letter.isprintable())
    return name.strip()[-LONGEST_NAME:] if name else kind


def _text(value: Any) -> str:
    return CONTROLS.sub("", value) if isinstance(value, str) else ""


def _dict(value: Any) -> Said:
    return value if isinstance(value, dict) else {}


def _hour(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**36:
        return None
    return datetime.fromtimestamp(value, UTC)
