"""Identifiers sort by the hour they were made, and nobody makes one twice."""

import time
from concurrent.futures import ThreadPoolExecutor

from dodomu.foundation.identifiers import new_token, token_hash, uuid7


def test_each_is_greater_than_the_one_before():
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_it_is_a_version_7_of_the_hour():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_threads_make_no_two_alike():
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: uuid7(), range(4_000)))
    assert len(set(made)) == 4_000


def test_a_clock_that_runs_back_makes_none_smaller(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert uuid7() > first


def test_a_token_is_not_in_its_hash():
    token = new_token()
    assert len(token) >= 27
    assert token.encode() not in token_hash(token)
