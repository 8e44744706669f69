"""What is handed over for one delivery: words in the right language, filled in, and what must be said beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dodomu.contact.rules.terms import Rung

NAME, REFERENCE, LINK = "{name}", "{reference}", "{link}"


@dataclass(frozen=True, slots=True)
class Worded:
    """Words in one language, for one channel or (empty) for all that have none of their own."""

    language: str
    channel: str
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said beside the words, in one language."""

    though_stopped: str  # on what ground it is sent to who said stop
    pass_on: str  # to the contact at home
    for_party: str  # to somebody of the party


def choose(words: Iterable[Worded], *, language: str, channel: str) -> Worded | None:
    """Return the words for a language and channel: those of the channel before those for all, else any there are."""
    kept = list(words)
    for wanted in ((language, channel), (language, "")):
        for each in kept:
            if (each.language, each.channel) == wanted:
                return each
    return next((each for each in kept if each.channel in {channel, ""}), kept[0] if kept else None)


def asks_for_link(words: Iterable[Worded]) -> bool:
    """Say whether any of the words carry a private link."""
    return any(LINK in each.text for each in words)


def filled(text: str, *, name: str = "", reference: str = "", link: str = "") -> str:
    """Return a text with what belongs to one person put in; anything else in braces is left as it is."""
    return text.replace(NAME, name).replace(REFERENCE, reference).replace(LINK, link)


def beside(text: str, *, rung: Rung, name: str, though_stopped: bool, phrases: Phrases) -> str:
    """Return a text with the ground it is sent on, and for whom it is where another reads it."""
    before = {Rung.HOME_CONTACT: phrases.pass_on, Rung.PARTY: phrases.for_party}.get(rung, "")
    parts = [before.replace(NAME, name), text, phrases.though_stopped if though_stopped else ""]
    return "\n".join(filter(None, parts))


def phrases_of(files: Mapping[str, str], language: str) -> Phrases:
    """Return the phrases of a language, or in English; a file has one paragraph for each."""
    kept = files.get(language) or files["en"]
    return Phrases(*(" ".join(part.split()) for part in kept.strip().split("\n\n")))


def preferred(languages: Sequence[str]) -> str:
    """Return the language for who speaks none of those that the words are in."""
    return next((each for each in ("uk", "en") if each in languages), languages[0] if languages else "")
