-- Parties of two that wait in ten cities of a crisis, each with the entry that opened their account.
-- Each statement ends with a semicolon and an empty line; values are given by offers.py.

INSERT INTO people_party (id, crisis_id, kind, may_split, said_size, created_at)
SELECT gen_random_uuid(), %(crisis)s, 'family', false, %(persons)s, %(since)s FROM generate_series(1, %(parties)s);

INSERT INTO people_person (
    id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic, name_key, search_text,
    citizenships, counts_as_citizen, languages, wish, needs, keep_until, account, account_place_id, account_leg,
    account_since, registered_at, version, place_id, asked_at, former_references)
SELECT gen_random_uuid(), %(crisis)s, %(letter)s || row_number() OVER (), p.id, n = 1, 'Шевченко', 'Тарас', '',
       'shevchenko taras', ' shevchenko taras', '{UA}', true, '{uk}', 'leave_now', '{}', '2030-01-01', 'waiting',
       (%(places)s::uuid[])[1 + mod(abs(hashtext(p.id::text)), 10)], '', %(since)s, %(since)s, 1,
       (%(places)s::uuid[])[1 + mod(abs(hashtext(p.id::text)), 10)], %(since)s, '{}'
FROM people_party p CROSS JOIN generate_series(1, %(persons)s) n WHERE p.crisis_id = %(crisis)s;

INSERT INTO people_ledgerentry (
    id, crisis_id, person_id, from_account, from_leg, account, place_id, leg, evidence, said_by, happened_at, recorded_at)
SELECT gen_random_uuid(), crisis_id, id, '', '', account, account_place_id, '', 'told_self', 'self', account_since,
       account_since
FROM people_person WHERE crisis_id = %(crisis)s;
