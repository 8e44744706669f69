"""Comparing what the server answered with what the register holds: nobody lost, nobody twice, no code untrue."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from benchmarks.peers.load import Sent

_CODE = re.compile(r'class="code">([^<]+)<')
_KEPT = """
    SELECT point.value, person.reference,
        (SELECT count(*) FROM people_registration WHERE person_id = person.id),
        (SELECT count(*) FROM people_ledgerentry WHERE person_id = person.id),
        (SELECT count(*) FROM people_privatelink WHERE party_id = person.party_id),
        (SELECT count(*) FROM foundation_newsitem WHERE content->'persons' ? person.id::text)
    FROM people_contactpoint point JOIN people_person person ON person.id = point.person_id
    WHERE point.value = ANY(%s)
"""
ONE_OF_EACH = (1, 1, 1, 1)  # registration, entry in the ledger, private link, news


@dataclass(frozen=True)
class Comparison:
    """How many were answered and are kept, and everything that may never be."""

    answered: int
    refused: int
    kept_unheard: int  # kept, though the answer never arrived
    not_kept: int  # neither answered nor kept
    lost: int  # answered, and not in the register
    twice: int
    torn: int  # a person without exactly one registration, entry, link and piece of news
    untrue: int  # the code that was told is another's

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.twice or self.torn or self.untrue)

    def __str__(self) -> str:
        return (
            f"answered {self.answered:,}, of them lost {self.lost}, kept twice {self.twice}, kept in part {self.torn}, "
            f"with a wrong code {self.untrue}; refused {self.refused}; "
            f"not answered {self.kept_unheard + self.not_kept} (kept {self.kept_unheard}, not kept {self.not_kept})"
        )


def compare(url: str, sent: Sequence[Sent]) -> Comparison:
    """Ask the register for everybody who was sent."""
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    with psycopg.connect(url) as connection:
        for phone, reference, *parts in connection.execute(_KEPT, [[each.phone for each in sent]]):
            found[phone].append((reference, tuple(parts)))
    answered = [each for each in sent if each.is_kept]
    silent = [each for each in sent if each.answer is None]
    return Comparison(
        answered=len(answered),
        refused=len(sent) - len(answered) - len(silent),
        kept_unheard=sum(each.phone in found for each in silent),
        not_kept=sum(each.phone not in found for each in silent),
        lost=sum(each.phone not in found for each in answered),
        twice=sum(len(rows) > 1 for rows in found.values()),
        torn=sum(parts != ONE_OF_EACH for rows in found.values() for _, parts in rows),
        untrue=sum(_told(each) not in [reference for reference, _ in found[each.phone]] for each in answered),
    )


def _told(sent: Sent) -> str:
    """Return the code on the page that was answered, as it is kept: without the marks that help to read it out."""
    code = _CODE.search(sent.answer.text) if sent.answer else None
    return re.sub(r"[^0-9A-Z]", "", code.group(1)) if code else ""
