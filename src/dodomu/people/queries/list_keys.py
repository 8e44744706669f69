"""By what a row of a list is recognised: the same words in another list, or a person who is registered already."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from dodomu.foundation import encryption
from dodomu.people.models import ImportRow, sealed
from dodomu.people.rules import names
from dodomu.people.rules.lists import RowState
from dodomu.people.rules.statement import Statement

_KNOWN_BY_DOCUMENT = """
SELECT DISTINCT given.line
FROM unnest(%s::int[], %s::bytea[], %s::date[]) AS given(line, number, birth_date)
JOIN people_document document ON document.number_index = given.number
JOIN people_person person ON person.id = document.person_id
WHERE person.crisis_id = %s AND person.birth_date = given.birth_date
"""
_KNOWN_BY_PHONE = """
SELECT DISTINCT given.line
FROM unnest(%s::int[], %s::text[], %s::text[]) AS given(line, phone, name_key)
JOIN people_contactpoint point ON point.value = given.phone AND point.kind = 'phone'
JOIN people_person person ON person.id = point.person_id
WHERE person.crisis_id = %s AND person.name_key = given.name_key
"""

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def row_key(crisis: UUID, said: Mapping[str, str]) -> bytes:
    """Return the keyed hash under which what a row says of a person is recognised in any list of the crisis."""
    words = sorted((name, " ".join(text.casefold().split())) for name, text in said.items())
    return encryption.blind_index(_as_json(words), context=f"import row {crisis}")


def kept_before(crisis: UUID, keys: Sequence[bytes], *, but: UUID | None = None) -> set[bytes]:
    """Return which of these rows were kept from another list."""
    rows = ImportRow.objects.filter(key__in=keys, state=RowState.KEPT, file__crisis=crisis)
    if but:
        rows = rows.exclude(file=but)
    return {bytes(key) for key in rows.values_list("key", flat=True)}


class Marks:
    """What rows carry that tells who they are, gathered to be looked up all at once."""

    def __init__(self) -> None:
        self.documents: list[tuple[int, bytes, date]] = []
        self.phones: list[tuple[int, str, str]] = []

    def add(self, line: int, statement: Statement) -> None:
        """Note the documents and telephones of a row."""
        birth = statement.birth_date
        if birth and statement.papers:
            for paper in statement.papers:
                index = encryption.blind_index(paper.key, context=sealed.DOCUMENT_NUMBER)
                self.documents.append((line, index, birth))
        if statement.name and statement.phones:
            key = names.name_key(" ".join(filter(None, statement.name)))
            self.phones.extend((line, phone, key) for phone in statement.phones)

    def known_in(self, crisis: UUID) -> set[int]:
        """Return the lines whose person is probably registered: document and birth date, or telephone and name."""
        return _lines(_KNOWN_BY_DOCUMENT, self.documents, crisis) | _lines(_KNOWN_BY_PHONE, self.phones, crisis)


def _lines(statement: str, marks: Sequence[tuple[object, ...]], crisis: UUID) -> set[int]:
    if not marks:
        return set()
    columns = [list(column) for column in zip(*marks, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*columns, crisis])
        return {line for (line,) in cursor.fetchall()}
