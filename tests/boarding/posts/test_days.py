"""Three days on both sides in any order, with bundles lost, repeated and late: in the end both have the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.boarding.posts import acts
from tests.boarding.posts.rig import Sides
from tests.house.emptying import empty
from tests.journeys.offered import Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = (
    "register", "register", "say", "note", "safe", "answer", "arrive", "board", "take off", "land", "walk in",
    "tell up", "tell down", "lose up", "lose down", "late up", "late down",
)  # fmt: skip


class Days:
    """What happens on two sides, drawn step by step."""

    def __init__(self, here: Harbour, sides: Sides) -> None:
        self.here, self.sides, self.step = here, sides, 0
        self.people: dict[str, list[str]] = {"here": [], "there": []}
        self.parties: list[dict[str, Any]] = []
        self.kept: dict[str, list[str]] = {"up": [], "down": []}
        self.device = {"here": acts.enrol("HQ gate"), "there": sides.post.enrol("Post gate")}
        self.made = {"here": 0, "there": 0}

    def do(self, act: str, where: str, which: int) -> None:
        self.step += 1
        minutes = 10 + self.step * 13
        side = acts if where == "here" else self.sides.post
        known = self.people[where]
        if act == "register":
            made = side.register([f"Особа {_word(self.step)}", f"Друга {_word(self.step)}"], minutes)
            known += made["persons"]
        elif act == "walk in":
            self._touch(side, where, "walked_in", [str(acts.uuid4())], minutes, which)
        elif act in ("tell up", "lose up", "late up"):
            self._up(act, minutes)
        elif act in ("tell down", "lose down", "late down"):
            self._down(act, minutes)
        elif not known:
            return
        elif act == "say":
            side.say(known[which % len(known)], minutes, place=("almaty", "nursultan")[which % 2])
        elif act == "note":
            side.note(known[which % len(known)], f"Нотатка {self.step}", minutes)
        elif act == "safe":
            side.safe(known[which % len(known)], minutes)
        elif act == "answer":
            self._answer(side, minutes, which)
        else:
            kind = {"arrive": "arrived", "board": "boarded", "take off": "taken_off", "land": "landed"}[act]
            self._touch(side, where, kind, [known[which % len(known)]], minutes, which)

    def _answer(self, side: Any, minutes: float, which: int) -> None:
        family = self.parties[which % len(self.parties)]
        side.answer(family["party"], ("accept", "decline")[which % 2], minutes, family["offer"])

    def _touch(self, side: Any, where: str, kind: str, persons: list[str], minutes: float, which: int) -> None:
        self.made[where] += 1
        body: dict[str, Any] = {"means": "name", "verdict": ("go", "stop")[which % 2], "ground": "holds-a-place"}
        if kind == "walked_in":
            given = {"family_name": f"Прибула{_word(self.step)}", "given_name": "Марта", "citizenship": "UA"}
            body = {"person": persons[0], "submission": str(acts.uuid4()), "given": given}
            self.people[where].append(persons[0])
        leg = None if kind in ("arrived", "walked_in") else ("PS101", "PS102")[which % 3 % 2]
        side.touch(self.device[where], self.made[where], kind, persons, minutes, leg=leg, **body)

    def _up(self, act: str, minutes: float) -> None:
        bundle = self.sides.from_post(minutes) if act != "late up" or not self.kept["up"] else self.kept["up"][0]
        self.kept["up"].append(bundle)
        if act != "lose up":
            assert acts.take(bundle, minutes)["state"] == "taken"

    def _down(self, act: str, minutes: float) -> None:
        fresh = act != "late down" or not self.kept["down"]
        bundle = self.sides.from_headquarters(minutes) if fresh else self.kept["down"][0]
        self.kept["down"].append(bundle)
        if act != "lose down":
            assert self.sides.post.take(bundle, minutes)["state"] == "taken"


def _word(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in f"{number:04}")


@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTS), st.sampled_from(("here", "there")), st.integers(0, 11)),
        min_size=15,
        max_size=40,
    ),
    st.booleans(),
)
def test_whatever_is_done_and_in_whatever_order_it_is_told_both_sides_agree(drawn, headquarters_first):
    empty()
    here = harbour()
    here.leg("PS101", 3)
    here.leg("PS102", 30)
    families = [acts.register([f"Родина {_word(number)}", f"Дитина {_word(number)}"], 1) for number in range(4)]
    here.offer_all({acts.UUID(each["party"]): "PS102" for each in families})
    sides = Sides(here.crisis)
    try:
        sides.begin()
        days = Days(here, sides)
        for family in families:
            family["offer"] = str(acts.Offer.objects.get(party=acts.UUID(family["party"])).id)
            days.parties.append(family)
            days.people["here"] += family["persons"]
            days.people["there"] += family["persons"]
        for act, where, which in drawn:
            days.do(act, where, which)
        if headquarters_first:
            sides.down(900)
        sides.exchange(910)
        state = sides.agree()
        assert len(state["touches"]) == sum(days.made.values()), "every touch is there once"
    finally:
        sides.post.end()
