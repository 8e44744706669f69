"""The registration form as a page shows it: what was typed stays, and what is wrong stands beside the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import places_to_stay
from dodomu.people.rules.faults import Fault
from dodomu.web.parts.sentences import fault_sentence
from dodomu.web.public.lines import Choice, Choices, Line, choices
from dodomu.web.public.typed import OF_A_PERSON, Named, rows_of

NEEDS: Mapping[str, Promise] = {
    "infant": gettext_lazy("infant"),
    "pregnancy": gettext_lazy("pregnancy"),
    "wheelchair": gettext_lazy("wheelchair"),
    "stretcher": gettext_lazy("can only travel lying down"),
    "medicine": gettext_lazy("medicine is running out"),
    "oxygen": gettext_lazy("oxygen"),
    "unaccompanied_minor": gettext_lazy("a child without parents"),
    "interpreter": gettext_lazy("interpreter"),
    "pet": gettext_lazy("pet"),
}
WISHES: Mapping[str, Promise] = {
    "leave_now": gettext_lazy("to leave as soon as it is possible"),
    "leave_later": gettext_lazy("to leave later"),
    "stay": gettext_lazy("to stay"),
    "left_already": gettext_lazy("nothing, I have left already"),
    "undecided": gettext_lazy("I do not know yet"),
}
KINDS: Mapping[str, Promise] = {
    "single": gettext_lazy("Nobody, I am alone"),
    "family": gettext_lazy("My family"),
    "group": gettext_lazy("Friends or colleagues"),
    "tour": gettext_lazy("A tour group"),
}
WRITERS: Mapping[str, Promise] = {
    "self": gettext_lazy("Myself, and those with me"),
    "relative": gettext_lazy("Somebody else who is there"),
}
LABELS: Mapping[str, Promise] = {
    "family_name": gettext_lazy("Surname"),
    "given_name": gettext_lazy("Given name"),
    "birth_date": gettext_lazy("Date of birth"),
    "citizenships": gettext_lazy("Citizenship"),
    "document_number": gettext_lazy("Passport number"),
    "phones": gettext_lazy("Telephone"),
    "email": gettext_lazy("Email"),
    "telegram": gettext_lazy("Telegram"),
    "place": gettext_lazy("City, or the nearest one"),
    "place_words": gettext_lazy("Address, or what stands near it"),
    "wish": gettext_lazy("What do you want?"),
    "wish_from": gettext_lazy("If later: from which day?"),
    "needs": gettext_lazy("Needs special help"),
    "needs_words": gettext_lazy("In your words"),
    "home_contact_name": gettext_lazy("Whom may we call at home?"),
    "home_contact_phone": gettext_lazy("Whom may we call at home?"),
    "home_contact_relation": gettext_lazy("Who is it to you?"),
    "said_size": gettext_lazy("How many are you in all, if not everybody is written here?"),
    "list": gettext_lazy("Many people? Paste a list"),
}
SHOWN_AT = {
    "name": "family_name",
    "patronymic": "given_name",
    "document_kind": "document_number",
    "document_state": "document_number",
    "document_expires": "document_number",
    "wish": "wish-leave_now",
    "needs": "needs-infant",
    "consent": "consent",
}
OF_THE_PARTY = (
    "place_words",
    "wish_from",
    "said_size",
    "home_contact_name",
    "home_contact_phone",
    "home_contact_relation",
)
ONCE = ("place", "place_words", "wish", "wish_from", "consent")


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A line of the summary, leading to its field."""

    id: str
    label: str
    words: str


def show_faults(faults: Sequence[tuple[int, Fault]], people: Sequence[Named]) -> list[ShownFault]:
    """Return what is wrong in the order of the form, what holds for everybody once."""
    shown = (_show(fault, people[position]) for position, fault in faults if position == 0 or fault.field not in ONCE)
    return list(dict.fromkeys(shown))


