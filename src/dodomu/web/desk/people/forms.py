"""People as they are typed at the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.people.operations.notes import LONGEST_SAID_BY, LONGEST_WORDS
from dodomu.people.rules.faults import Fault
from dodomu.people.rules.ledger import LONGEST_LEG
from dodomu.people.rules.needs import Need
from dodomu.people.rules.register import LARGEST_PARTY
from dodomu.people.rules.terms import Account, Evidence, GivenBy, NoteKind, PartyKind
from dodomu.web.desk.people import words
from dodomu.web.parts import terms
from dodomu.web.parts.sentences import fault_sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOUR = "%Y-%m-%dT%H:%M"
HOURS = [HOUR, "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"]
LONGEST = 2000  # what is longer is no field of a person; shorter limits are the rules' to say, beside the field
COMPANIONS = 3  # rows for those who travel along, before somebody asks for more
Choices = Sequence[tuple[str, str | Promise]]
CALLERS: Choices = [
    (GivenBy.SELF, _("the person")),
    (GivenBy.RELATIVE, _("a relative")),
    (GivenBy.GROUP_LEAD, _("the lead of the group")),
    (GivenBy.CALL_NOTE, _("somebody else")),
]
TRIED: Sequence[NoteKind] = (
    NoteKind.REMARK, NoteKind.CALL, NoteKind.REACHED, NoteKind.NO_ANSWER, NoteKind.OUT_OF_REACH,
    NoteKind.RELATIVE_ANSWERED, NoteKind.SAFE, NoteKind.HELP, NoteKind.HEALTH,
)  # fmt: skip


def _typed(
    label: "StrOrPromise", *, area: bool = False, help_text: "StrOrPromise" = "", **attributes: str
) -> forms.CharField:
    """A field that takes whatever is typed: what is wrong with it is for the rules of the register to say."""
    widget = forms.Textarea(attrs={"rows": "2", **attributes}) if area else forms.TextInput(attrs=attributes)
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=widget, help_text=help_text, strip=False
    )


def _hour(label: "StrOrPromise") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR)
    return forms.DateTimeField(label=label, input_formats=HOURS, widget=widget)


class PersonForm(forms.Form):
    """Everything that may be said about one person, as it is typed."""

    family_name = _typed(words.FIELDS["family_name"], autocomplete="off")
    given_name = _typed(words.FIELDS["given_name"], autocomplete="off")
    patronymic = _typed(words.FIELDS["patronymic"], autocomplete="off")
    birth_date = _typed(words.FIELDS["birth_date"], placeholder="31.12.1990", inputmode="numeric")
    citizenships = _typed(words.FIELDS["citizenships"], help_text=_("Names or codes, for example UA, KZ."))
    phones = _typed(words.FIELDS["phones"], help_text=_("Several are set apart by commas."), inputmode="tel")
    email = _typed(words.FIELDS["email"], inputmode="email")
    telegram = _typed(words.FIELDS["telegram"])
    languages = _typed(words.FIELDS["languages"], help_text=_("Codes, for example uk, ru."))
    document_number = _typed(words.FIELDS["document_number"], autocomplete="off")
    document_state = _typed(words.FIELDS["document_state"])
    document_expires = _typed(words.FIELDS["document_expires"], placeholder="31.12.2030", inputmode="numeric")
    place = forms.ChoiceField(label=words.FIELDS["place"], required=False)
    place_words = _typed(words.FIELDS["place_words"], area=True)
    stays_from = _typed(words.FIELDS["stays_from"], placeholder="05.01.2022", inputmode="numeric")
    stays_until = _typed(words.FIELDS["stays_until"], placeholder="15.01.2022", inputmode="numeric")
    wish = forms.ChoiceField(label=words.FIELDS["wish"], required=False, widget=forms.RadioSelect)
    wish_from = _typed(words.FIELDS["wish_from"], placeholder="12.01.2022", inputmode="numeric")
    needs = forms.MultipleChoiceField(label=words.FIELDS["needs"], required=False, widget=forms.CheckboxSelectMultiple)
    needs_words = _typed(words.FIELDS["needs_words"], area=True)
    home_contact_name = _typed(words.FIELDS["home_contact_name"])
    home_contact_phone = _typed(words.FIELDS["home_contact_phone"], inputmode="tel")
    home_contact_relation = _typed(words.FIELDS["home_contact_relation"])

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", [("", _("not known")), *places])
        choose(self, "wish", list(terms.WISHES.items()))
        choose(self, "needs", [(need, terms.NEEDS.get(need, need)) for need in Need])

    def given(self) -> dict[str, str]:
        """Return what was typed, field by field, as the register takes it."""
        values = {name: self.cleaned_data.get(name, "") for name in self.fields if name not in self.own_fields}
        return {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}

    own_fields: frozenset[str] = frozenset()  # of the form, not of the person


class CallForm(PersonForm):
    """A call, in the order in which a caller talks."""

    own_fields = frozenset({"submission", "given_by", "party_kind", "may_split", "said_size", "consent"})

    submission = forms.UUIDField(widget=forms.HiddenInput)
    given_by = forms.ChoiceField(label=_("Who is calling?"), choices=CALLERS, widget=forms.RadioSelect)
    name = _typed(
        words.FIELDS["name"],
        help_text=_("As it is said: family name, given name, patronymic. In any script."),
        autocomplete="off",
    )
    party_kind = forms.ChoiceField(label=_("Together they are"), required=False)
    said_size = forms.IntegerField(
        label=_("How many are they in all?"), required=False, min_value=1, max_value=LARGEST_PARTY,
        help_text=_("With those who are not named yet."),
    )  # fmt: skip
    may_split = forms.BooleanField(label=_("They agree to travel apart, if they must"), required=False)
    consent = forms.BooleanField(label=_("They agree that this is kept"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("family_name", "given_name", "patronymic"):
            del self.fields[name]
        choose(self, "party_kind", [(kind, terms.PARTY_KINDS[kind]) for kind in PartyKind if kind != PartyKind.SINGLE])
        self.fields["phones"].widget.attrs["autofocus"] = True

    def given(self) -> dict[str, str]:
        """Return what was said of the person; what was left empty was not said."""
        found = {name: value for name, value in super().given().items() if value}
        return found | ({"consent": "yes"} if self.cleaned_data["consent"] else {})


class CompanionForm(forms.Form):
    """Somebody who travels along."""

    name = _typed(words.FIELDS["name"], autocomplete="off")
    birth_date = _typed(words.FIELDS["birth_date"], placeholder="31.12.1990", inputmode="numeric")
    citizenships = _typed(words.FIELDS["citizenships"])


class ChangeForm(PersonForm):
    """A person as the desk believes them, to be put right."""

    own_fields = frozenset({"submission", "version"})

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_number"].help_text = _("Leave it empty to keep what is there.")

    def changed(self, believed: Mapping[str, str]) -> dict[str, str]:
        """Return the fields that were typed otherwise than they are believed."""
        return {
            name: value
            for name, value in self.given().items()
            if " ".join(value.split()) != " ".join(believed.get(name, "").split())
        }


class MoveForm(forms.Form):
    """Where somebody stands, since when, and how it is known."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    account = forms.ChoiceField(label=_("Where do they stand?"))
    place = forms.ChoiceField(label=_("At which place"), required=False)
    leg = forms.CharField(
        label=_("On which flight, train or bus"), required=False, max_length=LONGEST_LEG, help_text=_("If it is known.")
    )
    happened_at = _hour(_("Since when"))
    evidence = forms.ChoiceField(
        label=_("How is it known?"),
        choices=[(each, terms.EVIDENCE[each]) for each in Evidence if each != Evidence.DECIDED],
        initial=Evidence.TOLD_BY_PERSON,
        widget=forms.RadioSelect,
    )
    said_by = forms.CharField(label=_("Who says so?"), max_length=LONGEST_SAID_BY, required=False)

    def __init__(
        self,
        *args: Any,
        places: Iterable[tuple[str, str]],
        zone: str,
        accounts: Iterable[Account] = tuple(Account),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "account", [("", _("choose")), *((each, terms.ACCOUNTS[each]) for each in accounts)])
        choose(self, "place", [("", _("none")), *places])
        self.fields["happened_at"].help_text = _("Hour in %(zone)s.") % {"zone": zone}

    def clean_place(self) -> UUID | None:
        """Return the id of the place."""
        return UUID(self.cleaned_data["place"]) if self.cleaned_data["place"] else None


class NoteForm(forms.Form):
    """A call, an attempt to reach somebody, a remark."""

    note = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What happened?"), choices=[(kind, words.NOTES[kind]) for kind in TRIED])
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": "3"})
    )
    said_by = forms.CharField(label=_("Who says so?"), required=False, max_length=LONGEST_SAID_BY)
    happened_at = _hour(_("When"))

    def clean(self) -> dict[str, Any]:
        """A remark without words says nothing."""
        data = self.cleaned_data
        if data.get("kind") in (NoteKind.REMARK, NoteKind.HELP, NoteKind.HEALTH) and not data.get("words", "").strip():
            self.add_error("words", fault_sentence("needed"))
        return data


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = choices


def mark(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Say beside each field what is wrong with it."""
    for fault in faults:
        name = fault.field if fault.field in form.fields else "name"
        form.add_error(name if name in form.fields else None, fault_sentence(fault.code, fault.details))


def hour_now(at: datetime) -> datetime:
    """Return an hour without its seconds, as a field shows it."""
    return at.replace(second=0, microsecond=0)
