"""Forms as people fill them in: everybody invented, everybody another, each known again by a telephone number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

LETTERS = "абвгдежиклмнопрстуфхцчшю"
GIVEN = ("Олена", "Іван", "Марія", "Андрій", "Наталія", "Сергій", "Тетяна", "Дмитро", "Айгүл", "Ерлан")
PLACES = ("almaty", "nursultan", "")
STREETS = ("вул. Абая, 10, готель «Зірка», 5 поверх", "біля вокзалу", "")
WISHES = ("leave_now", "leave_now", "leave_now", "leave_later", "stay", "undecided")
_INPUT = re.compile(r'<(?:input|select|textarea)[^>]*?\sname="([^"]+)"[^>]*>')
_ATTRIBUTE = re.compile(r'\s(type|value)="([^"]*)"')
UNSENT = ("radio", "checkbox")  # unless ticked


@dataclass(frozen=True, slots=True)
class Filled:
    """A form ready to be sent, and the telephone under which its one person is found again."""

    phone: str
    fields: Mapping[str, str]


def blank(page: str) -> dict[str, str]:
    """Return every field that a browser would send of an untouched page."""
    fields = {}
    for found in _INPUT.finditer(page):
        said = dict(_ATTRIBUTE.findall(found.group(0)))
        if said.get("type") not in UNSENT or " checked" in found.group(0):
            fields[found.group(1)] = said.get("value", "")
    return fields


def people(first: int) -> Iterator[dict[str, str]]:
    """Yield what one person after another types; their numbers begin at `first`."""
    return (_person(number) for number in count(first))


def fill(page: Mapping[str, str], person: Mapping[str, str], *, anew: bool) -> Filled:
    """Type a person into a form. `anew`: the page was not asked for again, so the number it would have is made here."""
    fields = {**page, **person, **({"submission": str(uuid4())} if anew else {})}
    return Filled(person["phones"], fields)


def _person(number: int) -> dict[str, str]:
    return {
        "family_name": f"Тест{_in_letters(number)}",
        "given_name": GIVEN[number % len(GIVEN)],
        "birth_date": f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1950 + number % 55}",
        "citizenships": "Україна",
        "document_number": f"XX{number:07}",
        "phones": f"+38000{number:07}",
        "place": PLACES[number % len(PLACES)],
        "place_words": STREETS[number % len(STREETS)],
        "wish": WISHES[number % len(WISHES)],
        "consent": "yes",
    }


def _in_letters(number: int) -> str:
    found = ""
    while number or not found:
        number, digit = divmod(number, len(LETTERS))
        found = LETTERS[digit] + found
    return found
