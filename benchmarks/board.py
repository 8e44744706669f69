"""The board of a running operation and the desk's first page at 300,000 people and 500 legs, 120 of them near.

    python -m benchmarks.board [--people 300000] [--legs 500] [--runs 7]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL. The crisis is that of
`benchmarks.planning`, looked at five days later: who held a place on what has left is aboard or home by the ledger. One
manifest has a thousand lines. From the request to the last byte, through Django's test client.
"""

import argparse
import statistics
import time
from datetime import timedelta
from typing import Any

from benchmarks import database, desk, machine, planning

NAME = "dodomu_bench_board"
AT = planning.NOW + timedelta(days=5)
WANTED = 200.0  # milliseconds of the board and of the first page
LISTED = 1000.0  # milliseconds of everything else
BIG = "leg-240"  # leaves in the hour at which it is looked at
QUICK = ("", "gate/")
PAGES = (*QUICK, "gate/manifests/", f"gate/manifests/{BIG}/", f"gate/manifests/{BIG}/close", f"gate/arrivals/{BIG}/")
STATEMENTS = """
UPDATE journeys_offer SET state = 'accepted' WHERE crisis_id = %(crisis)s;

INSERT INTO people_ledgerentry (id, crisis_id, person_id, from_account, from_leg, account, place_id, leg, evidence,
    said_by, happened_at, recorded_at)
SELECT gen_random_uuid(), crisis_id, id, '', '', 'waiting', place_id, '', 'told_self', 'self', registered_at,
       registered_at FROM people_person WHERE crisis_id = %(crisis)s;

INSERT INTO people_ledgerentry (id, crisis_id, person_id, from_account, from_place_id, from_leg, account, leg, evidence,
    said_by, happened_at, recorded_at)
SELECT gen_random_uuid(), %(crisis)s, unnest(o.persons), 'waiting', l.origin_id, '', 'aboard', l.ref, 'scanned', 'gate',
       l.departs_at - interval '1 hour', l.departs_at - interval '1 hour'
FROM journeys_offer o JOIN journeys_offerride r ON r.offer_id = o.id JOIN journeys_leg l ON l.id = r.leg_id
WHERE o.crisis_id = %(crisis)s AND l.departs_at < %(at)s + interval '1 hour' AND mod(hashtext(o.id::text), 10) <> 0;

INSERT INTO people_ledgerentry (id, crisis_id, person_id, from_account, from_leg, account, leg, evidence, said_by,
    happened_at, recorded_at)
SELECT gen_random_uuid(), %(crisis)s, person_id, 'aboard', leg, 'home', '', 'scanned', 'gate',
       happened_at + interval '8 hours', happened_at + interval '8 hours'
FROM people_ledgerentry WHERE crisis_id = %(crisis)s AND account = 'aboard'
    AND happened_at < %(at)s - interval '9 hours';

UPDATE people_person p SET account = e.account, account_leg = e.leg, account_place_id = NULL,
    account_since = e.happened_at
FROM (SELECT DISTINCT ON (person_id) person_id, account, leg, happened_at FROM people_ledgerentry
      WHERE crisis_id = %(crisis)s AND account IN ('aboard', 'home') ORDER BY person_id, happened_at DESC) e
WHERE e.person_id = p.id;

INSERT INTO boarding_manifest (leg_id, crisis_id, state, closed_at, closed_by_name, counts, recorded_at)
SELECT id, crisis_id, 'closed', departs_at, 'Officer', '{}', departs_at FROM journeys_leg
WHERE crisis_id = %(crisis)s AND departs_at < %(at)s - interval '3 hours';

ANALYZE
"""


def main() -> int:
    """Measure, and return 0 when every page's median is within what is wanted."""
    parser = argparse.ArgumentParser(prog="benchmarks.board", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--legs", type=int, default=500)
    parser.add_argument("--restrictions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with database.fresh(NAME):
        _fill(options)
        print(machine.describe())
        print(f"{options.people:,} people, {options.legs} legs, {options.restrictions} restrictions")
        client = desk._client()
        quick = [_time(client, page, options.runs) for page in PAGES]
        return 0 if all(quick) else 1


def _fill(options: argparse.Namespace) -> None:
    from django.db import connection

    from dodomu.foundation import clock
    from dodomu.foundation.database import as_owner

    crisis = planning._fill(options)
    with as_owner(), connection.cursor() as cursor:
        for statement in STATEMENTS.split(";\n\n"):
            cursor.execute(statement, {"crisis": crisis, "at": AT})
    clock.now = clock.real_now = lambda *_: AT  # type: ignore[assignment]


def _time(client: Any, page: str, runs: int) -> bool:
    """Say how long a page takes and what it asks of the database, and whether that is as quick as is wanted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took: list[float] = []
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/desk/bench/{page}", follow=True)  # the first fills caches that stay
        many = len(asked)
    for _ in range(runs):
        began = time.perf_counter()
        answer = client.get(f"/desk/bench/{page}", follow=True)
        took.append(1000 * (time.perf_counter() - began))
    median = statistics.median(took)
    print(
        f"{page or 'first page':<32}{min(took):>8.0f}{median:>8.0f}{max(took):>8.0f}  ms, {many} queries, "
        f"{len(answer.content) // 1024} KB, {answer.status_code}",
        flush=True,
    )
    return answer.status_code == 200 and median <= (WANTED if page in QUICK else LISTED)


if __name__ == "__main__":
    raise SystemExit(main())
