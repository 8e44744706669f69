"""What is believed of somebody in the form in which it is typed: what a form to change it begins with."""

from datetime import date

from dodomu.foundation import encryption
from dodomu.people.models import Person, sealed
from dodomu.people.queries.reading import reading_of
from dodomu.people.rules.terms import ContactKind


def as_typed(row: Person) -> dict[str, str]:
    """Return the fields of a person, documents apart: `read_statement` reads from them what is believed now."""
    points: dict[str, list[str]] = {kind: [] for kind in ContactKind}
    for kind, value in row.contact_points.order_by("id").values_list("kind", "value"):
        points[kind].append(value)
    refs = {place: ref for ref, place in reading_of(row.crisis).refs.items()}
    home = encryption.open_sealed(row.home_contact, context=sealed.HOME_CONTACT) or {}
    return {
        "family_name": row.family_name,
        "given_name": row.given_name,
        "patronymic": row.patronymic,
        "birth_date": _day(row.birth_date),
        "citizenships": ", ".join(row.citizenships),
        "languages": ", ".join(row.languages),
        "phones": ", ".join(points[ContactKind.PHONE]),
        "email": ", ".join(points[ContactKind.EMAIL]),
        "telegram": ", ".join(points[ContactKind.TELEGRAM]),
        "place": refs.get(row.place_id, "") if row.place_id else "",
        "place_words": encryption.open_sealed(row.place_words, context=sealed.PLACE_WORDS) or "",
        "stays_from": _day(row.stays_from),
        "stays_until": _day(row.stays_until),
        "wish": row.wish,
        "wish_from": _day(row.wish_from),
        "needs": ", ".join(row.needs),
        "needs_words": encryption.open_sealed(row.needs_words, context=sealed.NEEDS_WORDS) or "",
        "home_contact_name": home.get("name", ""),
        "home_contact_phone": home.get("phone", ""),
        "home_contact_relation": home.get("relation", ""),
    }


def document_as_typed(row: Person) -> dict[str, str]:
    """Return the first document of a person, opened; nothing where none is known."""
    paper = row.documents.order_by("id").first()
    if paper is None:
        return {}
    return {
        "document_kind": paper.kind,
        "document_state": paper.state,
        "document_number": encryption.open_sealed(paper.number, context=sealed.DOCUMENT_NUMBER),
        "document_expires": _day(paper.expires_on),
    }


def _day(value: date | None) -> str:
    return value.strftime("%d.%m.%Y") if value else ""
