"""Numbers, hours and addresses as they are read aloud; nothing that could be read in two ways is left in digits."""

import re
from datetime import datetime, tzinfo
from typing import Final

from dodomu.contact.rules.frames import Frame

FIRST_WITH_TENS, HUNDRED, THOUSAND, MILLION = 20, 100, 1000, 1_000_000
FEW: Final = range(2, 5)
TEENS: Final = range(11, 15)

_PHONE = r"\+\d(?:[\d ()\u00a0-]{4,20}\d)"
_LINK = r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/[\w./?=&#-]*[\w/])?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_TIME = r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])"
_DATE = r"(?<![\d.])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?:\.\d{4})?(?![\d]|\.\d)"
_GROUPED = r"(?<!\d)[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_DECIMAL = r"\d+[.,]\d+"
_SPOKEN: Final = re.compile(
    f"(?P<link>{_LINK})|(?P<phone>{_PHONE})|(?P<time>{_TIME})|(?P<date>{_DATE})|(?P<grouped>{_GROUPED})"
    rf"|(?P<decimal>{_DECIMAL})|(?P<number>\d+)|(?P<percent>%)|(?P<sign>№)",
    re.ASCII | re.IGNORECASE,
)
_SIGNS: Final = {".": "voice.dot", "/": "voice.slash", "-": "voice.dash", "_": "voice.underline", "@": "voice.at"}


def cardinal(number: int, frame: Frame) -> str:
    """Return a number in words; from a million on digit by digit, as nobody can write it down otherwise."""
    if number >= MILLION:
        return digits(str(number), frame)
    thousands, rest = divmod(number, THOUSAND)
    if not thousands:
        return _below_thousand(rest, frame)
    words = [*_count_of_thousands(thousands, frame), _form(thousands, frame)]
    return " ".join([*words, _below_thousand(rest, frame)] if rest else words)


def digits(text: str, frame: Frame) -> str:
    """Return digits one by one."""
    return " ".join(frame.lists["ones"][int(each)] for each in text if each.isdigit())


def spoken_code(code: str, frame: Frame) -> str:
    """Return a code digit by digit, with a breath in the middle."""
    return f"{digits(code[:5], frame)}, {digits(code[5:], frame)}"


def spoken_time(hour: int, minute: int, frame: Frame) -> str:
    """Return a wall-clock hour as it is announced: eighteen thirty."""
    if minute == 0:
        return f"{cardinal(hour, frame)} {frame.say('voice.full')}"
    words = cardinal(minute, frame)
    return f"{cardinal(hour, frame)} {words if minute >= 10 else frame.say('voice.under_ten', minutes=words)}"  # noqa: PLR2004


def spoken_hour(at: datetime, zone: tzinfo, frame: Frame, *, year: int) -> str:
    """Return an hour with its day and its zone; its year only where it is not `year`."""
    local = at.astimezone(zone)
    words = frame.say(
        "voice.hour", day=frame.lists["days"][local.day - 1], month=frame.lists["months"][local.month - 1],
        time=spoken_time(local.hour, local.minute, frame), offset=_offset(local, frame),
    )  # fmt: skip
    if local.year == year:
        return words
    return f"{words}, {frame.say('voice.year', year=cardinal(local.year, frame))}"


def spoken_address(address: str, frame: Frame) -> str:
    """Return an address as it is dictated."""
    marks = re.findall(r"[^\W\d_]+|\d+|[^\w]|_", address.removeprefix("https://").removeprefix("http://"))
    return " ".join(_mark(each, frame) for each in marks)


def spoken(text: str, frame: Frame) -> str:
    """Return a text with everything that stands in digits written out."""

    def words(found: re.Match[str]) -> str:
        written = _written_out(str(found.lastgroup), found.group(), frame)
        before = found.string[found.start() - 1] if found.start() else " "
        after = found.string[found.end()] if found.end() < len(found.string) else " "
        return f"{' ' if before.isalnum() else ''}{written}{' ' if after.isalnum() else ''}"

    return re.sub(" {2,}", " ", _SPOKEN.sub(words, text))


def _written_out(kind: str, found: str, frame: Frame) -> str:
    if kind == "link":
        return spoken_address(found, frame)
    if kind == "phone":
        return ", ".join(digits(part, frame) for part in re.split(r"[^\d]+", found) if part)
    if kind == "time":
        hour, minute = found.split(":")
        return spoken_time(int(hour), int(minute), frame)
    if kind == "date":
        return _date(found, frame)
    if kind == "decimal":
        whole, part = re.split("[.,]", found)
        return f"{_number(whole, frame)} {frame.say('voice.point')} {digits(part, frame)}"
    marks = {"percent": f" {frame.say('voice.percent')}", "sign": frame.say("voice.number")}
    return marks[kind] if kind in marks else _number(re.sub(r"\D", "", found), frame)


def _date(found: str, frame: Frame) -> str:
    day, month, *year = (int(part) for part in found.split("."))
    words = f"{frame.lists['days'][day - 1]} {frame.lists['months'][month - 1]}"
    return f"{words}, {frame.say('voice.year', year=cardinal(year[0], frame))}" if year else words


def _number(found: str, frame: Frame) -> str:
    """What begins with a nought is no number but a code."""
    return digits(found, frame) if len(found) > 1 and found.startswith("0") else cardinal(int(found), frame)


def _mark(mark: str, frame: Frame) -> str:
    return digits(mark, frame) if mark.isdigit() else frame.words.get(_SIGNS.get(mark, ""), mark)


def _offset(local: datetime, frame: Frame) -> str:
    minutes = round((local.utcoffset() or local - local).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = frame.say("voice.plus" if minutes >= 0 else "voice.minus")
    return f"{sign} {cardinal(hours, frame)}" + (f" {cardinal(rest, frame)}" if rest else "")


def _below_thousand(number: int, frame: Frame) -> str:
    hundreds, rest = divmod(number, HUNDRED)
    words = [frame.lists["hundreds"][hundreds - 1]] if hundreds else []
    if rest >= FIRST_WITH_TENS:
        words.append(frame.lists["tens"][rest // 10 - 2])
        rest %= 10
        words += [frame.lists["ones"][rest]] if rest else []
    elif rest or not hundreds:
        words.append(frame.lists["ones"][rest])
    return " ".join(words)


def _count_of_thousands(thousands: int, frame: Frame) -> list[str]:
    """One and two thousand have words of their own where a thousand is feminine."""
    words = _below_thousand(thousands, frame).split(" ")
    last = thousands % 10
    if last in {1, 2} and thousands % HUNDRED not in TEENS:
        words[-1] = frame.lists["of_thousands"][last - 1]
    return words


def _form(number: int, frame: Frame) -> str:
    one, few, many = frame.lists["thousands"]
    if number % HUNDRED in TEENS:
        return many
    last = number % 10
    return one if last == 1 else few if last in FEW else many
