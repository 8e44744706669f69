"""Forgetting where messages went: that one was sent to somebody and what became of it stays, its address does not."""

from typing import Final

from django.db import connection

from dodomu.contact.operations import stopping
from dodomu.foundation.database import as_owner

AT_ONCE: Final = 20_000
# With the person who was told, and where it went over their party: it may be their telephone. A provider's name for a
# message may hold a chat, and what it said of it an address.
ADDRESSES: Final = """
    UPDATE contact_delivery d SET address = '', ref = '', code = ''
    FROM (
        SELECT d.id FROM people_person p JOIN people_person m ON m.party_id = p.party_id
        JOIN contact_delivery d ON d.person_id = m.id
        WHERE p.forgotten_at IS NOT NULL AND (d.address <> '' OR d.ref <> '' OR d.code <> '')
          AND d.state NOT IN ('waiting', 'sending', 'in_doubt') AND (m.id = p.id OR d.rung = 'party')
        LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED
    ) due
    WHERE d.id = due.id
"""
PARTS: Final = """
    DELETE FROM contact_part r USING contact_delivery d JOIN people_person p ON p.id = d.person_id
    WHERE d.id = r.delivery_id AND p.forgotten_at IS NOT NULL
"""
SEEN: Final = """
    UPDATE contact_seen s SET words = '' FROM contact_checkin k JOIN people_person p ON p.id = k.person_id
    WHERE k.id = s.check_in_id AND p.forgotten_at IS NOT NULL AND s.words <> ''
"""


def forget_due() -> int:
    """Take addresses out of what was sent to people who are forgotten, and what officers wrote of their answers.

    Return how many rows lost something. What still waits for a forgotten person is dropped by the sender first.
    """
    forgotten: int = 0
    with as_owner(), connection.cursor() as cursor:
        for statement in (PARTS, SEEN):
            cursor.execute(statement)
            forgotten += int(cursor.rowcount)
        while True:
            cursor.execute(ADDRESSES, {"most": AT_ONCE})
            forgotten += int(cursor.rowcount)
            if cursor.rowcount < AT_ONCE:
                break
    return forgotten + stopping.forget_stops()
