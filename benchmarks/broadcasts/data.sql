-- People in ten cities of a crisis, two a party, each with a telephone of their own; one in fifty also with a mail
-- address. Each statement ends with a semicolon and an empty line; values are given by people.py.

INSERT INTO people_party (id, crisis_id, kind, may_split, said_size, created_at)
SELECT ('0192abcd-0000-7' || lpad(to_hex(n / 65536), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       %(crisis)s, 'family', false, 2, %(since)s
FROM generate_series(1, %(people)s / 2) n;

INSERT INTO people_person (
    id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic, name_key, search_text,
    citizenships, counts_as_citizen, languages, wish, needs, keep_until, account, account_place_id, account_leg,
    account_since, registered_at, version, place_id, asked_at, former_references)
SELECT ('0192abce-0000-7' || lpad(to_hex(n / 65536), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       %(crisis)s, lpad(n::text, 9, '0'),
       ('0192abcd-0000-7' || lpad(to_hex((n + 1) / 2 / 65536), 3, '0') || '-8000-'
        || lpad(to_hex((n + 1) / 2), 12, '0'))::uuid,
       mod(n, 2) = 1, 'Шевченко', 'Тарас', '', 'shevchenko taras', '', '{UA}', true,
       CASE WHEN mod(n, 10) = 0 THEN '{ru}' ELSE '{uk}' END::varchar[], 'leave_now', '{}', '2030-01-01', 'waiting',
       (%(places)s::uuid[])[1 + mod(n, 10)], '', %(since)s, %(since)s, 1, (%(places)s::uuid[])[1 + mod(n, 10)], %(since)s,
       '{}'
FROM generate_series(1, %(people)s) n;

INSERT INTO people_contactpoint (id, person_id, kind, value)
SELECT gen_random_uuid(), id, 'phone', '+38000' || right(reference, 8) FROM people_person WHERE crisis_id = %(crisis)s;

INSERT INTO people_contactpoint (id, person_id, kind, value)
SELECT gen_random_uuid(), id, 'email', 'p' || reference || '@example.org' FROM people_person
WHERE crisis_id = %(crisis)s AND mod(reference::int, 50) = 0;
