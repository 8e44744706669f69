"""What an SMS says of the passes of a party: who, which leg, where and when, and by which code they are known.

Short enough for two parts or three; in English, in letters of the oldest alphabet of telephones, for one or two. The
code of a pass fits no SMS: at the gate the reference code does as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import dodomu
from dodomu.boarding.queries import passes
from dodomu.boarding.queries.passes import PassLine
from dodomu.channels.messages import ChannelKind, Parts
from dodomu.contact.queries import connections
from dodomu.contact.rules.short import plain
from dodomu.foundation.models import Place
from dodomu.foundation.words import in_language
from dodomu.people.models import ContactPoint
from dodomu.people.rules.latin import latin_name
from dodomu.people.rules.terms import ContactKind

FOLDER: Final = Path(dodomu.__file__).parent / "content" / "messages" / "pass"
LATIN: Final = Template("$who: $leg to $target. Be at $place, $hour local time. Code {reference}.")
MOST_NAMED: Final = 2  # in Latin letters, where the message is the same for all of a party


@dataclass(frozen=True, slots=True)
class PassSms:
    """What a party is sent: the same for all of it but for name and code, which are filled in for each."""

    texts: Mapping[str, str]  # by language
    parts: Parts  # of the longest
    serials: tuple[str, ...]  # of the passes it tells of


def sms(crisis: UUID, party: UUID, *, is_latin: bool, at: datetime, sending: str) -> PassSms | None:
    """Return what an SMS says of the passes of a party that are in force, None where it has none."""
    held = [each for each in passes.of_party(party).in_force if not each.is_over(at)]
    if not held:
        return None
    places = {row.id: row for row in Place.objects.filter(crisis=crisis)}
    rides = list({each.leg: each for each in reversed(held)}.values())[::-1]
    if is_latin:
        text = " ".join(_latin(each, held, places, sending) for each in rides)
        texts = dict.fromkeys(_files(), plain(text))
    else:
        texts = {
            language: plain(" ".join(_said(file, each, places, language) for each in rides))
            for language, file in _files().items()
        }
    longest = max((_filled(text, held) for text in texts.values()), key=len)
    return PassSms(texts, connections.parts_of(ChannelKind.SMS, longest), tuple(each.serial for each in held))


def can_be_sent(party: UUID, *, is_drill: bool) -> bool:
    """Say whether somebody of a party gave a telephone, and an SMS can go out at all."""
    phones = ContactPoint.objects.filter(person__party=party, kind=ContactKind.PHONE)
    return ChannelKind.SMS in connections.kinds(is_drill=is_drill) and phones.exists()


def _said(file: str, each: PassLine, places: Mapping[UUID, Place], language: str) -> str:
    return Template(file).safe_substitute(
        leg=_safe(each.leg_ref), hour=_hour(each, places),
        place=_safe(in_language(places[each.meeting_place].names, language)),
        target=_safe(in_language(places[each.target].names, language)),
    )  # fmt: skip


def _latin(each: PassLine, held: list[PassLine], places: Mapping[UUID, Place], sending: str) -> str:
    theirs = [line.latin for line in held if line.leg == each.leg]
    names = [latin for latin in theirs if latin.isascii()][:MOST_NAMED] or ["Pass"]  # no letter that makes it costly
    others = len(theirs) - len(names)
    who = ", ".join(names) + (f" +{others}" if others > 0 else "")
    where, target = (_in_latin(places[id_], sending) for id_ in (each.meeting_place, each.target))
    leg = latin_name(each.leg_ref, state=sending) if not each.leg_ref.isascii() else each.leg_ref
    return LATIN.safe_substitute(who=who, leg=_safe(leg), target=target, place=where, hour=_hour(each, places))


def _in_latin(place: Place, sending: str) -> str:
    name = in_language(place.names, "en")
    return _safe(name if name.isascii() else latin_name(name, state=sending).title())


def _hour(each: PassLine, places: Mapping[UUID, Place]) -> str:
    return f"{each.meet_at.astimezone(ZoneInfo(places[each.meeting_place].zone)):%d.%m %H:%M}"


def _filled(text: str, held: list[PassLine]) -> str:
    """Return a text about as long as the longest that is sent."""
    name = max((each.name for each in held), key=len)
    return text.replace("{name}", name).replace("{reference}", held[0].reference)


def _safe(words: str) -> str:
    """Return words in which nothing is filled in."""
    return words.replace("{", "(").replace("}", ")")


@lru_cache(maxsize=1)
def _files() -> Mapping[str, str]:
    return {path.stem: " ".join(path.read_text(encoding="utf-8").split()) for path in sorted(FOLDER.glob("*.txt"))}
