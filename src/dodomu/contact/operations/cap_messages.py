"""CAP messages of an advice: what stands in its statement, where it is meant for, and what it follows."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from dodomu.contact.queries import wording
from dodomu.contact.rules import areas, cap, forms
from dodomu.contact.rules.advice import AdviceGiven, line
from dodomu.contact.rules.cap import Info, Message, MessageType
from dodomu.contact.rules.forms import Sheet
from dodomu.contact.rules.statements import spoken_code
from dodomu.foundation import crises, outlines
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.models import Place
from dodomu.foundation.words import in_language


def published(crisis: CrisisView, sheet: Sheet, given: AdviceGiven, *, code: str, earlier: str) -> str:
    """Return the message of an advice that is published; `earlier` is the message of what it supersedes."""
    infos = [_info(crisis, sheet, given, language, code) for language in given.words]
    type_ = MessageType.UPDATE if earlier else MessageType.ALERT
    return cap.write(_message(crisis, sheet, given, infos, type_, code=code, earlier=earlier, at=sheet.issued_at))


def withdrawn(
    crisis: CrisisView,
    sheet: Sheet,
    given: AdviceGiven,
    texts: Mapping[str, str],
    *,
    code: str,
    earlier: str,
    at: datetime,
) -> str:
    """Return the message with which an advice is withdrawn, whose words are `texts`."""
    infos = [
        Info(
            language=language, sender=_sender(crisis, language), event=forms.title(sheet, frame),
            headline=frame.say("withdrawn", number=sheet.number), description=text, instruction="",
            where=forms.where(sheet, frame),
        )
        for language, text in texts.items()
        for frame in [wording.frame(language)]
    ]  # fmt: skip
    return cap.write(_message(crisis, sheet, given, infos, MessageType.CANCEL, code=code, earlier=earlier, at=at))


def _message(
    crisis: CrisisView,
    sheet: Sheet,
    given: AdviceGiven,
    infos: list[Info],
    type_: MessageType,
    *,
    code: str,
    earlier: str,
    at: datetime,
) -> Message:
    circles = _circles(crisis, given)
    return Message(
        identifier=cap.identifier(crisis.slug, sheet.number, type_), sender=urlsplit(sheet.base).hostname or "dodomu",
        sent_at=at, zone=sheet.zone, type=type_, is_exercise=crisis.is_exercise, exercise=crisis.slug, kind=given.kind,
        urgency=given.urgency, severity=given.severity, certainty=given.certainty, valid_from=given.valid_from,
        valid_until=given.valid_until, number=sheet.number, code=code, page=sheet.page, hotline=line(crisis.hotline),
        infos=infos, references=cap.references_of(earlier) if earlier else (), circles=circles,
        polygons=() if circles else _outline(crisis.country),
    )  # fmt: skip


def _info(crisis: CrisisView, sheet: Sheet, given: AdviceGiven, language: str, code: str) -> Info:
    frame, words = wording.frame(language), given.words[language]
    exercise = [frame.say("exercise")] if sheet.is_exercise else []
    checking = [frame.say("code", code=spoken_code(code)), frame.say("page", address=sheet.page)]
    return Info(
        language=language, sender=_sender(crisis, language), event=forms.title(sheet, frame), headline=words.headline,
        description="\n".join([*exercise, words.headline, *forms.facts(sheet, frame), *checking]),
        instruction=words.text, where=forms.where(sheet, frame),
    )  # fmt: skip


def _sender(crisis: CrisisView, language: str) -> str:
    """Return the state that speaks to its citizens, by its name."""
    return in_language(crises.country_names(crisis.sending), language)


def _circles(crisis: CrisisView, given: AdviceGiven) -> tuple[str, ...]:
    rows = Place.objects.filter(crisis=crisis.id, id__in=given.places).order_by("ref")
    return tuple(areas.circle(row.latitude, row.longitude, row.kind) for row in rows)


def _outline(country: str) -> tuple[str, ...]:
    """Return the country's pieces of land without the holes in them, which CAP cannot draw."""
    found = outlines.countries().get(country)
    return areas.polygons(polygon.rings[0] for polygon in found.polygons) if found else ()
