-- A ledger as large as a large crisis leaves it, written in the order of recording.
-- 2 in 100 entries are corrected (half restated, half taken back, some restatements again); 5 in 100 are recorded
-- one to three days late, so that the entry after them left from where the person was then believed to stand.
-- Each statement ends with a semicolon and an empty line; %(people)s and %(mean)s are given by ledger_data.py.

SELECT setseed(0.42);

CREATE FUNCTION pg_temp.id_at(hour timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM hour) * 1000)::bigint), 12, '0')
            || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid
$$;

CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY ref) - 1 AS n, id FROM foundation_place;

CREATE TEMP TABLE human AS
SELECT n, at, pg_temp.id_at(at) AS id, greatest(1, round(%(mean)s * (0.3 + 1.4 * random())))::int AS steps
FROM (SELECT n, timestamptz '2022-01-05' + power(random(), 2) * interval '8 days' AS at
      FROM generate_series(1, %(people)s) n) one;

INSERT INTO people_party (id, crisis_id, kind, may_split, said_size, created_at)
SELECT h.id, c.id, 'single', false, 1, h.at FROM human h, foundation_crisis c;

CREATE TEMP TABLE step AS
SELECT h.id AS person, h.at AS opened, h.steps, each.k, each.pick, (random() * 59)::int AS place_n,
       'KB-' || (random() * 40)::int AS leg, timestamptz '2022-01-25' - h.at AS span,
       random() AS jitter, random() AS late
FROM human h CROSS JOIN LATERAL (SELECT k, random() AS pick FROM generate_series(0, h.steps - 1) k) each;

CREATE TEMP TABLE move AS
SELECT person, k, late, account,
       CASE WHEN k = 0 THEN opened ELSE opened + span * ((k + jitter * 0.9) / (steps + 1)) END AS happened_at,
       CASE WHEN account IN ('waiting', 'promised', 'assembled', 'on_the_way', 'stays') THEN place.id END AS place,
       CASE WHEN account IN ('promised', 'aboard') THEN leg ELSE '' END AS leg
FROM (SELECT *, CASE WHEN k = 0 THEN CASE WHEN pick < 0.9 THEN 'waiting' ELSE 'registered' END
                     WHEN k = steps - 1 AND pick < 0.3 THEN 'home'
                     WHEN pick < 0.45 THEN 'waiting'
                     WHEN pick < 0.60 THEN 'promised'
                     WHEN pick < 0.70 THEN 'assembled'
                     WHEN pick < 0.78 THEN 'aboard'
                     WHEN pick < 0.86 THEN 'on_the_way'
                     WHEN pick < 0.91 THEN 'stays'
                     WHEN pick < 0.98 THEN 'unreachable'
                     WHEN pick < 0.995 THEN 'left_alone'
                     ELSE 'not_ours' END AS account
      FROM step) s JOIN place ON place.n = s.place_n;

CREATE TEMP TABLE line AS
SELECT pg_temp.id_at(recorded_at) AS id, *, random() AS fate
FROM (SELECT *, happened_at + CASE WHEN k = 0 THEN interval '0'
                                   WHEN late < 0.05 THEN interval '1 day' * (1 + 40 * late)
                                   ELSE interval '20 minutes' * late END AS recorded_at
      FROM move) m;

-- Where the officer who recorded the entry found the person: if the one before it came late, at the one before that.
CREATE TEMP TABLE believed AS
SELECT *, CASE WHEN overtook THEN a2 ELSE a1 END AS from_account, CASE WHEN overtook THEN p2 ELSE p1 END AS from_place,
       CASE WHEN overtook THEN l2 ELSE l1 END AS from_leg
FROM (SELECT *, lag(recorded_at) OVER w > recorded_at AND k > 1 AS overtook,
             lag(account) OVER w AS a1, lag(place) OVER w AS p1, lag(leg) OVER w AS l1,
             lag(account, 2) OVER w AS a2, lag(place, 2) OVER w AS p2, lag(leg, 2) OVER w AS l2
      FROM line WINDOW w AS (PARTITION BY person ORDER BY k)) seen;

CREATE TEMP TABLE correction AS
SELECT pg_temp.id_at(b.recorded_at + interval '1 day') AS id, b.person, b.happened_at,
       b.recorded_at + interval '1 day' AS recorded_at, b.id AS corrects, b.fate >= 0.01 OR k = 0 AS restates,
       b.from_account, b.from_place, b.from_leg, b.account AS was_account, b.place AS was_place, b.leg AS was_leg,
       place.id AS place
FROM believed b JOIN place ON place.n = (b.fate * 2950)::int %% 60
WHERE b.fate < 0.02;

CREATE TEMP TABLE correction_again AS
SELECT pg_temp.id_at(recorded_at + interval '1 hour') AS id, person, happened_at,
       recorded_at + interval '1 hour' AS recorded_at, id AS corrects, from_account, from_place, from_leg, place
FROM correction WHERE restates AND random() < 0.03;

CREATE TEMP TABLE page AS
SELECT id, person, coalesce(from_account, '') AS from_account, from_place, coalesce(from_leg, '') AS from_leg,
       account, place, leg, happened_at, recorded_at, NULL::uuid AS corrects
FROM believed
UNION ALL
SELECT id, person, coalesce(from_account, ''), from_place, coalesce(from_leg, ''), 'waiting', place, '',
       happened_at, recorded_at, corrects
FROM correction WHERE restates
UNION ALL
SELECT id, person, was_account, was_place, was_leg, '', NULL, '', happened_at, recorded_at, corrects
FROM correction WHERE NOT restates
UNION ALL
SELECT id, person, coalesce(from_account, ''), from_place, coalesce(from_leg, ''), 'assembled', place, '',
       happened_at, recorded_at, corrects
FROM correction_again;

INSERT INTO people_person (
    id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic, name_key, search_text,
    citizenships, counts_as_citizen, languages, wish, needs, keep_until, account, account_place_id, account_leg,
    account_since, registered_at, version, former_references)
SELECT h.id, c.id, 'B' || h.n, h.id, true, 'Шевченко' || h.n, 'Тарас', 'Григорович', 'shevchenko taras ' || h.n,
       'shevchenko taras hryhorovych ' || h.n || ' +38000' || lpad(h.n::text, 7, '0'), '{UA}', random() < 0.9, '{uk}',
       'leave_now', '{}', '2023-01-01', s.account, s.place, s.leg, s.happened_at, h.at, 1, '{}'
FROM foundation_crisis c, human h JOIN (
    SELECT DISTINCT ON (person) person, account, place, leg, happened_at FROM page
    WHERE account <> '' AND id NOT IN (SELECT corrects FROM page WHERE corrects IS NOT NULL)
    ORDER BY person, happened_at DESC, recorded_at DESC, id DESC) s ON s.person = h.id;

INSERT INTO people_ledgerentry (
    id, crisis_id, person_id, from_account, from_place_id, from_leg, account, place_id, leg, evidence, said_by,
    happened_at, recorded_at, corrects)
SELECT p.id, c.id, person, from_account, from_place, from_leg, account, place, leg, 'told_self', 'self',
       happened_at, recorded_at, corrects
FROM page p, foundation_crisis c ORDER BY recorded_at;

DROP TABLE place, human, step, move, line, believed, correction, correction_again, page;

