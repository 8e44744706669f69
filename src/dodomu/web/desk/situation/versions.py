"""The history of a fact as a page tells it: who did what, and which words were put in the place of which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.situation.queries.history import Act, Change, VersionLine
from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.situation.showing import Places
from dodomu.web.desk.situation.words import field_words, value_words
from dodomu.web.parts.context import NATIVE_NAMES

ACTS: Mapping[Act, Promise] = {
    Act.TOLD: _("Stated"),
    Act.RETOLD: _("Changed"),
    Act.STRUCK: _("Struck"),
    Act.PUBLISHED: _("Told to the public"),
    Act.WITHHELD: _("Taken back from the public"),
    Act.ANSWERED: _("Answered"),
    Act.SETTLED: _("Said what became of it"),
}
TOLD_BY_THE_ACT = frozenset({"is_struck", "published_at"})
TOLD_ABOVE = TOLD_BY_THE_ACT | {"struck_why"}


@dataclass(frozen=True)
class ShownChange:
    """One field that was changed, in words; nothing before or after is an empty text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownVersion:
    """One version of a fact, in words."""

    recorded_at: datetime
    officer: str
    act: str
    changes: tuple[ShownChange, ...]


def shown_versions(
    lines: Sequence[VersionLine], kind: FactKind, places: Places, *, after: int = 0
) -> list[ShownVersion]:
    """Return the versions after one (all, if none is named) as they are told, the newest first."""
    pairs = pairwise([*lines[:1], *lines])  # the first is its own forerunner: it changed nothing
    return [_shown(line, before, kind, places) for before, line in pairs if line.version > after][::-1]


def rows_of_version(line: VersionLine, kind: FactKind, places: Places) -> list[tuple[str, str]]:
    """Return everything that a version says, column by column; what it leaves open is left out."""
    said = ((name, value) for name, value in line.columns.items() if name not in TOLD_ABOVE)
    rows = ((field_words(name), value_words(name, value, kind, line.columns, places)) for name, value in said)
    return [(name, told) for name, told in rows if told]


def _shown(line: VersionLine, before: VersionLine, kind: FactKind, places: Places) -> ShownVersion:
    changes = (shown for each in line.changes for shown in _words_of(each, line, before, kind, places))
    return ShownVersion(line.recorded_at, line.officer, str(ACTS[line.act]), tuple(changes))


def _words_of(
    change: Change, line: VersionLine, before: VersionLine, kind: FactKind, places: Places
) -> Iterator[ShownChange]:
    if change.field in TOLD_BY_THE_ACT:
        return
    if isinstance(change.before, Mapping) and isinstance(change.after, Mapping):
        yield from _by_language(change.field, change.before, change.after)
        return
    was = value_words(change.field, change.before, kind, before.columns, places)
    now = value_words(change.field, change.after, kind, line.columns, places)
    if was != now:
        yield ShownChange(field_words(change.field), was, now)


def _by_language(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[ShownChange]:
    for code, _name in settings.LANGUAGES:
        was, now = before.get(code, ""), after.get(code, "")
        if was != now:
            yield ShownChange(f"{field_words(name)} – {NATIVE_NAMES[code]}", was, now)
