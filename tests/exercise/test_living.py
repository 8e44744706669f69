"""What happens in an exercise in which order, when it is played in one step."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dodomu.exercise import living
from dodomu.exercise.living import Event, Order

ALMATY = ZoneInfo("Asia/Almaty")


def event(hour: int, minute: int, order: Order = Order.ANSWER) -> Event:
    return Event(datetime(2022, 1, 11, hour, minute, tzinfo=ALMATY), order, f"{hour}:{minute}", lambda: None)


def together(*events: Event) -> list[str]:
    return [each.key for each in living._together(sorted(events), ALMATY)]


def test_answers_of_an_hour_are_taken_together_and_nothing_else_is():
    assert together(event(9, 10), event(9, 40), event(10, 10), event(10, 11)) == ["9:10", "9:40", "10:10"]
    assert together(event(9, 10), event(9, 20, Order.DEPART), event(9, 30)) == ["9:10"]
    assert together(event(9, 10, Order.MEET), event(9, 20), event(9, 30)) == ["9:10"]


def test_what_is_declined_before_a_round_is_passed_on_in_it_before_later_answers_are_heard():
    assert together(event(11, 40), event(11, 59), event(12, 0), event(12, 1), event(12, 30)) == [
        "11:40",
        "11:59",
        "12:0",
    ]
    assert together(event(12, 0), event(12, 1), event(12, 30)) == ["12:0", "12:1", "12:30"], "the round is over"


def test_what_happens_in_the_same_minute_happens_in_its_order():
    orders = [Order.PASS_ON, Order.LAPSE, Order.ANSWER, Order.MEET, Order.DEPART, Order.ARRIVE]
    assert [each.order for each in sorted(event(12, 0, order) for order in orders)] == sorted(orders)


def test_the_next_round_is_the_next_morning_when_the_last_is_over():
    evening = datetime(2022, 1, 11, 20, tzinfo=ALMATY)
    assert living._next_round(evening, ALMATY) == evening + timedelta(hours=12)
    assert living._next_round(evening - timedelta(minutes=1), ALMATY) == evening
