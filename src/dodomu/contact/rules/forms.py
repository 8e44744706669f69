"""One advice in all its forms, made of the same facts, so that no two of them can say different things.

Each carries the number, the hour of issue with its zone, until when it is valid, the code under which it is checked and
the address of its page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Final

from dodomu.contact.rules import addresses, short, voice_script
from dodomu.contact.rules.advice import Words
from dodomu.contact.rules.frames import Frame
from dodomu.contact.rules.statements import Form, spoken_code
from dodomu.contact.rules.terms import AdviceKind

LONGEST_TELEGRAM: Final = 4096  # UTF-16 units of one message of the Bot API
Parts = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The facts of an advice that every form states."""

    number: int
    kind: AdviceKind
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    zone: tzinfo
    places: Mapping[str, str] = field(hash=False)  # language -> names of the places; empty: the whole country
    country: Mapping[str, str] = field(hash=False)  # language -> name
    replaces: int | None
    is_exercise: bool
    base: str  # address of the installation
    slug: str  # of the crisis

    @property
    def page(self) -> str:
        """The address of its page."""
        return addresses.advice_page(self.base, self.slug, self.number)


def write(form: Form, sheet: Sheet, words: Words, frame: Frame, *, code: str, parts: Parts) -> str:
    """Return the text of a form in one language; `parts` says in how many parts an SMS goes."""
    if form is Form.SMS:
        return _sms(sheet, words, frame, code, parts)
    if form is Form.VOICE:
        return _voice(sheet, words, frame, code)
    whole = _whole(sheet, words.text, words, frame, code)
    if form is Form.TELEGRAM and _units(whole) > LONGEST_TELEGRAM:
        return _whole(sheet, frame.say("read_on"), words, frame, code)
    return whole


def withdrawal(sheet: Sheet, frame: Frame, *, at: datetime, code: str) -> str:
    """Return the words with which an advice is withdrawn."""
    lines = [
        *([frame.say("exercise")] if sheet.is_exercise else []),
        frame.say("withdrawn", number=sheet.number),
        frame.say("withdrawn_issued", hour=hour_words(sheet.issued_at, sheet.zone, frame)),
        frame.say("withdrawn_at", hour=hour_words(at, sheet.zone, frame)),
        frame.say("now", address=addresses.advice_list(sheet.base, sheet.slug)),
        frame.say("code", code=spoken_code(code)),
    ]
    return "\n".join(lines)


def facts(sheet: Sheet, frame: Frame) -> Iterator[str]:
    """Return where and when it is valid, a line each."""
    yield frame.say("where", places=where(sheet, frame))
    yield frame.say("issued", hour=hour_words(sheet.issued_at, sheet.zone, frame))
    if sheet.valid_from > sheet.issued_at:
        yield frame.say("from", hour=hour_words(sheet.valid_from, sheet.zone, frame))
    if sheet.valid_until is None:
        yield frame.say("open")
    else:
        yield frame.say("until", hour=hour_words(sheet.valid_until, sheet.zone, frame))
    if sheet.replaces is not None:
        yield frame.say("replaces", number=sheet.replaces)


def where(sheet: Sheet, frame: Frame) -> str:
    """Return for which places it is meant."""
    names = sheet.places.get(frame.language, "")
    return names or frame.say("country", country=sheet.country.get(frame.language, sheet.country.get("en", "")))


def title(sheet: Sheet, frame: Frame) -> str:
    """Return its number and what it asks for."""
    return frame.say("title", number=sheet.number, kind=frame.words[f"kind.{sheet.kind.value}"])


def hour_words(at: datetime, zone: tzinfo, frame: Frame) -> str:
    """Return an hour with its day and its zone: 8 January 2022, 12:00 (UTC+6)."""
    local = at.astimezone(zone)
    month = frame.lists["months"][local.month - 1]
    return f"{frame.say('date', day=local.day, month=month, year=local.year)}, {local:%H:%M} ({_offset(local)})"


