"""One device may ask for what a gate needs, and not for more."""

from datetime import UTC, datetime, timedelta

from dodomu.boarding.rules import flood

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_device_that_was_quiet_may_ask_for_much_at_once():
    spare, granted = None, 0
    for _ in range(200):
        spent = flood.spend(spare, NOW, "touches", at=NOW)
        granted += spent.wait == 0
        spare = spent.left
    assert granted == int(flood.MOST)


def test_who_waits_as_long_as_was_said_is_granted_it():
    spent = flood.spend(0.0, NOW, "pack", at=NOW)
    assert spent.wait > 0
    assert flood.spend(spent.left, NOW, "pack", at=NOW + timedelta(seconds=spent.wait)).wait == 0


def test_a_clock_that_runs_back_gives_and_takes_nothing():
    assert flood.spend(5.0, NOW, "contact", at=NOW - timedelta(hours=1)).left == 4.0


def test_a_pack_costs_more_than_a_word():
    assert flood.COST["pack"] > 10 * flood.COST["contact"]
