"""The statements that write deliveries down: who is told first, and the next rung of those whom no receipt names.

A next rung is written for some people at a time. Whatever is asked then is asked of each of them by an index: LATERAL
and OFFSET 0 keep PostgreSQL from reading a whole broadcast, or everybody, for each of these parts.
"""

from typing import Final

# c: who is told, where they are for the networks, and in which of the broadcast's languages.
FIRST: Final = """
    SELECT p.id, p.party_id AS party, COALESCE(p.account_place_id, p.place_id) AS place,
           p.home_contact IS NOT NULL AS has_home_contact, {language} AS language,
           mod(abs(hashtext(p.party_id::text)::bigint), %(waves)s) AS wave, -1 AS after
    FROM people_person p WHERE {people}
"""
NEXT: Final = """
    SELECT p.id, p.party_id AS party, COALESCE(p.account_place_id, p.place_id) AS place,
           p.home_contact IS NOT NULL AS has_home_contact, {language} AS language, 0 AS wave, d.after
    FROM unnest(%(persons)s::uuid[], %(afters)s::int[]) d(person, after)
    CROSS JOIN LATERAL (
        SELECT * FROM people_person p
        WHERE p.id = d.person AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL
          AND p.account <> ALL(%(left_out)s)
        OFFSET 0) p
"""
# The first language of theirs that the words are in: nobody writes down more than three.
LANGUAGE: Final = """
    CASE WHEN p.languages[1] = ANY(%(in)s) THEN p.languages[1] WHEN p.languages[2] = ANY(%(in)s) THEN p.languages[2]
         WHEN p.languages[3] = ANY(%(in)s) THEN p.languages[3] ELSE %(else)s END
"""
# A million rows: ids are one of ours with its end counted up, so that they lie side by side.
# Who cannot be reached because a network is out is looked at again (`next_at`); without an address, never.
WRITE: Final = """
    INSERT INTO contact_delivery (
        id, broadcast_id, person_id, step, rung, channel, address, language, state, why, is_drill, due_at, next_at,
        settled_at, attempts, doubts, fence, ref, parts, code)
    SELECT (%(prefix)s || lpad(to_hex(row_number() OVER ()), 12, '0'))::uuid, %(broadcast)s, w.id, w.step,
           (%(rungs)s::varchar[])[w.step + 1], (%(channels)s::varchar[])[w.step + 1], COALESCE(w.reach[2], ''),
           w.language, CASE WHEN w.why = '' THEN 'waiting' ELSE 'skipped' END, w.why, %(is_drill)s,
           %(at)s + make_interval(mins => (w.wave * %(wave_minutes)s)::int),
           CASE WHEN w.why = 'network_down' THEN %(again_at)s END, CASE WHEN w.why <> '' THEN %(at)s END,
           0, 0, 0, '', 0, ''
    FROM (
        SELECT c.*, COALESCE(c.reach[1]::int, c.after + 1) AS step,
               CASE WHEN c.reach IS NULL THEN {why} ELSE '' END AS why
        FROM (SELECT c.*, {reach} AS reach FROM ({who}) c OFFSET 0) c
    ) w {wanted}
"""
EVERYBODY: Final = ""
WHO_CAN_BE_TRIED: Final = """WHERE w.why IN ('', 'network_down')
    ON CONFLICT (broadcast_id, person_id, step) DO NOTHING RETURNING person_id"""

# Steps that were passed over because a network was known to be out: an attempt that was not made is told too.
PASSED_OVER: Final = """
    INSERT INTO contact_delivery (
        id, broadcast_id, person_id, step, rung, channel, address, language, state, why, is_drill, due_at,
        settled_at, attempts, doubts, fence, ref, parts, code)
    SELECT (%(prefix)s || lpad(to_hex(row_number() OVER ()), 12, '0'))::uuid, d.broadcast_id, d.person_id, %(step)s,
           %(rung)s, %(channel)s, '', d.language, 'skipped', 'network_down', d.is_drill, %(at)s, %(at)s,
           0, 0, 0, '', 0, ''
    FROM {deliveries} JOIN people_person p ON p.id = d.person_id
    WHERE d.step > %(step)s AND d.due_at >= %(at)s
      AND COALESCE(p.account_place_id, p.place_id) = ANY(%(places)s)
      AND EXISTS (SELECT FROM people_contactpoint a WHERE a.person_id = p.id AND a.kind = %(kind)s)
    ON CONFLICT (broadcast_id, person_id, step) DO NOTHING
"""

OF_ALL: Final = "(SELECT * FROM contact_delivery WHERE broadcast_id = %(broadcast)s) d"
OF_SOME: Final = """
    unnest(%(persons)s::uuid[]) u(person) CROSS JOIN LATERAL (
        SELECT * FROM contact_delivery d WHERE d.broadcast_id = %(broadcast)s AND d.person_id = u.person OFFSET 0) d
"""

