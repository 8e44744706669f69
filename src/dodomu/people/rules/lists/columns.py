"""Which heading names which field, in four languages; unsure headings are left to an officer."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from dodomu.people.rules.lists.spellings import FILLERS, SPELLINGS
from dodomu.people.rules.statement import FIELDS
from dodomu.people.rules.writing import clean_line, unify_apostrophes

PARTY, PARTY_SIZE = "party", "party_size"  # fields of the list, not of a person
LIST_FIELDS = (*FIELDS, PARTY, PARTY_SIZE)
SEVERAL = frozenset({"phones", "email", "citizenships", "needs", "needs_words", "place_words"})
"""Several columns may be read as one of these: two telephones are two, and none may be lost."""
IDENTIFYING = frozenset({"birth_date", "document_number", "phones", "email", "telegram"})
"""Without any of these, two rows of the same name may be two people."""
LONGEST_HEADING = 200
NOTHING: Mapping[str, str] = MappingProxyType({})
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|«[^»]*»")
_WHICH_OF_SEVERAL = re.compile(r" (?:в|у|во|за|на|in|at|abroad)\b.*$| \d$")  # “Телефон в Україні”, “Phone 2”
_NO_WORD = re.compile(r"[^\w']+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def match_columns(headings: Sequence[str], own: Mapping[str, str] = NOTHING) -> list[str]:
    """Return the field of each heading, "" where it is unsure; of two headings for one field the first has it.

    `own` are the headings of our exports in every language, so that what was taken out can be read in again.
    """
    folded = {_fold(heading): name for heading, name in own.items()}
    found, taken = [], set()
    for heading in headings:
        name = folded.get(_fold(heading[:LONGEST_HEADING])) or _field_of(heading)
        if name in taken and name not in SEVERAL:
            name = ""
        taken.add(name)
        found.append(name)
    return found


def given_of(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Return what a row gives: fields whose cells are empty were not said."""
    given: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if name and text:
            given[name] = f"{given[name]}, {text}" if name in given else text
    return given


def said_of_person(given: Mapping[str, str]) -> dict[str, str]:
    """Return what is said of the person, without what is said of the party."""
    return {name: text for name, text in given.items() if name not in (PARTY, PARTY_SIZE)}


def _field_of(heading: str) -> str:
    if len(heading) > LONGEST_HEADING:
        return ""
    spellings = _known()
    whole = _fold(heading)
    bare = _fold(_IN_BRACKETS.sub(" ", heading))
    for key in (whole, bare, _without_fillers(whole), _without_fillers(bare), _in_any_order(bare)):
        if key and key in spellings:
            return spellings[key]
    one_of_several = spellings.get(_WHICH_OF_SEVERAL.sub("", bare), "")
    return one_of_several if one_of_several in SEVERAL else ""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    """Every spelling, and without fillers or in another order where it still stands for one field only."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for name, spellings in SPELLINGS.items():
        for folded in map(_fold, (name, *spellings)):
            if exact.setdefault(folded, name) != name:
                raise ValueError(f"the heading {folded!r} stands for {exact[folded]} and for {name}")
            for key in (_without_fillers(folded), _in_any_order(folded)):
                loose.setdefault(key, set()).add(name)
    return {key: names.pop() for key, names in loose.items() if key and len(names) == 1} | exact


def _fold(heading: str) -> str:
    """The words of a heading in small letters, the signs between them gone: numero signs, stars, underscores."""
    spaced = _CAMEL.sub(" ", unify_apostrophes(clean_line(heading, LONGEST_HEADING).text)).replace("_", " ")
    words = " ".join(_NO_WORD.sub(" ", spaced.casefold().replace("'", "")).split())
    return words.removesuffix(" as given")


def _without_fillers(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in FILLERS)


def _in_any_order(folded: str) -> str:
    words = sorted(_without_fillers(folded).split())
    return f"* {' '.join(words)}" if len(words) > 1 else ""
