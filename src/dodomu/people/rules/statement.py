"""Reading what was given about one person: every field as it was typed in, values and faults out.

A field that is absent was not said. A field at fault has no value; what was typed is kept with the registration, so
nothing is lost by it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from dodomu.people.rules import countries, dates, languages, names, needs, papers, phones, search, wishes
from dodomu.people.rules.dates import DateFault
from dodomu.people.rules.faults import Fault, FaultCode
from dodomu.people.rules.papers import PaperFault
from dodomu.people.rules.phones import PhoneFault
from dodomu.people.rules.wishes import Wish
from dodomu.people.rules.writing import clean_line, clean_words

WORDS_LIMIT = 500
ADDRESS_LIMIT = 300
EMAIL_LIMIT = 254
FIELDS = (
    "name", "family_name", "given_name", "patronymic", "birth_date", "citizenships", "document_kind", "document_state",
    "document_number", "document_expires", "phones", "email", "telegram", "languages", "place", "place_words",
    "latitude", "longitude", "stays_from", "stays_until", "wish", "wish_from", "needs", "needs_words",
    "home_contact_name", "home_contact_phone", "home_contact_relation", "consent",
)  # fmt: skip
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\\\"]{1,64}@(?=.{4,190}$)[^\W_](?:[\w-]*\.)+[^\W\d_][\w-]+")
_TELEGRAM = re.compile(r"@?([A-Za-z]\w{3,31})")
_TELEGRAM_ADDRESS = re.compile(r"(?:https?://)?(?:t|telegram)\.me/", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;|/\n]+")
DATE_FAULTS = {
    DateFault.NOT_A_DATE: FaultCode.NOT_A_DATE,
    DateFault.NO_SUCH_DAY: FaultCode.NO_SUCH_DAY,
    DateFault.TWO_DIGIT_YEAR: FaultCode.YEAR_UNCLEAR,
    DateFault.YEAR_ONLY: FaultCode.NOT_A_DATE,
    DateFault.IN_FUTURE: FaultCode.IN_FUTURE,
    DateFault.TOO_LONG_AGO: FaultCode.TOO_LONG_AGO,
}
PHONE_FAULTS = {
    PhoneFault.NOT_A_NUMBER: FaultCode.NOT_A_PHONE,
    PhoneFault.TOO_SHORT: FaultCode.PHONE_TOO_SHORT,
    PhoneFault.TOO_LONG: FaultCode.PHONE_TOO_LONG,
    PhoneFault.COUNTRY_UNCLEAR: FaultCode.PHONE_COUNTRY_UNCLEAR,
    PhoneFault.SEVERAL: FaultCode.NOT_A_PHONE,
}
_YES = frozenset({"yes", "1", "true", "on", "так", "да", "иә", "y"})
LATITUDE, LONGITUDE = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it was given, with the key under which it is compared."""

    kind: str
    state: str
    number: str
    key: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class HomeContact:
    """Somebody to call at home."""

    name: str
    phone: str
    relation: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"name": self.name, "phone": self.phone, "relation": self.relation}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody says they are."""

    place: UUID | None = None
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said, read. None: not said, or not understood (then there is a fault)."""

    name: tuple[str, str, str] | None = None  # family, given, patronymic
    birth_date: date | None = None
    citizenships: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    emails: tuple[str, ...] | None = None
    telegrams: tuple[str, ...] | None = None
    papers: tuple[Paper, ...] | None = None
    whereabouts: Whereabouts | None = None
    wish: Wish | None = None
    wish_from: date | None = None
    needs: tuple[str, ...] | None = None
    needs_words: str | None = None
    home_contact: HomeContact | None = None
    consent: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What is needed to read: the day, the two states, and the places by every name."""

    country: str
    sending: str
    refs: Mapping[str, UUID] = field(default_factory=dict)
    words: Mapping[str, UUID] = field(default_factory=dict)
    today: date = date(9999, 12, 31)

    def on(self, today: date) -> "Reading":
        """Return the same reading on a day: a birth date may not lie after it."""
        return replace(self, today=today)


@lru_cache(maxsize=4096)  # the people of a list are in a few places, and each of them is folded letter by letter
def place_key(text: str) -> str:
    """Return the key under which a place is found by any spelling of its name."""
    return " ".join(search.search_terms(text))


def read_statement(given: Mapping[str, str], reading: Reading) -> Statement:
    """Read everything that was given about one person; faults are gathered, never raised."""
    return _Reader(given, reading).read()


def keep_readable(statement: Statement, *, leads: bool) -> list[Fault]:
    """Return what a form still lacks: a name for everybody, and one way to reach whoever gives a party."""
    found = {fault.field for fault in statement.faults}
    lacking = []
    if statement.name is None and not found & {"name", "family_name", "given_name"}:
        lacking.append(Fault("name", FaultCode.NAME_NEEDED))
    reached = statement.phones or statement.emails or statement.telegrams or statement.home_contact
    if leads and not reached and not found & {"phones", "email", "telegram", "home_contact_phone"}:
        lacking.append(Fault("phones", FaultCode.WAY_TO_REACH_NEEDED))
    return lacking


class _Reader:
    """Reads one person field by field and gathers the faults."""

    def __init__(self, given: Mapping[str, str], reading: Reading) -> None:
        self.given = given
        self.reading = reading
        self.faults: list[Fault] = []

    def read(self) -> Statement:
        wish = self._wish()
        codes, leftover = self._needs()
        return Statement(
            name=self._name(),
            birth_date=self._birth_date(),
            citizenships=self._citizenships(),
            languages=self._languages(),
            phones=self._phones("phones"),
            emails=self._emails(),
            telegrams=self._telegrams(),
            papers=self._papers(),
            whereabouts=self._whereabouts(),
            wish=wish,
            wish_from=self._day("wish_from") if wish is Wish.LEAVE_LATER else None,
            needs=codes,
            needs_words=leftover,
            home_contact=self._home_contact(),
            consent=self._line("consent").casefold() in _YES,
            faults=tuple(self.faults),
        )

    def _fault(self, name: str, code: FaultCode, **details: str | int) -> None:
        self.faults.append(Fault(name, code, details))

    def _line(self, name: str, limit: int = WORDS_LIMIT) -> str:
        typed = self.given.get(name)
        if not typed:
            return ""
        cleaned = clean_line(typed, limit)
        if cleaned.too_long:
            self._fault(name, FaultCode.TOO_LONG, limit=limit)
            return ""
        return cleaned.text

    def _words(self, name: str, limit: int) -> str:
        typed = self.given.get(name)
        if not typed:
            return ""
        cleaned = clean_words(typed, limit)
        if cleaned.too_long:
            self._fault(name, FaultCode.TOO_LONG, limit=limit)
            return ""
        return cleaned.text

    def _name(self) -> tuple[str, str, str] | None:
        parts = [names.clean_name(self.given.get(key, "")) for key in ("family_name", "given_name", "patronymic")]
        if not any(parts):
            return self._whole_name()
        for key, part in zip(("family_name", "given_name", "patronymic"), parts, strict=True):
            if len(part) > names.NAME_LIMIT:
                self._fault(key, FaultCode.TOO_LONG, limit=names.NAME_LIMIT)
                return None
        if not any(mark.isalpha() for part in parts for mark in part):
            self._fault("family_name", FaultCode.NAME_NEEDED)
            return None
        return parts[0], parts[1], parts[2]

    def _whole_name(self) -> tuple[str, str, str] | None:
        found = names.read_name(self.given.get("name", ""))
        if isinstance(found, names.Name):
            return found.family, found.given, found.patronymic
        if found is names.NameFault.NO_LETTERS:
            self._fault("name", FaultCode.NAME_NEEDED)
        elif found is names.NameFault.TOO_LONG:
            self._fault("name", FaultCode.TOO_LONG, limit=names.FULL_NAME_LIMIT)
        return None

    def _birth_date(self) -> date | None:
        typed = self._line("birth_date")
        if not typed:
            return None
        found = dates.read_birth_date(typed, today=self.reading.today)
        if isinstance(found, date):
            return found
        self._fault("birth_date", DATE_FAULTS[found])
        return None

    def _day(self, name: str) -> date | None:
        typed = self._line(name)
        if not typed:
            return None
        found = dates.read_day(typed)
        if isinstance(found, date):
            return found
        self._fault(name, DATE_FAULTS[found])
        return None

    def _each(self, name: str, read: Callable[[str], Any]) -> tuple[Any, ...] | None:
        """Read each of several values; None where the field was not given at all."""
        if name not in self.given:
            return None
        parts = [part.strip() for part in _SEPARATORS.split(self._line(name)) if part.strip()]
        values = [value for part in parts if (value := read(part)) is not None]
        return tuple(dict.fromkeys(values))

    def _citizenships(self) -> tuple[str, ...] | None:
        codes, unknown = countries.read_countries(self._line("citizenships"))
        if unknown:
            self._fault("citizenships", FaultCode.UNKNOWN_COUNTRY, typed=unknown[:40])
        return codes or None

    def _languages(self) -> tuple[str, ...] | None:
        codes, unknown = languages.read_languages(self._line("languages"))
        if unknown:
            self._fault("languages", FaultCode.UNKNOWN_LANGUAGE, typed=unknown[:40])
        return codes or None

    def _phones(self, name: str) -> tuple[str, ...] | None:
        if name not in self.given:
            return None
        line = self._line(name)
        whole = phones.whole_number(line)
        if whole:
            return (whole,)
        found = phones.read_phones(line, country=self.reading.country, home=self.reading.sending)
        values = []
        for each in found:
            if isinstance(each, phones.Phone):
                values.append(each.e164)
            elif each is not PhoneFault.EMPTY:
                self._fault(name, PHONE_FAULTS[each])
        return tuple(dict.fromkeys(values))

    def _emails(self) -> tuple[str, ...] | None:
        return self._each("email", self._email)

    def _email(self, typed: str) -> str | None:
        if len(typed) <= EMAIL_LIMIT and _EMAIL.fullmatch(typed):
            local, _, domain = typed.rpartition("@")
            return f"{local}@{domain.lower()}"
        self._fault("email", FaultCode.NOT_AN_EMAIL)
        return None

    def _telegrams(self) -> tuple[str, ...] | None:
        if "telegram" not in self.given:
            return None
        typed = _TELEGRAM_ADDRESS.sub("", self._line("telegram"))
        if not typed:
            return ()
        found = _TELEGRAM.fullmatch(typed)
        if found is None:
            self._fault("telegram", FaultCode.NOT_A_TELEGRAM_NAME)
            return None
        return (found.group(1).lower(),)

    def _papers(self) -> tuple[Paper, ...] | None:
        if "document_number" not in self.given:
            return None
        typed = self._line("document_number")
        if not typed:
            return ()
        key = papers.read_number(typed)
        if isinstance(key, PaperFault):
            self._fault("document_number", FaultCode.NOT_A_DOCUMENT_NUMBER)
            return None
        return (Paper(self._paper_kind(), self._state(), typed, key, self._expiry()),)

    def _expiry(self) -> date | None:
        typed = self._line("document_expires")
        if not typed:
            return None
        found = papers.read_expiry(typed, today=self.reading.today)
        if isinstance(found, date):
            return found
        self._fault("document_expires", FaultCode.NOT_A_DATE if isinstance(found, PaperFault) else DATE_FAULTS[found])
        return None

    def _paper_kind(self) -> str:
        typed = self._line("document_kind")
        kind = papers.read_kind(typed) or papers.PaperKind.OTHER if typed else papers.PaperKind.PASSPORT
        return kind.value

    def _state(self) -> str:
        typed = self._line("document_state")
        found = countries.read_country(typed) if typed else ""
        if found is None:
            self._fault("document_state", FaultCode.UNKNOWN_COUNTRY, typed=typed[:40])
        return found or ""

    def _whereabouts(self) -> Whereabouts | None:
        typed = self._line("place", ADDRESS_LIMIT)
        words = self._words("place_words", ADDRESS_LIMIT)
        latitude = self._number("latitude", LATITUDE)
        longitude = self._number("longitude", LONGITUDE)
        since, until = self._day("stays_from"), self._day("stays_until")
        if since and until and until < since:
            self._fault("stays_until", FaultCode.ENDS_BEFORE_START)
            until = None
        place = self._place(typed)
        if place is None or typed not in self.reading.refs:
            words = ", ".join(filter(None, (typed, words)))
        if latitude is None or longitude is None:
            latitude = longitude = None
        if place is None and not words and latitude is None:
            return None
        return Whereabouts(place, words, latitude, longitude, since, until)

    def _place(self, typed: str) -> UUID | None:
        """Find a place by its ref, its name, or the first part of an address that is a place's name."""
        if not typed:
            return None
        if typed in self.reading.refs:
            return self.reading.refs[typed]
        for part in (typed, *_SEPARATORS.split(typed)):
            found = self.reading.words.get(place_key(part))
            if found:
                return found
        return None

    def _number(self, name: str, most: float) -> float | None:
        typed = self._line(name).replace(",", ".")
        if not typed:
            return None
        try:
            value = float(typed)
        except ValueError:
            self._fault(name, FaultCode.NOT_A_NUMBER)
            return None
        if not -most <= value <= most:  # NaN fails this too
            self._fault(name, FaultCode.NOT_ON_EARTH)
            return None
        return value

    def _wish(self) -> Wish | None:
        typed = self._line("wish")
        if not typed:
            return None
        found = wishes.read_wish(typed)
        if found is None:
            self._fault("wish", FaultCode.UNKNOWN_WISH, typed=typed[:40])
        return found

    def _needs(self) -> tuple[tuple[str, ...] | None, str | None]:
        words = self._words("needs_words", WORDS_LIMIT)
        if "needs" not in self.given:
            return None, words or None
        found = needs.read_needs(self._words("needs", WORDS_LIMIT))
        said = "; ".join(filter(None, (found.words, words)))
        return tuple(code.value for code in found.codes), said or None

    def _home_contact(self) -> HomeContact | None:
        name = self._line("home_contact_name", names.FULL_NAME_LIMIT)
        numbers = self._phones("home_contact_phone") or ()
        if not name and not numbers:
            return None
        return HomeContact(name, ", ".join(numbers), self._line("home_contact_relation", names.NAME_LIMIT))