# Of several whom one telephone would tell the same, one is told, and stands for the others.
TOLD_TOGETHER: Final = """
    WITH shared AS (
        SELECT channel, address FROM contact_delivery
        WHERE broadcast_id = %(broadcast)s AND state = 'waiting' AND address <> '' AND channel <> 'paper'
        GROUP BY channel, address HAVING count(*) > 1
    ), first AS (
        SELECT DISTINCT ON (d.channel, d.address) d.id, d.channel, d.address
        FROM contact_delivery d JOIN shared USING (channel, address)
        WHERE d.broadcast_id = %(broadcast)s AND d.state = 'waiting'
        ORDER BY d.channel, d.address, d.step, d.id
    )
    UPDATE contact_delivery d
    SET state = 'skipped', why = 'same_address', told_with = first.id, settled_at = %(at)s
    FROM first
    WHERE d.broadcast_id = %(broadcast)s AND d.state = 'waiting' AND d.channel = first.channel
      AND d.address = first.address AND d.id <> first.id
"""
# The same, when the ladder is climbed: whoever else has this address is in the same party.
TOLD_WITH_PARTY: Final = """
    UPDATE contact_delivery d
    SET state = 'skipped', why = 'same_address', told_with = f.leader, settled_at = %(at)s, next_at = f.next_at
    FROM (
        SELECT DISTINCT ON (n.id) n.id, o.id AS leader,
               CASE WHEN o.state IN ('failed', 'unknown', 'taken') THEN COALESCE(o.next_at, %(at)s) END AS next_at
        FROM unnest(%(persons)s::uuid[]) u(person)
        CROSS JOIN LATERAL (
            SELECT * FROM contact_delivery n WHERE n.broadcast_id = %(broadcast)s AND n.person_id = u.person OFFSET 0) n
        CROSS JOIN LATERAL (
            SELECT m.id FROM people_person p JOIN people_person m ON m.party_id = p.party_id AND m.id <> p.id
            WHERE p.id = u.person OFFSET 0) m
        CROSS JOIN LATERAL (
            SELECT * FROM contact_delivery o WHERE o.broadcast_id = %(broadcast)s AND o.person_id = m.id OFFSET 0) o
        WHERE n.state = 'waiting' AND n.address <> '' AND n.channel <> 'paper' AND o.channel = n.channel
          AND o.address = n.address AND o.state <> 'skipped' AND (o.state <> 'waiting' OR o.id < n.id)
        ORDER BY n.id, o.state = 'waiting', o.id
    ) f
    WHERE d.id = f.id
"""

# Whose hour for the next rung has come, but not who answered, arrived by another rung, or is home.
DUE: Final = """
    UPDATE contact_delivery d SET next_at = NULL
    FROM (
        SELECT id FROM contact_delivery
        WHERE broadcast_id = %(broadcast)s AND next_at <= %(at)s
        ORDER BY next_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) due
    WHERE d.id = due.id
    RETURNING d.id, d.person_id, d.step, d.state, d.why
"""
# What waits for a provider that cannot be used for as long as one would wait for its receipt is passed by.
PASS_BY: Final = """
    UPDATE contact_delivery d SET state = 'skipped', why = 'provider_down', settled_at = %(at)s, next_at = %(at)s
    FROM (
        SELECT id FROM contact_delivery
        WHERE broadcast_id = %(broadcast)s AND channel = %(channel)s AND step = %(step)s AND state = 'waiting'
          AND due_at <= %(at)s - make_interval(mins => %(minutes)s)
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) passed
    WHERE d.id = passed.id
"""
# Who has no other way waits on.
WAIT_ON: Final = """
    UPDATE contact_delivery d SET state = 'waiting', why = '', settled_at = NULL, due_at = %(again_at)s
    WHERE d.id = ANY(%(passed)s::uuid[]) AND NOT EXISTS (
        SELECT FROM contact_delivery o
        WHERE o.broadcast_id = %(broadcast)s AND o.person_id = d.person_id AND o.step > d.step OFFSET 0)
"""
FOLLOWERS: Final = """
    SELECT f.person_id FROM unnest(%(leaders)s::uuid[]) u(leader)
    CROSS JOIN LATERAL (
        SELECT d.person_id FROM contact_delivery d WHERE d.told_with = u.leader AND d.why = 'same_address' OFFSET 0) f
"""
LAST_RUNGS: Final = """
    SELECT u.person, last.step, last.is_done FROM unnest(%(persons)s::uuid[]) u(person)
    CROSS JOIN LATERAL (
        SELECT max(d.step) AS step,
               bool_or(COALESCE(leader.state, d.state) IN ('delivered', 'waiting', 'sending', 'in_doubt')
                       OR COALESCE(leader.state, d.state) = 'taken'
                          AND COALESCE(leader.channel, d.channel) = ANY(%(silent)s)) AS is_done
        FROM contact_delivery d LEFT JOIN contact_delivery leader ON leader.id = d.told_with
        WHERE d.broadcast_id = %(broadcast)s AND d.person_id = u.person) last
    WHERE last.step IS NOT NULL
"""
ANSWERED: Final = """
    SELECT u.person FROM unnest(%(persons)s::uuid[]) u(person)
    WHERE EXISTS (SELECT FROM contact_checkin k WHERE k.person_id = u.person AND k.said_at >= %(since)s OFFSET 0)
       OR EXISTS (
           SELECT FROM contact_conversation v JOIN contact_message m ON m.conversation_id = v.id
           WHERE v.person_id = u.person AND m.direction = 'in' AND m.said_at >= %(since)s OFFSET 0)
"""
WAITING: Final = "SELECT count(*) FROM contact_delivery WHERE broadcast_id = %(broadcast)s AND state = 'waiting'"

_REACHED: Final = """
    SELECT c.*, COALESCE(c.reach[1]::int, 0) AS step, CASE WHEN c.reach IS NULL THEN {why} ELSE '' END AS why
    FROM (SELECT c.*, {reach} AS reach FROM ({who}) c OFFSET 0) c
"""
COUNT: Final = """
    SELECT w.step, w.language, w.why, count(*), count(DISTINCT NULLIF(w.reach[2], '')) + count(*) FILTER (
        WHERE w.reach[2] = '')
    FROM (@) w GROUP BY w.step, w.language, w.why ORDER BY w.step, w.language, w.why
""".replace("@", _REACHED)
SOME: Final = "SELECT w.id, w.step, w.reach[2], w.language FROM (@) w WHERE w.why = '' LIMIT %(most)s".replace(
    "@", _REACHED
)
NUMBER: Final = "SELECT count(*) FROM people_person p WHERE {people}"
