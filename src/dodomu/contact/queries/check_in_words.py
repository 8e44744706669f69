"""What a check-in asks, in the words that a translator keeps: `content/messages/check_in_<question>/`.

The first paragraph is what goes where every letter counts; the lines after it name the answers in their order. A mail
has files of its own (`check_in_<question>_by_mail/`): the first line is its subject.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import dodomu
from dodomu.channels.messages import Choice
from dodomu.contact.rules.check_ins import CODES
from dodomu.contact.rules.terms import Question

FOLDER: Final = Path(dodomu.__file__).parent / "content" / "messages"
FALLBACK: Final = "en"


def asked_words(question: Question) -> Mapping[str, str]:
    """Return what is asked, by language."""
    return {language: lines[0] for language, lines in _lines(question).items()}


def mail_words(question: Question) -> Mapping[str, tuple[str, str]]:
    """Return the subject and the text of a mail that asks, by language; `{link}` stands for a private link."""
    return _mails(question)


def choices_of(question: Question, language: str) -> tuple[Choice, ...]:
    """Return the answers that can be tapped, in a language or in English; their codes are what may be typed."""
    kept = _lines(question)
    _, *words = kept.get(language, kept[FALLBACK])
    return tuple(Choice(code, word) for code, word in zip(CODES[question], words, strict=True))


@lru_cache(maxsize=len(Question))
def _lines(question: Question) -> Mapping[str, list[str]]:
    files = _files(f"check_in_{question.value}")
    return {language: [" ".join(asked.split()), *rest.splitlines()] for language, (asked, rest) in files.items()}


@lru_cache(maxsize=len(Question))
def _mails(question: Question) -> Mapping[str, tuple[str, str]]:
    return _files(f"check_in_{question.value}_by_mail")


def _files(kind: str) -> dict[str, tuple[str, str]]:
    """Read the first paragraph and what follows it, by language."""
    found = {}
    for path in sorted((FOLDER / kind).glob("*.txt")):
        first, _, rest = path.read_text(encoding="utf-8").strip().partition("\n\n")
        found[path.stem] = (first, rest)
    return found
