"""Who may travel in our places: a dated rule, kept as data, and what it says about a party."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from dodomu.journeys.rules.parties import PartyKnown, PersonKnown
from dodomu.people.rules.promising import STILL_TO_COME_HOME

ADULT = 18


class Relatives(StrEnum):
    """Which of those who are no citizens may travel with one who is."""

    NOBODY = "nobody"
    MINORS = "minors"
    PARTY = "party"  # whoever belongs to the same party


class NotStated(StrEnum):
    """What is believed of papers that nobody has told us about."""

    ASSUME = "assume"
    EXCLUDE = "exclude"


class Why(StrEnum):
    """Why a party may not travel in our places."""

    NOBODY_COUNTS = "nobody-counts"  # no citizen, and nobody of a country that is named
    RELATIVE = "relative"  # somebody who may not come along
    AGE_NOT_STATED = "age-not-stated"  # only minors may come along, and nobody knows whether this is one
    MINORS_ALONE = "minors-alone"
    NO_PAPER = "no-paper"
    PAPER_EXPIRED = "paper-expired"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may travel. Where none was stated: citizens, and whoever belongs to their party."""

    citizens: bool = True
    relatives: Relatives = Relatives.PARTY
    countries: frozenset[str] = frozenset()  # whose citizens count as ours do (by agreement)
    papers: frozenset[str] = frozenset()  # any of these, valid on the day; empty: none is asked for
    papers_not_stated: NotStated = NotStated.ASSUME
    minors_alone: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "citizens": self.citizens,
            "relatives": self.relatives.value,
            "countries": sorted(self.countries),
            "papers": sorted(self.papers),
            "papers_not_stated": self.papers_not_stated.value,
            "minors_alone": self.minors_alone,
        }


def read(content: Mapping[str, Any]) -> Rule:
    """Return the rule that was kept."""
    usual = Rule()
    return Rule(
        citizens=content.get("citizens", usual.citizens),
        relatives=Relatives(content.get("relatives", usual.relatives)),
        countries=frozenset(content.get("countries", ())),
        papers=frozenset(content.get("papers", ())),
        papers_not_stated=NotStated(content.get("papers_not_stated", usual.papers_not_stated)),
        minors_alone=content.get("minors_alone", usual.minors_alone),
    )


def is_eligible(party: PartyKnown, rule: Rule, on: date) -> tuple[bool, tuple[Why, ...]]:
    """Say whether a whole party may travel on a day, and every reason why not.

    Whoever of it is home, left alone or stays makes the others relatives as before; papers and ages are those of who
    travels.
    """
    if not party.persons:
        return False, (Why.EMPTY,)
    travelling = [person for person in party.persons if person.account in STILL_TO_COME_HOME] or party.persons
    found = {why for person in travelling for why in _person(person, rule, on)}
    if not any(_counts(person, rule) for person in party.persons):
        found.add(Why.NOBODY_COUNTS)
    if not rule.minors_alone and all(_is_minor(person, on) for person in travelling):
        found.add(Why.MINORS_ALONE)
    return not found, tuple(why for why in Why if why in found)


def _person(person: PersonKnown, rule: Rule, on: date) -> frozenset[Why]:
    return _as_relative(person, rule, on) | _papers(person, rule, on)


def _counts(person: PersonKnown, rule: Rule) -> bool:
    return (rule.citizens and person.is_citizen) or bool(rule.countries & set(person.citizenships))


def _as_relative(person: PersonKnown, rule: Rule, on: date) -> frozenset[Why]:
    if _counts(person, rule) or rule.relatives is Relatives.PARTY:
        return frozenset()
    if rule.relatives is Relatives.NOBODY:
        return frozenset({Why.RELATIVE})
    if person.birth_date is None:
        return frozenset({Why.AGE_NOT_STATED})
    return frozenset() if _is_minor(person, on) else frozenset({Why.RELATIVE})


def _is_minor(person: PersonKnown, on: date) -> bool:
    """Say whether somebody is known to be a minor."""
    born = person.birth_date
    if born is None:
        return False
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT


def _papers(person: PersonKnown, rule: Rule, on: date) -> frozenset[Why]:
    if not rule.papers:
        return frozenset()
    if not person.papers:
        return frozenset() if rule.papers_not_stated is NotStated.ASSUME else frozenset({Why.NO_PAPER})
    fitting = [expiry for kind, expiry in person.papers if kind in rule.papers]
    if not fitting:
        return frozenset({Why.NO_PAPER})
    valid = any(expiry is None or expiry >= on for expiry in fitting)
    return frozenset() if valid else frozenset({Why.PAPER_EXPIRED})
