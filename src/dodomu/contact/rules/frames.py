"""The words around advice in one language, as a translator keeps them in `content/messages/advice/<language>.txt`.

A line is `key: words`; braces take what is put in. A file with a key too few, too many or a brace that is not filled
is refused as a whole, so that no citizen ever reads half a sentence.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dodomu.contact.rules.terms import AdviceKind

LISTS: Final[Mapping[str, int]] = {
    "months": 12, "days": 31, "ones": 20, "tens": 8, "hundreds": 9, "thousands": 3, "of_thousands": 2,
}  # fmt: skip
PLAIN: Final[Mapping[str, frozenset[str]]] = {
    key: frozenset(names)
    for names, keys in (
        ((), "exercise open read_on sms.exercise sms.open sms.read_on voice.begin voice.exercise voice.open "
             "voice.again voice.end voice.plus voice.minus voice.full voice.point voice.percent voice.number voice.dot "
             "voice.slash voice.dash voice.underline voice.at"),
        (("day", "month", "year"), "date"),
        (("number", "kind"), "title voice.title"),
        (("places",), "where voice.where"),
        (("country",), "country"),
        (("hour",), "issued from until withdrawn_issued withdrawn_at sms.from sms.until voice.issued voice.from "
                    "voice.until"),
        (("number",), "replaces withdrawn voice.replaces"),
        (("number", "hour"), "sms.title"),
        (("code",), "code sms.code voice.code"),
        (("address",), "page now voice.page"),
        (("day", "month", "time", "offset"), "voice.hour"),
        (("year",), "voice.year"),
        (("minutes",), "voice.under_ten"),
    )
    for key in keys.split()
} | {f"kind.{kind.value}": frozenset() for kind in AdviceKind}  # fmt: skip


class UnreadableFrame(Exception):
    """A file of words that is not whole; the message says which key."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around advice in one language."""

    language: str
    words: Mapping[str, str] = field(hash=False)
    lists: Mapping[str, tuple[str, ...]] = field(hash=False)

    def say(self, key: str, **given: object) -> str:
        """Return the words of a key with what is put in."""
        return self.words[key].format(**given)


def read_frame(language: str, content: str) -> Frame:
    """Return the words of a file, or raise `UnreadableFrame`."""
    given: dict[str, str] = {}
    for line in content.splitlines():
        key, colon, words = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or not words.strip() or key.strip() in given:
            raise UnreadableFrame(f"{language}: “{line}” is no line of a key and its words")
        given[key.strip()] = words.strip()
    odd = given.keys() ^ (PLAIN.keys() | LISTS.keys())
    if odd:
        raise UnreadableFrame(f"{language}: missing or unknown: {', '.join(sorted(odd))}")
    for key, names in PLAIN.items():
        _check(language, key, given[key], names)
    lists = {key: tuple(word.strip() for word in given[key].split(",")) for key in LISTS}
    wrong = [key for key, size in LISTS.items() if len(lists[key]) != size]
    if wrong:
        raise UnreadableFrame(f"{language}: {wrong[0]} has {len(lists[wrong[0]])} words, {LISTS[wrong[0]]} are needed")
    return Frame(language, {key: given[key] for key in PLAIN}, lists)


def _check(language: str, key: str, words: str, names: frozenset[str]) -> None:
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError as fault:
        raise UnreadableFrame(f"{language}: {key}: {fault}") from fault
    if found != names:
        raise UnreadableFrame(f"{language}: {key} must hold {', '.join(sorted(names)) or 'no braces'}")
