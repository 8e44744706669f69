"""A clock that is ahead: both sides cut it to the hour at which either of them heard of it first, whoever that was."""

from collections.abc import Iterator

import pytest

from dodomu.boarding.models import Touch
from tests.boarding.posts import acts
from tests.boarding.posts.rig import Sides
from tests.journeys.offered import harbour

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = 60 * 24 * 9  # minutes


@pytest.fixture
def sides() -> Iterator[Sides]:
    here = harbour()
    here.leg("PS101", 10)
    made = Sides(here.crisis)
    try:
        made.begin()
        yield made
    finally:
        made.post.end()


@pytest.mark.parametrize("turn", [1, -1])
def test_what_both_sides_were_handed_apart_counts_from_the_first_hour_at_which_one_heard_of_it(sides, turn):
    person = acts.register(["Лис Іван"], 5)["persons"][0]
    device = sides.post.enrol("Gate 1")
    sides.exchange(10)
    heard = [40, 600][::turn]
    sides.post.touch(device, 1, "boarded", [person], AHEAD, leg="PS101", means="name", received=heard[0])
    acts.touch(device, 1, "boarded", [person], AHEAD, leg="PS101", means="name", received=heard[1])
    acts.touch(device, 2, "taken_off", [person], 100, leg="PS101", received=700)  # truly after 40, and before 600
    sides.exchange(800)
    state = sides.agree()
    assert state["persons"][person][10] == "assembled"
    assert Touch.objects.get(number=1).received_at == acts.hour(40)
