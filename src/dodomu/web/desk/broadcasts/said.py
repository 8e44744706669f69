"""What a broadcast says, language by language: one text once, with every channel that carries it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries.audiences import Text


@dataclass(frozen=True, slots=True)
class SaidText:
    """A text, and the channels whose people read exactly it; none: all that have no words of their own."""

    channels: tuple[ChannelKind, ...]
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SaidIn:
    """What is said in a language."""

    language: str
    texts: tuple[SaidText, ...]


def said_in(texts: Iterable[Text], *, first: str) -> tuple[SaidIn, ...]:
    """Return what is said, in the language of the reader first, else in the order given."""
    found: dict[str, dict[tuple[str, str], list[ChannelKind]]] = {}
    for each in texts:
        carried_by = found.setdefault(each.language, {}).setdefault((each.subject, each.text), [])
        if each.channel is not None:
            carried_by.append(each.channel)
    return tuple(_said(language, found[language]) for language in sorted(found, key=lambda code: code != first))


def _said(language: str, texts: dict[tuple[str, str], list[ChannelKind]]) -> SaidIn:
    said: Sequence[SaidText] = [SaidText(tuple(channels), subject, text) for (subject, text), channels in texts.items()]
    return SaidIn(language, tuple(said))
