-- Parties of one to five who wait in the places of a crisis, with papers, needs and ages; a third hold an offer.
-- Each statement ends with a semicolon and an empty line; values are given by planning.py.

SELECT setseed(0.42);

CREATE TEMP TABLE town AS
SELECT row_number() OVER (ORDER BY ref) - 1 AS n, count(*) OVER () AS all_of_them, id
FROM foundation_place WHERE crisis_id = %(crisis)s AND kind = 'city';

CREATE TEMP TABLE flight AS
SELECT row_number() OVER (ORDER BY ref) - 1 AS n, count(*) OVER () AS all_of_them, id, origin_id, target_id, departs_at
FROM journeys_leg WHERE crisis_id = %(crisis)s AND schedule = 'dated' AND departs_at > %(now)s;

CREATE TEMP TABLE together AS
SELECT gen_random_uuid() AS id, n, 1 + mod(n, 5) AS size, floor(random() * 1000)::int AS pick,
       %(now)s - random() * interval '5 days' AS since
FROM generate_series(1, %(people)s / 3) n;

INSERT INTO people_party (id, crisis_id, kind, may_split, said_size, created_at)
SELECT id, %(crisis)s, 'family', false, size, since FROM together;

INSERT INTO people_person (
    id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic, name_key, search_text,
    birth_date, citizenships, counts_as_citizen, languages, wish, needs, keep_until, account, account_place_id,
    account_leg, account_since, registered_at, version, place_id, asked_at, former_references)
SELECT gen_random_uuid(), %(crisis)s, 'P' || row_number() OVER (), t.id, k = 1, 'Шевченко', 'Тарас', '',
       'shevchenko taras', ' shevchenko taras', date '2021-12-31' - (random() * 29000)::int,
       CASE WHEN k = 3 THEN '{KZ}'::varchar[] ELSE '{UA}'::varchar[] END, k <> 3, '{uk}',
       CASE WHEN t.pick < 850 THEN 'leave_now' WHEN t.pick < 900 THEN 'undecided' ELSE 'stay' END,
       CASE WHEN random() < 0.9 THEN '{}'::varchar[] ELSE ARRAY[(ARRAY['medicine', 'wheelchair', 'pet', 'papers_lost',
            'pregnancy', 'no_cash'])[1 + floor(random() * 6)::int]] END, '2030-01-01',
       CASE WHEN t.pick >= 900 THEN 'stays' WHEN t.pick < 283 THEN 'promised' WHEN t.pick < 300 THEN 'aboard'
            WHEN t.pick < 320 THEN 'home' ELSE 'waiting' END,
       CASE WHEN t.pick BETWEEN 283 AND 319 THEN NULL ELSE town.id END,
       CASE WHEN t.pick < 283 THEN 'leg-100' WHEN t.pick < 300 THEN 'leg-0' ELSE '' END,
       t.since, t.since, 1, town.id, t.since, '{}'
FROM together t JOIN town ON town.n = mod(t.n, town.all_of_them) CROSS JOIN LATERAL generate_series(1, t.size) k;

INSERT INTO people_document (id, person_id, kind, state, number, number_index, expires_on)
SELECT gen_random_uuid(), id, CASE WHEN random() < 0.9 THEN 'passport' ELSE 'id_card' END, 'UA', '\x00',
       sha256(id::text::bytea), date '2022-01-01' + (random() * 3000)::int
FROM people_person WHERE crisis_id = %(crisis)s AND random() < 0.8;

CREATE TEMP TABLE promised AS
SELECT gen_random_uuid() AS offer, t.id AS party, t.size, t.since, flight.id AS leg, flight.origin_id,
       flight.target_id, flight.departs_at
FROM together t JOIN flight ON flight.n = mod(t.n, flight.all_of_them) WHERE t.pick < 283;

INSERT INTO journeys_offer (
    id, crisis_id, party_id, persons, kind, state, held_because, needs, meet_at, leave_by, made_at, answer_by,
    decline_reason, end_cause, version)
SELECT offer, %(crisis)s, party, (SELECT array_agg(id) FROM people_person WHERE party_id = party), 'place',
       CASE WHEN size = 2 THEN 'accepted' ELSE 'sent' END, '', '{}', departs_at, since, since, departs_at, '', '', 1
FROM promised;

INSERT INTO journeys_offerstep (
    offer_id, position, leg_id, fleet, rotation, origin_id, target_id, leaves_at, arrives_at)
SELECT offer, 0, leg, '', '', origin_id, target_id, departs_at, departs_at + interval '6 hours' FROM promised;

INSERT INTO journeys_offerride (offer_id, leg_id, takes, seats, persons, is_live)
SELECT offer, leg, jsonb_build_object('seat', size), size, size, true FROM promised;

DROP TABLE town, flight, together, promised;

ANALYZE
