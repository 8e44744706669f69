"""Words of ours that the engine hands on: marked to be gathered, and translated by whoever shows them.

The engine knows no language: it takes the function that translates, and without one speaks English.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Self

Translate = Callable[[str], str]


def gettext_noop(text: str) -> str:
    """Mark words to be gathered for translation; they are translated when they are shown."""
    return text


class Phrase(str):
    """Words of ours inside a sentence: an English text that remembers of which words and facts it was made.

    It is kept and compared as any other fact, which is a text; only `filled` asks what it was made of.
    """

    __slots__ = ("facts", "sentence")
    sentence: str
    facts: Mapping[str, str]

    def __new__(cls, sentence: str, facts: Mapping[str, str] | None = None) -> Self:
        made = super().__new__(cls, sentence.format_map(facts or {}))
        made.sentence, made.facts = sentence, facts or {}
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, str]]]:
        # A text is taken apart and put together from its letters, which would lose what it was made of.
        return type(self), (self.sentence, dict(self.facts))


def filled(sentence: str, facts: Mapping[str, str], translate: Translate = str) -> str:
    """Return a sentence with its facts in their braces, translated with whatever of the facts is words of ours."""
    told = {
        name: filled(fact.sentence, fact.facts, translate) if isinstance(fact, Phrase) else fact
        for name, fact in facts.items()
    }
    return translate(sentence).format_map(told)


def said(fact: str, translate: Translate = str) -> str:
    """Return a fact, translated if it is words of ours."""
    return filled(fact.sentence, fact.facts, translate) if isinstance(fact, Phrase) else fact


def listed(names: Sequence[str]) -> str:
    """Return names as “a”, “a and b”, or “a and b and c”; nothing for none."""
    both = gettext_noop("{first} and {second}")
    return reduce(lambda first, second: Phrase(both, {"first": first, "second": second}), names) if names else ""
