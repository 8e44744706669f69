"""What the columns of an export are called, and what their codes say in the officer's language."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.people.operations.export import Wording
from dodomu.people.queries.export import ExportField
from dodomu.people.rules.lists import LIST_FIELDS
from dodomu.web.desk.people.words import FIELDS
from dodomu.web.parts.delimiters import delimiter_of_language
from dodomu.web.parts.terms import ACCOUNTS, NEEDS, WISHES

F = ExportField
HEADINGS: Mapping[ExportField, Promise] = {
    **{each: FIELDS[each.value] for each in ExportField if each.value in FIELDS},
    F.REFERENCE: _("Code"),
    F.PARTY: _("Party"),
    F.PARTY_SIZE: _("Said to be in the party"),
    F.ACCOUNT: _("Stands"),
    F.ACCOUNT_PLACE: _("Stands at"),
    F.ACCOUNT_SINCE: _("Stands so since"),
    F.REGISTERED_AT: _("Registered at"),
}
GROUPS: Sequence[tuple[Promise, Sequence[ExportField]]] = (
    (
        _("Who they are"),
        (F.REFERENCE, F.FAMILY_NAME, F.GIVEN_NAME, F.PATRONYMIC, F.BIRTH_DATE, F.CITIZENSHIPS,
         F.LANGUAGES, F.PARTY, F.PARTY_SIZE),
    ),
    (
        _("How they are"),
        (F.PLACE, F.WISH, F.WISH_FROM, F.NEEDS, F.ACCOUNT, F.ACCOUNT_PLACE, F.ACCOUNT_SINCE, F.REGISTERED_AT),
    ),
    (
        _("How to reach them: private"),
        (F.PHONES, F.EMAIL, F.TELEGRAM, F.PLACE_WORDS, F.STAYS_FROM, F.STAYS_UNTIL,
         F.HOME_CONTACT_NAME, F.HOME_CONTACT_PHONE, F.HOME_CONTACT_RELATION),
    ),
    (
        _("Health and documents: private"),
        (F.NEEDS_WORDS, F.DOCUMENT_KIND, F.DOCUMENT_STATE, F.DOCUMENT_NUMBER, F.DOCUMENT_EXPIRES),
    ),
)  # fmt: skip
CODES: Mapping[ExportField, Mapping[str, Promise]] = {F.WISH: WISHES, F.NEEDS: NEEDS, F.ACCOUNT: ACCOUNTS}


@lru_cache(maxsize=1)
def own_headings() -> Mapping[str, str]:
    """Return which field each heading of an export is, in every language: what was taken out can be handed in."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(words): each.value for each, words in HEADINGS.items() if each.value in LIST_FIELDS}
    return found


def wording() -> Wording:
    """Return the words of the language of the page."""
    return Wording({each: str(words) for each, words in HEADINGS.items()}, _word, delimiter_of_language())


def _word(name: ExportField, code: str) -> str:
    return str(CODES.get(name, {}).get(code, code))
