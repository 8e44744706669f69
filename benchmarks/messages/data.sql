-- Parties of one, each with a telephone, and a thread with messages in it. The words are those of a few sealed texts.
INSERT INTO people_party (id, crisis_id, kind, may_split, said_size, created_at)
SELECT uuidv(1, n), %(crisis)s, 'single', false, 1, %(since)s FROM generate_series(1, %(threads)s) n;

INSERT INTO people_person (id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic,
    name_key, search_text, citizenships, counts_as_citizen, languages, wish, needs, keep_until, account, account_leg,
    account_since, registered_at, version, former_references)
SELECT uuidv(2, n), %(crisis)s, lpad(n::text, 9, '0'), uuidv(1, n), true, 'Bench' || n, 'Person', '', 'bench' || n,
    'bench' || n || ' person', '{UA}', true, '{uk}', 'leave_now', '{}', '2030-01-01', 'waiting', '', %(since)s,
    %(since)s - n * interval '1 second', 1, '{}'
FROM generate_series(1, %(threads)s) n;

INSERT INTO people_contactpoint (id, person_id, kind, value)
SELECT uuidv(3, n), uuidv(2, n), 'phone', '+3800' || lpad(n::text, 8, '0') FROM generate_series(1, %(threads)s) n;

INSERT INTO contact_conversation (id, crisis_id, person_id, channel, address, hint, state, is_urgent, waits_since,
    first_in_at, last_at, closed_with, closed_words, version)
SELECT uuidv(4, n), %(crisis)s, uuidv(2, n), '', '', '', 'open', n %% 500 = 0, %(since)s + n * interval '1 second',
    %(since)s + n * interval '1 second', %(since)s + n * interval '1 second', '', '', 1
FROM generate_series(1, %(threads)s) n;

INSERT INTO contact_correspondent (id, channel, address, conversation_id, first_heard_at, last_heard_at, auto_replies)
SELECT uuidv(5, n), 'sms', '+3800' || lpad(n::text, 8, '0'), uuidv(4, n), %(since)s, %(since)s, '{}'
FROM generate_series(1, %(threads)s) n;

INSERT INTO contact_message (id, conversation_id, direction, channel, address, key, words, tokens, is_automatic, is_cut,
    files, handled, note_kind, is_first_answer, said_at, recorded_at)
SELECT uuidv(6, n * 10 + m), uuidv(4, n), 'in', 'sms', '+3800' || lpad(n::text, 8, '0'), 'bench-' || n || '-' || m,
    t.words, t.tokens, false, false, '{}', '', '', false, %(since)s + n * interval '1 second',
    %(since)s + n * interval '1 second'
FROM generate_series(1, %(threads)s) n CROSS JOIN generate_series(1, %(messages)s) m
JOIN bench_texts t ON t.number = (n * 7 + m * 13) %% %(texts)s
