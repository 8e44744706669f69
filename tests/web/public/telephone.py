"""A telephone in somebody's hand: it opens a page, fills in what is on it and presses a button."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

ALONE = {
    "family_name": "Коваль",
    "given_name": "Олена",
    "birth_date": "14.03.1986",
    "phones": "+380 00 111 22 33",
    "place": "almaty",
    "place_words": "вул. Абая 1",
    "wish": "leave_now",
    "consent": "yes",
}


@dataclass
class Seen(HTMLParser):
    """What is on a page: fields with their values, links, and the words beside each field."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    text: str = ""
    _area: str = ""
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        if tag == "a":
            self.links.append(given.get("href") or "")
        name = given.get("name") or ""
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value") or "")
        self._area = name if tag == "textarea" else ""
        self._select = name if tag == "select" else self._select
        if tag == "option" and "selected" in given:
            self.fields.setdefault(self._select, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            self.fields.setdefault(self._area, []).append(data.removeprefix("\n"))
            self._area = ""


def seen(response: Any) -> Seen:
    """Return what is on a page."""
    page = Seen()
    page.feed(response.content.decode())
    return page


def send(client: Client, path: str, typed: dict[str, Any], **headers: str) -> Any:
    """Open the form, fill it in over what it holds, and send it."""
    fields = seen(client.get(path)).fields
    return client.post(path, {**fields, **typed}, headers=headers or None)