def _whole(sheet: Sheet, body: str, words: Words, frame: Frame, code: str) -> str:
    exercise = f"{frame.say('exercise')}\n" if sheet.is_exercise else ""
    foot = [
        *facts(sheet, frame),
        frame.say("code", code=spoken_code(code)),
        frame.say("page", address=sheet.page),
    ]
    return "\n\n".join([f"{exercise}{title(sheet, frame)}\n{words.headline}", body, "\n".join(foot)])


def _sms(sheet: Sheet, words: Words, frame: Frame, code: str, parts: Parts) -> str:
    lines = [line for line in (words.headline, *words.text.split("\n")) if line]
    body = words.short or " ".join(_ended(line) for line in lines)
    read_on = f"{_ended(words.headline)} {frame.say('sms.read_on')}"
    return short.fitting((_sms_of(sheet, each, frame, code) for each in (body, read_on)), parts=parts)


def _sms_of(sheet: Sheet, body: str, frame: Frame, code: str) -> str:
    issued = sheet.issued_at.astimezone(sheet.zone)
    valid = [frame.say("sms.from", hour=_short_hour(sheet.valid_from, issued))] if sheet.valid_from > issued else []
    if sheet.valid_until is None:
        valid.append(frame.say("sms.open"))
    else:
        valid.append(frame.say("sms.until", hour=_short_hour(sheet.valid_until, issued)))
    hour = f"{issued:%d.%m.%Y %H:%M} {_offset(issued)}"
    head = f"{frame.say('sms.exercise')} " if sheet.is_exercise else ""
    foot = f"{frame.say('sms.code', code=code)} {sheet.page}"
    return f"{head}{frame.say('sms.title', number=sheet.number, hour=hour)} {_ended(body)} {' '.join(valid)} {foot}"


def _voice(sheet: Sheet, words: Words, frame: Frame, code: str) -> str:
    body = list(_spoken_lines(sheet, words, frame, code))
    lines = [frame.say("voice.begin"), *body, frame.say("voice.again"), *body, frame.say("voice.end")]
    return "\n".join(lines)


def _spoken_lines(sheet: Sheet, words: Words, frame: Frame, code: str) -> Iterator[str]:
    number = voice_script.cardinal(sheet.number, frame)
    if sheet.is_exercise:
        yield frame.say("voice.exercise")
    yield frame.say("voice.title", number=number, kind=frame.words[f"kind.{sheet.kind.value}"])
    yield _ended(voice_script.spoken(words.headline, frame))
    yield from (voice_script.spoken(line, frame) for line in words.text.split("\n") if line)
    yield frame.say("voice.where", places=voice_script.spoken(where(sheet, frame), frame))
    year = sheet.issued_at.astimezone(sheet.zone).year
    yield frame.say("voice.issued", hour=voice_script.spoken_hour(sheet.issued_at, sheet.zone, frame, year=0))
    if sheet.valid_from > sheet.issued_at:
        hour = voice_script.spoken_hour(sheet.valid_from, sheet.zone, frame, year=year)
        yield frame.say("voice.from", hour=hour)
    if sheet.valid_until is None:
        yield frame.say("voice.open")
    else:
        hour = voice_script.spoken_hour(sheet.valid_until, sheet.zone, frame, year=year)
        yield frame.say("voice.until", hour=hour)
    if sheet.replaces is not None:
        yield frame.say("voice.replaces", number=voice_script.cardinal(sheet.replaces, frame))
    yield frame.say("voice.code", code=voice_script.spoken_code(code, frame))
    yield frame.say("voice.page", address=voice_script.spoken_address(sheet.page, frame))


def _short_hour(at: datetime, issued: datetime) -> str:
    """The zone was said with the hour of issue; it is said again where the clock was turned in between."""
    local = at.astimezone(issued.tzinfo)
    zone = "" if local.utcoffset() == issued.utcoffset() else f" {_offset(local)}"
    return f"{local:%d.%m.%Y %H:%M}{zone}" if local.year != issued.year else f"{local:%d.%m %H:%M}{zone}"


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "-"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", ":", "…")) else f"{words}."


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