def _show(fault: Fault, person: Named) -> ShownFault:
    words = fault_sentence(fault.code, fault.details)
    if person.line:
        named = person.given.get("name", "")[:40]
        return ShownFault(
            "list", _("Line {number}").format(number=person.line), f"{named} – {words}" if named else words
        )
    name = SHOWN_AT.get(fault.field, fault.field)
    own = fault.field in OF_A_PERSON or fault.field in ("name", "patronymic", "needs") or name == "document_number"
    suffix = person.suffix if own else ""
    label = str(LABELS.get(fault.field) or LABELS.get(name) or "")
    return ShownFault(f"{name}{suffix}", f"{title_of(suffix)}: {label}" if suffix else label, words)


def title_of(suffix: str) -> str:
    """Return the heading of a row for another person."""
    return _("Another person ({number})").format(number=int(suffix.removeprefix("-")) - 1)


@dataclass(frozen=True)
class Row:
    """The fields of one person."""

    lines: Mapping[str, Line]
    needs: Choices
    title: str = ""
    open: bool = False

    @property
    def has_needs(self) -> bool:
        return any(each.chosen for each in self.needs.choices)

    def __getitem__(self, name: str) -> Line:
        return self.lines[name]


@dataclass
class Form:
    """Everything the page of the form shows."""

    crisis: CrisisView
    typed: QueryDict
    submission: UUID
    faults: list[ShownFault] = field(default_factory=list)
    sent: bool = False  # it came from a page once: the language is then changed without losing what was typed
    refusal: str = ""

    def line(self, name: str) -> Line:
        return Line(name, self.typed.get(name, ""), tuple(each.words for each in self.faults if each.id == name))

    def __getitem__(self, name: str) -> Line:
        """Let a template ask for a line by its name."""
        if name not in OF_THE_PARTY:
            raise KeyError(name)
        return self.line(name)

    @cached_property
    def first(self) -> Row:
        names = (*OF_A_PERSON, "phones", "email", "telegram", "needs_words")
        return Row({name: self.line(name) for name in names}, self._needs(""))

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(number, suffix) for number, suffix in enumerate(rows_of(self.typed))]

    def _row(self, number: int, suffix: str) -> Row:
        lines = {name: self.line(f"{name}{suffix}") for name in OF_A_PERSON}
        needs = self._needs(suffix)
        row = Row(lines, needs, title_of(suffix))
        used = row.has_needs or any(line.value or line.faults for line in lines.values())
        return replace(row, open=used or number == 0)

    def _needs(self, suffix: str) -> Choices:
        return choices(f"needs{suffix}", "checkbox", NEEDS, self.typed.getlist(f"needs{suffix}"))

    @property
    def by(self) -> Choices:
        return choices("by", "radio", WRITERS, [self.typed.get("by", "self")])

    @property
    def kind(self) -> Choices:
        return choices("kind", "radio", KINDS, [self.typed.get("kind", "single")])

    @property
    def wish(self) -> Choices:
        return choices("wish", "radio", WISHES, [self.typed.get("wish", "")])

    @property
    def places(self) -> Sequence[Choice]:
        typed = self.typed.get("place", "")
        known = {each.ref: each.name for each in places_to_stay(self.crisis.id, self.crisis.country)}
        if typed:
            known.setdefault(typed, typed)  # a place that was taken off the list since, or words: not to be lost
        return choices("place", "option", known, [typed]).choices

    @property
    def pasted(self) -> Line:
        return self.line("list")

    @property
    def consent(self) -> bool:
        return self.typed.get("consent") == "yes"

    @property
    def may_split(self) -> bool:
        return self.typed.get("may_split") == "yes"

    @property
    def other_ways_open(self) -> bool:
        return any(self.line(name).value or self.line(name).faults for name in ("email", "telegram"))

    @property
    def needs_open(self) -> bool:
        needs_words = self.line("needs_words")
        return bool(needs_words.value or needs_words.faults or self.typed.getlist("needs"))
