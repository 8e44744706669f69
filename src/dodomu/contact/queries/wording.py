"""The words around advice, and the facts of an advice as its forms state them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from dodomu.channels.messages import Parts
from dodomu.channels.sms_smpp.writing import parts_of
from dodomu.contact.rules import forms
from dodomu.contact.rules.advice import LANGUAGES, AdviceGiven, line, tidied
from dodomu.contact.rules.forms import Sheet
from dodomu.contact.rules.frames import Frame, read_frame
from dodomu.contact.rules.statements import READ, Form
from dodomu.foundation import crises
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.models import Place
from dodomu.foundation.words import in_language

NO_CODE: Final = "0000000000"  # of a preview: no statement ever has it


@cache
def frame(language: str) -> Frame:
    """Return the words around advice in a language."""
    file = resources.files("dodomu").joinpath("content", "messages", "advice", f"{language}.txt")
    return read_frame(language, file.read_text(encoding="utf-8"))


def base() -> str:
    """Return the address under which people find us: as it is given, else the first name the server answers to."""
    if settings.DODOMU_ADDRESS:
        return str(settings.DODOMU_ADDRESS)
    origins: Sequence[str] = settings.CSRF_TRUSTED_ORIGINS
    scheme = "https" if settings.SECURE_COOKIES else "http"
    return next(iter(origins), f"{scheme}://{settings.ALLOWED_HOSTS[0]}").rstrip("/")


def sms_parts(text: str) -> Parts:
    """Say in how many parts an SMS goes, and how much room is left in the last."""
    return parts_of(text)


def count_parts(text: str) -> int:
    """Say in how many parts an SMS goes."""
    return parts_of(text).count


def sheet(crisis: CrisisView, given: AdviceGiven, *, number: int, replaces: int | None, at: datetime) -> Sheet:
    """Return the facts of an advice that is issued at this hour."""
    return Sheet(
        number=number, kind=given.kind, issued_at=at, valid_from=given.valid_from, valid_until=given.valid_until,
        zone=ZoneInfo(crisis.zone), places=place_names(crisis.id, given.places),
        country=crises.country_names(crisis.country), replaces=replaces, is_exercise=crisis.is_exercise, base=base(),
        slug=crisis.slug,
    )  # fmt: skip


def place_names(crisis: UUID, places: Sequence[UUID]) -> dict[str, str]:
    """Return the names of places by language, in the order given; nothing where none is given."""
    known = {row.id: row for row in Place.objects.filter(crisis=crisis, id__in=places)}
    rows = [known[place] for place in places if place in known]
    if not rows:
        return {}
    return {
        language: ", ".join(line(in_language(row.names, language)) or row.ref for row in rows) for language in LANGUAGES
    }


def preview(
    crisis: CrisisView, given: AdviceGiven, *, number: int, replaces: int | None, at: datetime
) -> dict[tuple[Form, str], str]:
    """Return the text of every form in every language as it would be published now, with a code of noughts."""
    given = tidied(given)
    facts = sheet(crisis, given, number=number, replaces=replaces, at=at)
    return {
        (form, language): forms.write(form, facts, words, frame(language), code=NO_CODE, parts=count_parts)
        for language, words in given.words.items()
        if language in LANGUAGES
        for form in READ
    }
