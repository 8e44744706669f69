"""What a check-in asks, in the words that a translator keeps: `content/messages/check_in_<question>/`.

The first paragraph is what goes where every letter counts; the lines after it name the answers in their order. A mail
has files of its own (`check_in_<question>_by_mail/`): the first line is its subject.
"""

from collections.abc import Mapping
from typing import Final

from dodomu.channels.messages import Choice
from dodomu.contact.queries.kept_words import kept_words
from dodomu.contact.rules.check_ins import CODES
from dodomu.contact.rules.terms import Question

FALLBACK: Final = "en"


def asked_words(question: Question) -> Mapping[str, str]:
    """Return what is asked, by language."""
    return {language: " ".join(asked.split()) for language, (asked, _) in _kept(question).items()}


def mail_words(question: Question) -> Mapping[str, tuple[str, str]]:
    """Return the subject and the text of a mail that asks, by language; `{link}` stands for a private link."""
    return kept_words(f"check_in_{question.value}_by_mail")


def choices_of(question: Question, language: str) -> tuple[Choice, ...]:
    """Return the answers that can be tapped, in a language or in English; their codes are what may be typed."""
    kept = _kept(question)
    _, words = kept.get(language, kept[FALLBACK])
    return tuple(Choice(code, word) for code, word in zip(CODES[question], words.splitlines(), strict=True))


def _kept(question: Question) -> Mapping[str, tuple[str, str]]:
    return kept_words(f"check_in_{question.value}")
