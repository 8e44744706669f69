"""Advice as a message of the Common Alerting Protocol (OASIS CAP 1.2), which other warning systems read.

What the standard's prose and the common validators ask beyond the schema is kept here: hours without fractions and
never with Z, an update or cancel that refers to every message it ends, an end that lies after the sending.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from dodomu.contact.rules.terms import AdviceKind, Certainty, Severity, Urgency

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
RESPONSES: Final[Mapping[AdviceKind, str]] = {
    AdviceKind.SHELTER: "Shelter",
    AdviceKind.EVACUATE: "Evacuate",
    AdviceKind.PREPARE: "Prepare",
    AdviceKind.AVOID: "Avoid",
    AdviceKind.MONITOR: "Monitor",
    AdviceKind.ALL_CLEAR: "AllClear",
    AdviceKind.OTHER: "None",
}


class MessageType(StrEnum):
    """What a message does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What is said in one language."""

    language: str
    sender: str  # a name for people; the address of who sends is in the head
    event: str
    headline: str
    description: str
    instruction: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `references` are the messages it replaces or ends, as `reference_of` gives them."""

    identifier: str
    sender: str
    sent_at: datetime
    zone: tzinfo
    type: MessageType
    is_exercise: bool
    exercise: str  # what it is called
    kind: AdviceKind
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    valid_from: datetime
    valid_until: datetime | None
    number: int
    code: str
    page: str
    hotline: str
    infos: Sequence[Info]
    references: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()


def write(message: Message) -> str:
    """Return the message as XML."""
    alert = Element("alert", xmlns=NAMESPACE)
    _lines(
        alert,
        ("identifier", message.identifier),
        ("sender", message.sender),
        ("sent", hour(message.sent_at, message.zone)),
        ("status", "Exercise" if message.is_exercise else "Actual"),
        ("msgType", message.type.value),
        ("scope", "Public"),
        ("note", f"Exercise: {message.exercise}" if message.is_exercise else ""),
        ("references", " ".join(message.references)),
    )
    for info in message.infos:
        _add_info(alert, info, message)
    body = ElementTree.tostring(alert, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def reference_of(xml: str) -> str:
    """Return by what a later message refers to this one of ours: sender,identifier,sent."""
    alert = ElementTree.fromstring(xml)  # noqa: S314  (written by us, and signed)
    return ",".join(alert.findtext(f"{{{NAMESPACE}}}{name}") or "" for name in ("sender", "identifier", "sent"))


def references_of(xml: str) -> tuple[str, ...]:
    """Return everything that a message of ours refers to, the oldest first, and the message itself last."""
    alert = ElementTree.fromstring(xml)  # noqa: S314  (written by us, and signed)
    earlier = (alert.findtext(f"{{{NAMESPACE}}}references") or "").split()
    return (*earlier, reference_of(xml))


def identifier(slug: str, number: int, type_: MessageType) -> str:
    """Return what a message is called: letters, digits, points and hyphens only, never twice."""
    return f"{slug}.advice.{number}" + (".cancel" if type_ is MessageType.CANCEL else "")


def hour(at: datetime, zone: tzinfo) -> str:
    """Return an hour as CAP has it: with an offset, never with Z, without fractions of a second."""
    local = at.astimezone(zone).replace(microsecond=0)
    return local.isoformat() if local.utcoffset() else f"{local:%Y-%m-%dT%H:%M:%S}-00:00"


def _add_info(alert: Element, info: Info, message: Message) -> None:
    is_cancelled, ends = message.type is MessageType.CANCEL, message.valid_until
    element = SubElement(alert, "info")
    _lines(
        element,
        ("language", info.language),
        ("category", "Safety"),
        ("category", "Security"),
        ("event", info.event),
        ("responseType", "None" if is_cancelled else RESPONSES[message.kind]),
        ("urgency", "Past" if is_cancelled else message.urgency.value.title()),
        ("severity", message.severity.value.title()),
        ("certainty", message.certainty.value.title()),
        ("effective", hour(message.sent_at, message.zone)),
        ("onset", "" if is_cancelled else hour(message.valid_from, message.zone)),
        ("expires", "" if is_cancelled or ends is None else hour(ends, message.zone)),
        ("senderName", info.sender),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", message.page),
        ("contact", message.hotline),
    )
    for name, value in (("number", str(message.number)), ("code", message.code)):
        _lines(SubElement(element, "parameter"), ("valueName", name), ("value", value))
    area = SubElement(element, "area")
    _lines(area, ("areaDesc", info.where))
    _lines(area, *(("polygon", each) for each in message.polygons), *(("circle", each) for each in message.circles))


def _lines(parent: Element, *named: tuple[str, str]) -> None:
    for name, words in _said(named):
        SubElement(parent, name).text = words


def _said(named: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, words) for name, words in named if words)
