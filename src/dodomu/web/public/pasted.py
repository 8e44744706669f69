"""A list of names that was pasted: one person on a line, in the order and with the signs people happen to use."""

import re
from dataclasses import dataclass

_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_NUMBERED = re.compile(r"^\s*(?:№\s*)?\d{1,3}\s*[.)\]:]?\s+(?=\D)|^\s*[-–•*]\s+")
_PARTS = re.compile(r"[,;|\t]+|\s{2,}")
_FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """What stands on one line, taken apart and not judged."""

    line: int
    given: dict[str, str]


def read_pasted(text: str) -> list[PastedPerson]:
    """Return everybody on the list; a line without anything is passed over, none is left out."""
    lines = enumerate(text.splitlines(), start=1)
    return [PastedPerson(number, _person(line)) for number, line in lines if line.strip()]


def _person(line: str) -> dict[str, str]:
    text = _NUMBERED.sub("", line)
    given: dict[str, str] = {}
    date = _DATE.search(text)
    if date:
        given["birth_date"] = date.group()
        text = f"{text[: date.start()]};{text[date.end() :]}"
    names: list[str] = []
    for part in filter(None, (each.strip(" .–-") for each in _PARTS.split(text))):
        field = _field_of(part)
        if field and field not in given:
            given[field] = part
        else:
            names.append(part)
    return {"name": " ".join(names), **given}


def _field_of(part: str) -> str:
    """Tell a telephone and a document number by their digits; everything else belongs to the name."""
    if sum(mark.isdecimal() for mark in part) < _FEWEST_DIGITS:
        return ""
    return "phones" if part.startswith("+") else "document_number"
