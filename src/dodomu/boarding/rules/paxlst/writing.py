"""A passenger list written for a carrier or a border service.

Source: WCO/IATA/ICAO, "Passenger List Message (PAXLST) Implementation Guide", an appendix of their Guidelines on
Advance Passenger Information; message D.05B of UN/EDIFACT. Characters are those of UNOA (ISO 9735): capitals, digits
and a few signs, no ends of lines. A name has 35 of them in each part and goes on in the part for a second given name; a
document number has 35, a reference 14. Hours are those of the clock at the place, `YYMMDDHHMM`. A list is one message,
the first and last of its kind (`01:F`), however many are on it.

What does not fit is cut and said (`Cut`), never in silence.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dodomu.boarding.rules.paxlst.segments import write

VERSION: Final = ("PAXLST", "D", "05B", "UN", "IATA")
NAME, PARTY, NUMBER, REFERENCE, CONVEYANCE, CONTACT = 35, 35, 35, 14, 17, 512
PASSENGERS, MAIN_CARRIAGE = "745", "20"
WHOLE: Final = ("01", "F")  # first and last of its kind
HEAD: Final = ""  # of whom a cut is that is of nobody
DAY, MINUTE = "%y%m%d", "%y%m%d%H%M"
_NOT_OF_A_NAME: Final = re.compile(r"[^A-Z -]")
_NOT_OF_A_NUMBER: Final = re.compile(r"[^A-Z0-9]")
_NOT_UNOA: Final = re.compile(r"[^A-Z0-9 .,\-()/='+:?!\"%&*;<>]")


class Sex(StrEnum):
    """As the guide codes it."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class PaperCode(StrEnum):
    """Travel documents, as the guide codes them."""

    PASSPORT = "P"
    IDENTITY_CARD = "I"
    OTHER = "F"  # approved, neither of these


@dataclass(frozen=True, slots=True)
class Paper:
    """A travel document; states by three letters (D for Germany), as a passport bears them."""

    kind: PaperCode
    number: str
    state: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody on the list. Names in Latin letters; nationality by the letters that a passport bears."""

    reference: str  # ours: leads back to the person
    family_name: str
    given_name: str
    sex: Sex = Sex.UNKNOWN
    born: date | None = None
    nationality: str = ""
    embarks: str = ""  # three letters of the airport; empty: where the leg departs
    leaves_at: str = ""  # and where they get off
    papers: tuple[Paper, ...] = ()
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Conveyance:
    """What carries them: the carrier's letters and number, from where to where, at the clocks of the places."""

    carrier: str
    service: str
    departs_from: str
    departs_at: datetime
    arrives_to: str
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, to whom, and whom to ask."""

    sender: str
    receiver: str
    contact: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What was changed to fit: of whom (nobody: of the head), which field, what it was, what it is."""

    reference: str
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Written:
    """The interchange, and what did not fit into it."""

    text: str
    cuts: tuple[Cut, ...]


def write_list(
    travellers: Sequence[Traveller], conveyance: Conveyance, sender: Sender, *, number: int, at: datetime
) -> Written:
    """Return the list as an interchange of one message, numbered by its sender; `at` in UTC."""
    reference = str(number)[-REFERENCE:]
    cuts: list[Cut] = []
    names = {"sender": sender.sender, "receiver": sender.receiver, "contact": sender.contact}
    head = {field: _fitted(HEAD, field, value, _sign(value), PARTY, cuts) for field, value in names.items()}
    body = [*_heading(conveyance, sender, head["contact"], reference, at)]
    for each in travellers:
        body += _traveller(each, conveyance, cuts)
    body.append(write("CNT", ("42", str(len(travellers)))))
    begin = write("UNH", reference, VERSION, _sign(f"{conveyance.carrier}{conveyance.service}"), WHOLE)
    message = [begin, *body, write("UNT", str(len(body) + 2), reference)]
    return Written("".join(_enveloped(message, (head["sender"], head["receiver"]), reference, at)), tuple(cuts))


def _enveloped(message: Sequence[str], ends: tuple[str, str], reference: str, at: datetime) -> Iterator[str]:
    hour = (at.strftime(DAY), at.strftime("%H%M"))
    yield "UNA:+.? '"
    yield write("UNB", ("UNOA", "4"), *ends, hour, reference, "", "APIS")
    yield write("UNG", "PAXLST", *ends, hour, reference, "UN", ("D", "05B"))
    yield from message
    yield write("UNE", "1", reference)
    yield write("UNZ", "1", reference)


