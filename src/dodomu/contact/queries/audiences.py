"""How many an audience is, over which channel each would be told first, and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from dodomu.channels.messages import ChannelKind, Parts
from dodomu.contact.models import Broadcast, BroadcastText
from dodomu.contact.queries import connections, reaching, rows
from dodomu.contact.rules import audiences, handing, ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.handing import preferred
from dodomu.contact.rules.ladders import Ladder
from dodomu.contact.rules.proportion import Disproportion, disproportions
from dodomu.contact.rules.terms import Ground, Purpose, Rung, SkipReason
from dodomu.foundation.models import Crisis
from dodomu.people.queries.lines import PersonLine, lines_of

EXAMPLES: Final = 5
TOKEN_LETTERS: Final = 27  # of a private link
NAME_LETTERS: Final = 16
A_LINK: Final = "…/p/…"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a broadcast as the preview counts them; `channel` None: for all that have none of their own."""

    language: str
    text: str
    subject: str = ""
    channel: ChannelKind | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """How many would be told over one channel in one language."""

    rung: Rung
    channel: ChannelKind
    language: str
    persons: int
    messages: int  # fewer, where several have one address
    parts: Parts  # of one message
    cost: Decimal  # of all


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody of the audience, and what they would get."""

    person: PersonLine
    rung: Rung
    channel: ChannelKind
    address: str  # empty for eyes that may not see it
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An audience before anything is sent."""

    persons: int
    of_crisis: int  # all who are in our care
    last: int | None  # how many the last broadcast of this purpose was for
    lines: tuple[Line, ...]
    not_reached: Mapping[SkipReason, int] = field(hash=False)  # who has no first rung, and why
    names_only: int  # who gave a Telegram name and never wrote to the bot: it cannot write to them
    without: tuple[ChannelKind, ...]  # channels of the ladder that are not set up
    examples: tuple[Example, ...]
    disproportions: tuple[Disproportion, ...]
    currency: str

    @property
    def reached(self) -> int:
        """How many have a first rung."""
        return sum(line.persons for line in self.lines)

    @property
    def cost(self) -> Decimal:
        """Of the first rungs."""
        return sum((line.cost for line in self.lines), Decimal(0))


def preview(
    *, crisis: UUID, audience: Audience, ladder: Ladder, texts: Sequence[Text], purpose: Purpose,
    ground: Ground = Ground.ASKED_FOR, sees_private: bool = False, at: datetime,
) -> Preview:  # fmt: skip
    """Count an audience by channel and language, with examples, parts and cost."""
    is_drill = Crisis.objects.filter(id=crisis).exclude(exercise="").exists()
    counting = _Counting(crisis, audience, ladder, tuple(texts), ground, is_drill, at)
    groups = counting.groups()
    persons = sum(each.persons for each in groups)
    lines = tuple(counting.line(each) for each in groups if not each.why)
    last = _last(crisis, purpose)
    of_crisis = counting.number_of(Audience())
    return Preview(
        persons=persons,
        of_crisis=of_crisis,
        last=last,
        lines=lines,
        not_reached=_reasons(groups),
        names_only=counting.names_only(audience),
        without=tuple(dict.fromkeys(step.channel for step in ladder if step.channel not in counting.kinds)),
        examples=counting.examples(sees_private=sees_private),
        disproportions=disproportions(
            persons, reached=sum(line.persons for line in lines), last=last, of_crisis=of_crisis, purpose=purpose
        ),
        currency=connections.currency(),
    )


def preview_of(row: Broadcast, *, sees_private: bool = False, at: datetime) -> Preview:
    """Count the audience of a broadcast that is kept."""
    return preview(
        crisis=row.crisis_id, audience=audiences.read(row.audience), ladder=ladders.read(row.ladder),
        texts=texts_of(row.id), purpose=Purpose(row.purpose), ground=Ground(row.ground), sees_private=sees_private,
        at=at,
    )  # fmt: skip


