"""What a telephone sends: numbers of forms, and the same form with other words told apart from the same form again."""

import hashlib
import json
from collections.abc import Iterable
from uuid import UUID, uuid4, uuid5

from django.http import QueryDict

HOW_IT_WAS_SENT = ("submission", "csrfmiddlewaretoken")


def uuid_in(typed: QueryDict, name: str) -> UUID | None:
    """Return the identifier in a field, or None where there is none."""
    return next(iter(uuids_in([typed.get(name, "")])), None)


def uuids_in(texts: Iterable[str]) -> list[UUID]:
    """Return the identifiers among some texts, each once; what is none is passed over."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def submission_of(typed: QueryDict) -> UUID:
    """Return the number of what is sent: the same form with the same words is one, however often it comes.

    Other words in the same form are another. Whoever goes back, writes the next person over the last and sends it
    again has written of two, and must not be told that it was kept the first time.
    """
    form = uuid_in(typed, "submission") or uuid4()
    said = sorted((name, values) for name, values in typed.lists() if name not in HOW_IT_WAS_SENT)
    plain = json.dumps(said, ensure_ascii=False).replace(r"\r\n", r"\n").encode("utf-8", "surrogatepass")
    return uuid5(form, hashlib.sha256(plain).hexdigest())
