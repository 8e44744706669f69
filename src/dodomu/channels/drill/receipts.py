"""Files that are put into `in/` → what we heard. JSON: one thing, or a list of them.

{"receipt": {"ref": "0190…", "arrival": "delivered"}}
{"incoming": {"sender": "+380000000001", "text": "2 need help", "answers": "0190…"}}
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from dodomu.channels.messages import Arrival, Failure, Heard, Incoming, Receipt

LARGEST = 1_000_000  # bytes of a file
MOST_TEXT = 10_000
MOST_SHORT = 500
RECEIPT = {"key", "ref", "arrival", "at", "why", "code"}
TEXTS = ("sender", "text", "to", "subject", "choice", "answers")
Kind = TypeVar("Kind", Arrival, Failure)
FLAGS = ("is_automatic", "is_stop", "cut")
INCOMING = {"key", "at", "files", *TEXTS, *FLAGS}


class NotUnderstood(Exception):
    """A file says nothing that we know, and why not."""


def read(data: bytes, name: str) -> list[Heard]:
    """Return what a file says, each with a key of its own, or raise `NotUnderstood`.

    The key is made of name and content: a file that is read again says the same, and one that takes its name later, or
    comes under another name, says something new.
    """
    if len(data) > LARGEST:
        raise NotUnderstood(f"The file is larger than {LARGEST} bytes.")
    key = hashlib.blake2b(os.fsencode(name) + b"\0" + data, digest_size=12).hexdigest()
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"This is not JSON in UTF-8: {error}") from None
    things = said if isinstance(said, list) else [said]
    if not things:
        raise NotUnderstood("The list is empty.")
    return [_thing(each, f"{key}:{place}") for place, each in enumerate(things)]


def _thing(thing: object, key: str) -> Heard:
    if isinstance(thing, dict) and len(thing) == 1:
        kind, said = next(iter(thing.items()))
        if kind in READERS and isinstance(said, dict):
            return READERS[kind](said, key)
    raise NotUnderstood('Each thing is {"receipt": {…}} or {"incoming": {…}}.')


def _receipt(said: Mapping[str, Any], key: str) -> Receipt:
    _known(said, RECEIPT)
    return Receipt(
        key=_text(said, "key", MOST_SHORT) or key,
        ref=_text(said, "ref", MOST_SHORT, needed=True),
        arrival=_one_of(Arrival, said, "arrival"),
        at=_hour(said),
        why=_one_of(Failure, said, "why") if said.get("why") else None,
        code=_text(said, "code", MOST_SHORT),
    )


def _incoming(said: Mapping[str, Any], key: str) -> Incoming:
    _known(said, INCOMING)
    for flag in FLAGS:
        if not isinstance(said.get(flag, False), bool):
            raise NotUnderstood(f"“{flag}” is true or false.")
    files = said.get("files", [])
    if not isinstance(files, list) or not all(isinstance(each, str) for each in files):
        raise NotUnderstood("“files” is a list of names.")
    text = said.get("text", "")
    if not isinstance(text, str):
        raise NotUnderstood("“text” is a text.")
    return Incoming(
        key=_text(said, "key", MOST_SHORT) or key,
        sender=_text(said, "sender", MOST_SHORT, needed=True),
        text=text[:MOST_TEXT],
        to=_text(said, "to", MOST_SHORT),
        at=_hour(said),
        subject=_text(said, "subject", MOST_SHORT),
        choice=_text(said, "choice", MOST_SHORT),
        answers=_text(said, "answers", MOST_SHORT),
        is_automatic=said.get("is_automatic", False),
        is_stop=said.get("is_stop", False),
        cut=said.get("cut", False) or len(text) > MOST_TEXT,
        files=tuple(each[:MOST_SHORT] for each in files[:100]),
    )


def _known(said: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(str(name) for name in said if name not in known):
        raise NotUnderstood(f"“{strange[0][:40]}” is not known here. Known are {', '.join(sorted(known))}.")


def _text(said: Mapping[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    text = said.get(name, "")
    if not isinstance(text, str) or len(text) > most or (needed and not text):
        raise NotUnderstood(f"“{name}” is a text of at most {most} letters{', and must be said' if needed else ''}.")
    return text


def _one_of(kind: type[Kind], said: Mapping[str, Any], name: str) -> Kind:
    try:
        return kind(str(said.get(name)))
    except ValueError:
        raise NotUnderstood(f"“{name}” is one of {', '.join(kind)}.") from None


def _hour(said: Mapping[str, Any]) -> datetime | None:
    if not said.get("at"):
        return None
    try:
        hour = datetime.fromisoformat(said["at"])
    except (ValueError, TypeError):
        hour = None
    if hour is None or hour.tzinfo is None:
        raise NotUnderstood("“at” is an hour with its distance from UTC, such as 2022-01-06T14:02:00+06:00.")
    return hour


READERS: dict[str, Callable[[Mapping[str, Any], str], Heard]] = {"receipt": _receipt, "incoming": _incoming}
