"""Advice as the desk shows it: its words in the language of the page, its places by their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.rules.advice import required_languages
from dodomu.foundation.places import places_of
from dodomu.web.desk.door import DeskRequest
from dodomu.web.parts.context import NATIVE_NAMES


@dataclass(frozen=True, slots=True)
class Listed:
    """One piece of advice in a list."""

    advice: AdviceLine
    language: str
    headline: str
    where: str


def listed(request: DeskRequest, lines: Iterable[AdviceLine]) -> list[Listed]:
    """Put advice into words."""
    names = {place.id: place.name for place in places_of(request.crisis.id)}
    return [_listed(each, names) for each in lines]


def one_listed(request: DeskRequest, line: AdviceLine) -> Listed:
    """Put one piece of advice into words."""
    return listed(request, (line,))[0]


def advice_or_404(request: DeskRequest, advice: UUID) -> AdviceLine:
    """Return advice of this crisis, or answer that there is none."""
    line = queries.advice_by_id(request.crisis.id, advice, at=request.at)
    if line is None:
        raise Http404
    return line


def address_of(request: DeskRequest, advice: UUID, done: str = "") -> str:
    """Return where advice is shown."""
    address = reverse("desk:advice-one", args=[request.crisis.slug, advice])
    return f"{address}?done={done}" if done else address


def languages_missing(request: DeskRequest, line: AdviceLine) -> list[str]:
    """Return the languages of our pages in which this is not written, the needed ones apart."""
    needed = required_languages(request.crisis.sending)
    return [name for code, name in NATIVE_NAMES.items() if code not in line.words and code not in needed]


def _listed(line: AdviceLine, names: Mapping[UUID, str]) -> Listed:
    language, words = line.words_for(get_language() or "")
    where = ", ".join(names[place] for place in line.places if place in names) or _("the whole country")
    return Listed(line, language, words.headline or _("without a headline"), where)
