"""Finding conversations: by words that were said, and by who is known under a name, a code or a number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.contact.models import Conversation
from dodomu.contact.queries import trays
from dodomu.contact.queries.conversations import ConversationLine, lines_of, opened
from dodomu.contact.queries.searching import tokens_sought
from dodomu.contact.rules.searching import around, sought
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.queries.lines import PersonLine
from dodomu.people.queries.register import Search, find_people

MOST: Final = 50
MOST_PEOPLE: Final = 20
LOOKED_AT: Final = 400  # newest messages: several may be of one thread
SNIPPET: Final = 150
# Found by the index alone and sorted afterwards: walking the newest would look at every message for a rare word.
_WORDS: Final = """
WITH found AS MATERIALIZED (
    SELECT m.conversation_id, m.said_at, m.id FROM contact_message m
    JOIN contact_conversation c ON c.id = m.conversation_id
    WHERE m.tokens @> %(tokens)s::bigint[] AND @)
SELECT f.conversation_id, m.words, m.subject
FROM (SELECT * FROM found ORDER BY said_at DESC, id DESC LIMIT %(looked_at)s) f JOIN contact_message m ON m.id = f.id
ORDER BY f.said_at DESC, f.id DESC
""".replace("@)", f"{trays.HERE})")


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody of the register, and their thread where there is one."""

    line: PersonLine
    conversation: UUID | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought; `too_short`: nothing could be looked for in what was said."""

    people: tuple[FoundPerson, ...]
    conversations: tuple[ConversationLine, ...]  # with the words in which it was found, the newest first
    more: bool
    too_short: bool


def find(crisis: UUID, query: str, *, by: Actor, at: datetime) -> Found:
    """Return the people and the conversations that fit; every word of the query must stand in one message."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    people = find_people(crisis, Search(text=query), by=by, at=at, size=MOST_PEOPLE).people if query.strip() else ()
    threads = dict(Conversation.objects.filter(person__in=[each.id for each in people]).values_list("person", "id"))
    terms = sought(query)
    words = _by_words(crisis, query, terms) if terms else {}
    rows = Conversation.objects.select_related("owner").in_bulk(list(words)[:MOST])
    lines = lines_of([rows[each] for each in words if each in rows], words)
    return Found(
        tuple(FoundPerson(each, threads.get(each.id)) for each in people), tuple(lines), len(words) > MOST, not terms
    )


def _by_words(crisis: UUID, query: str, terms: list[str]) -> dict[UUID, str]:
    """Return the threads in which all terms stand in one message, the newest first, with the words around."""
    given: dict[str, Any] = {**trays.values(crisis), "tokens": tokens_sought(query), "looked_at": LOOKED_AT}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, given)
        rows = cursor.fetchall()
    newest: dict[UUID, tuple[object, object]] = {}
    for conversation, words, subject in rows:
        newest.setdefault(conversation, (words, subject))
    return {
        each: around(opened(*held), terms, SNIPPET) if place < MOST else ""
        for place, (each, held) in enumerate(newest.items())
    }