def texts_of(broadcast: UUID) -> tuple[Text, ...]:
    """Return the words of a broadcast, by language, those for all channels first."""
    rows = BroadcastText.objects.filter(broadcast=broadcast).order_by("language", "channel")
    return tuple(
        Text(row.language, row.text, row.subject, ChannelKind(row.channel) if row.channel else None) for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Group:
    step: int
    language: str
    why: str
    persons: int
    messages: int


class _Counting:
    """An audience while it is counted; nothing is written."""

    def __init__(
        self, crisis: UUID, audience: Audience, ladder: Ladder, texts: tuple[Text, ...], ground: Ground, is_drill: bool,
        at: datetime,
    ) -> None:  # fmt: skip
        self.crisis, self.ladder, self.texts, self.at = crisis, ladder, texts, at
        self.is_drill = is_drill
        self.kinds = connections.kinds(is_drill=is_drill)
        languages = list(dict.fromkeys(each.language for each in texts))
        people, asked = reaching.people(crisis, audience)
        reach = reaching.reach(crisis, ladder, ground=ground, is_drill=is_drill, at=at)
        who = rows.FIRST.format(language=rows.LANGUAGE, people=people)
        words = {"who": who, "reach": reach.reach, "why": reach.why}
        self.counted, self.some = rows.COUNT.format(**words), rows.SOME.format(**words)
        self.values = {**asked, **reach.values, "in": languages, "else": preferred(languages), "waves": 1}

    def groups(self) -> list[_Group]:
        with connection.cursor() as cursor:
            cursor.execute(self.counted, self.values)
            return [_Group(*each) for each in cursor.fetchall()]

    def number_of(self, audience: Audience) -> int:
        people, asked = reaching.people(self.crisis, audience)
        with connection.cursor() as cursor:
            cursor.execute(rows.NUMBER.format(people=people), asked)
            return int(cursor.fetchone()[0])

    def names_only(self, audience: Audience) -> int:
        """Count whom Telegram is meant for and cannot reach; in an exercise it is a folder and reaches all."""
        if self.is_drill or all(step.channel is not ChannelKind.TELEGRAM for step in self.ladder):
            return 0
        people, asked = reaching.people(self.crisis, audience)
        with connection.cursor() as cursor:
            cursor.execute(rows.NUMBER.format(people=people) + reaching.ONLY_A_NAME, asked)
            return int(cursor.fetchone()[0])

    def line(self, group: _Group) -> Line:
        step = self.ladder[group.step]
        parts = connections.parts_of(step.channel, self._typical(group.language, step.channel))
        cost = connections.price(step.channel) * parts.count * group.messages
        return Line(step.rung, step.channel, group.language, group.persons, group.messages, parts, cost)

    def examples(self, *, sees_private: bool) -> tuple[Example, ...]:
        with connection.cursor() as cursor:
            cursor.execute(self.some, {**self.values, "most": EXAMPLES})
            found = cursor.fetchall()
        known = lines_of([each[0] for each in found], on=self.at.date(), sees_private=sees_private)
        by_id = {each.id: each for each in known}
        return tuple(
            self._example(by_id[person], int(step), address if sees_private else "", language)
            for person, step, address, language in found
            if person in by_id
        )

    def _example(self, person: PersonLine, step: int, address: str, language: str) -> Example:
        rung = self.ladder[step]
        words = self._words(language, rung.channel)
        text = handing.filled(words, name=person.name, reference=person.reference, link=A_LINK)
        return Example(person, rung.rung, rung.channel, address, language, text)

    def _words(self, language: str, channel: ChannelKind) -> str:
        kept = [handing.Worded(each.language, each.channel or "", each.text, each.subject) for each in self.texts]
        chosen = handing.choose(kept, language=language, channel=channel)
        return chosen.text if chosen else ""

    def _typical(self, language: str, channel: ChannelKind) -> str:
        """The words as they will be about: a name and a link take room that costs."""
        link = f"{settings.DODOMU_ADDRESS}/p/{'x' * TOKEN_LETTERS}"
        return handing.filled(self._words(language, channel), name="x" * NAME_LETTERS, reference="0" * 9, link=link)


def _reasons(groups: Sequence[_Group]) -> dict[SkipReason, int]:
    counted: dict[SkipReason, int] = {}
    for each in groups:
        if each.why:
            why = SkipReason(each.why)
            counted[why] = counted.get(why, 0) + each.persons
    return counted


def _last(crisis: UUID, purpose: Purpose) -> int | None:
    row = Broadcast.objects.filter(crisis=crisis, purpose=purpose, begun_at__isnull=False).order_by("-begun_at").first()
    return int(row.counts.get("begun", {}).get("persons", 0)) if row else None
