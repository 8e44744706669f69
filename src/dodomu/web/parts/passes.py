"""A pass in words, as its holder and the desk read it and as it is printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import segno
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from dodomu.boarding.queries.passes import PassLine
from dodomu.boarding.rules.terms import PassKind
from dodomu.channels.paper.passes import PassPaper
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import PlaceView, places_of
from dodomu.people.rules.references import spoken
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.offer_words import vehicle_words

QUIET = 4  # squares around a code, which a camera needs to find it
PASS_ENDS: Mapping[str, Promise] = {
    "new_pass": gettext_lazy("another was issued in its stead"),
    "offer_ended": gettext_lazy("the offer has ended"),
    "leg_cancelled": gettext_lazy("the departure was cancelled"),
    "lost": gettext_lazy("it was lost"),
    "officer": gettext_lazy("an officer took it back"),
}
PASS_KINDS: Mapping[str, Promise] = {
    "place": pgettext_lazy("a pass", "place"),
    "standby": pgettext_lazy("a pass", "standby"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass in words; every hour in the zone of the place it is about."""

    line: PassLine
    reference: str
    leg: str
    route: str
    meeting: str
    meet_at: str
    departs_at: str
    ended: str  # why it does not hold any more

    @property
    def is_standby(self) -> bool:
        return self.line.kind is PassKind.STANDBY

    @property
    def square(self) -> SafeString:
        """Return its code as a drawing that stands in the page: black on white by night too."""
        code = segno.make_qr(self.line.text, error="m")
        drawn = code.svg_inline(border=QUIET, light="#fff", omitsize=True, svgclass="qr", lineclass=None)
        return mark_safe(drawn)  # noqa: S308  (drawn by us)


def shown_passes(lines: Iterable[PassLine], crisis: CrisisView) -> list[Shown]:
    """Return passes of a crisis in words."""
    places = {place.id: place for place in places_of(crisis.id)}
    return [_shown(line, places) for line in lines]


def papers(several: Sequence[Shown], crisis: CrisisView, bring: Mapping[UUID, Sequence[str]]) -> list[PassPaper]:
    """Return passes as they are printed, in the language of the page; `bring` says for each offer what to bring."""
    language = get_language() or ""
    return [_paper(each, crisis, language, bring.get(each.line.offer, ())) for each in several]


def _shown(line: PassLine, places: Mapping[UUID, PlaceView]) -> Shown:
    origin, target, meeting = places[line.origin], places[line.target], places[line.meeting_place]
    return Shown(
        line=line,
        reference=spoken(line.reference),
        leg=f"{line.leg_ref}: {vehicle_words(line.mode, line.operator, line.service)}",
        route=f"{origin.name} → {target.name}",
        meeting=meeting.name,
        meet_at=hour_words(line.meet_at, meeting.zone),
        departs_at=hour_words(line.departs_at, origin.zone),
        ended=str(PASS_ENDS[line.end_cause]) if line.end_cause else "",
    )


def _paper(each: Shown, crisis: CrisisView, language: str, bring: Sequence[str]) -> PassPaper:
    warnings = []
    if crisis.is_exercise:
        warnings.append(_("EXERCISE: nothing of this is real."))
    if each.is_standby:
        warnings.append(_("No promise of a place: you get one only if others do not come."))
    lines = [(_("Be there at"), each.meet_at), (_("Where"), each.meeting), (_("Leaves at"), each.departs_at)]
    if each.line.party_size > 1:
        lines.append((_("Together"), str(each.line.party_size)))
    return PassPaper(
        language=language,
        title=_("Boarding pass"),
        name=each.line.name,
        latin=each.line.latin,
        reference=each.reference,
        leg=f"{each.leg}\n{each.route}",
        lines=tuple(lines),
        text=each.line.text,
        warning=" ".join(warnings),
        words=f"{_('Bring with you')}: {', '.join(bring)}" if bring else "",
    )