def _heading(conveyance: Conveyance, sender: Sender, contact: str, reference: str, at: datetime) -> Iterator[str]:
    yield write("BGM", PASSENGERS)
    yield write("RFF", ("TN", f"{at:%y%m%d%H%M}{reference}"))
    yield write("NAD", "MS", "", "", contact)
    ways = [(_sign(way)[:CONTACT], code) for way, code in ((sender.phone, "TE"), (sender.email, "EM")) if way]
    if ways:
        yield write("COM", *ways)
    service = f"{_code(conveyance.carrier)}{_code(conveyance.service)}"
    yield write("TDT", MAIN_CARRIAGE, service[:CONVEYANCE], "", "", _code(conveyance.carrier)[:CONVEYANCE])
    yield write("LOC", "125", _code(conveyance.departs_from))
    yield write("DTM", ("189", conveyance.departs_at.strftime(MINUTE), "201"))
    yield write("LOC", "87", _code(conveyance.arrives_to))
    yield write("DTM", ("232", conveyance.arrives_at.strftime(MINUTE), "201"))


def _traveller(each: Traveller, conveyance: Conveyance, cuts: list[Cut]) -> Iterator[str]:
    yield write("NAD", "FL", "", "", _names(each, cuts))
    yield write("ATT", "2", "", each.sex.value)
    if each.born:
        yield write("DTM", ("329", each.born.strftime(DAY)))
    yield write("LOC", "178", _code(each.embarks or conveyance.departs_from))
    yield write("LOC", "179", _code(each.leaves_at or conveyance.arrives_to))
    if each.nationality:
        yield write("NAT", "2", _code(each.nationality))
    yield write("RFF", ("ABO", _sign(each.reference)[:NUMBER]))
    if each.seat:
        yield write("RFF", ("SEA", _code(each.seat)))
    for paper in each.papers:
        yield from _paper(each.reference, paper, cuts)


def _names(each: Traveller, cuts: list[Cut]) -> list[str]:
    """Return the family name and two parts for given names, the second of what the first has no room for."""
    family = _fitted(each.reference, "family_name", each.family_name, _name(each.family_name), NAME, cuts)
    spelled = _name(each.given_name)
    given = _shortened(spelled, NAME)
    more = spelled[len(given) :].strip(" -")
    second = _shortened(more, NAME)
    if second != more or (each.given_name.strip() and not spelled):
        cuts.append(Cut(each.reference, "given_name", each.given_name, f"{given} {second}".strip()))
    return [family, given, second] if family else [given, second]


def _paper(reference: str, paper: Paper, cuts: list[Cut]) -> Iterator[str]:
    number = _fitted(reference, "document", paper.number, _code(paper.number), NUMBER, cuts)
    if not number:
        return
    yield write("DOC", (paper.kind.value, "110", "111"), number)
    if paper.expires:
        yield write("DTM", ("36", paper.expires.strftime(DAY)))
    if paper.state:
        yield write("LOC", "91", _code(paper.state))


def _fitted(reference: str, field: str, was: str, spelled: str, longest: int, cuts: list[Cut]) -> str:
    """Cut what is too long, and say so; spelling otherwise is no loss."""
    now = _shortened(spelled, longest)
    if now != spelled or (was.strip() and not spelled):
        cuts.append(Cut(reference, field, was, now))
    return now


def _shortened(spelled: str, longest: int) -> str:
    """Return what fits of a text, parted at a space where there is one near."""
    if len(spelled) <= longest:
        return spelled
    short = spelled[:longest]
    whole_words = short.rpartition(" ")[0] if spelled[longest] != " " else short
    return (whole_words if len(whole_words) > longest // 2 else short).rstrip(" -")


def _name(text: str) -> str:
    """Spell a Latin name with the letters that a passport's lines have: no apostrophes, no accents, capitals."""
    return " ".join(_NOT_OF_A_NAME.sub("", _capitals(text).replace("'", "").replace("’", "")).split())


def _code(text: str) -> str:
    return _NOT_OF_A_NUMBER.sub("", _capitals(text))


def _sign(text: str) -> str:
    return " ".join(_NOT_UNOA.sub(" ", _capitals(text.replace("@", "(AT)"))).split())


def _capitals(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss")).upper()
    return "".join(mark for mark in parts if not unicodedata.combining(mark))
