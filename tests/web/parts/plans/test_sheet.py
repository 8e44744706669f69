"""The sheet of a plan: the answer first, everything in one file, safe, light, and true."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dodomu.engines.planner.check import faults_of
from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Status
from dodomu.engines.planner.problem import Party, Place
from dodomu.engines.planner.simulate import simulate
from dodomu.web.parts.plans import Facts, draw_sheet
from tests.web.parts.plans.example import OUTCOME, PLACES, PLAN, PROBLEM, large

MOST_BYTES = 5_000_000
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Reads a page as a browser would, and notes what a sheet must not have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.scripts = 0
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name.startswith("on") for name, _ in attrs)
        self.outside += [value for name, value in attrs if name in {"src", "href", "action"} and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def sheet(**changes: object) -> Reader:
    facts = Facts(changes.pop("problem", PROBLEM), changes.pop("plan", PLAN))  # type: ignore[arg-type]
    return Reader(draw_sheet(facts, **({"outcome": OUTCOME} | changes)))  # type: ignore[arg-type]


def test_the_example_that_is_drawn_holds() -> None:
    assert PROBLEM.faults() == ()
    assert faults_of(PROBLEM, PLAN) == ()


def test_the_answer_comes_first_with_how_sure_it_is_and_who_is_left() -> None:
    text = sheet().text
    order = [
        "34 of 41 people come home",
        "No plan can bring home more than 2.8",
        "7 people are left.",
        "Home, day by day",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "P-007" in text
    assert "P-004" in text


def test_a_sheet_is_whole_and_asks_nobody_for_anything() -> None:
    page = sheet()
    assert page.open == []
    assert page.outside == []
    assert page.scripts == 0
    assert "url(" not in draw_sheet(Facts(PROBLEM, PLAN), OUTCOME)
    assert "@import" not in draw_sheet(Facts(PROBLEM, PLAN), OUTCOME)


def test_names_that_somebody_gave_stay_words() -> None:
    evil = "<script>alert(1)</script>\u202e\u0000&\"'"
    places = tuple(replace(place, name=evil) for place in PLACES)
    parties = (replace(PROBLEM.parties[0], id=evil), *PROBLEM.parties[1:])
    first = replace(PLAN.itineraries[0], party=evil)
    problem = replace(PROBLEM, places=places, parties=parties, name=evil)
    plan = replace(PLAN, itineraries=(first, *PLAN.itineraries[1:]))
    page = sheet(problem=problem, plan=plan, outcome=replace(OUTCOME, plan=plan))
    assert page.scripts == 0
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text
    assert "\u0000" not in page.text


def test_a_proven_plan_says_so_and_gives_no_gap() -> None:
    proven = tuple(replace(level, bound=level.value) for level in OUTCOME.levels)
    text = sheet(outcome=replace(OUTCOME, status=Status.OPTIMAL, levels=proven)).text
    assert "Proven: no plan brings more people home" in text
    assert "proven best" in text
    assert "%" not in text.split("Departures")[0].replace("%)", "")


def test_a_gap_is_never_told_smaller_than_it_is() -> None:
    levels = (Level(LevelName.HOME, 100_000, 100_251), *OUTCOME.levels[1:])
    assert "0.26" in sheet(outcome=replace(OUTCOME, levels=levels)).text
    assert "0.25" not in sheet(outcome=replace(OUTCOME, levels=levels)).text


def test_a_plan_that_nothing_was_proven_of_tells_only_what_it_reaches() -> None:
    text = sheet(outcome=Outcome(Status.FINISHED, PLAN)).text
    assert "How good this plan is was not worked out." in text
    assert "Bound" not in text
    assert "People home, by priority 73" in text


def test_nobody_to_bring_home_is_an_answer_and_not_a_fault() -> None:
    empty = replace(PROBLEM, parties=())
    text = sheet(problem=empty, plan=Plan(), outcome=Outcome(Status.NOTHING_TO_DO, Plan())).text
    assert "Nobody is waiting to come home" in text


def test_a_plan_in_which_nobody_travels_names_everybody_as_left() -> None:
    outcome = Outcome(Status.NO_WAY_HOME, Plan(), (Level(LevelName.HOME, 0, 0),))
    text = sheet(plan=Plan(), outcome=outcome).text
    assert "0 of 41 people come home" in text
    assert "41 people are left." in text
    assert all(party.id in text for party in PROBLEM.parties)


def test_without_positions_the_map_is_left_out_with_the_reason() -> None:
    bare = tuple(replace(place, position=None) for place in PLACES)
    text = sheet(problem=replace(PROBLEM, places=bare)).text
    assert "There is no map: no place has a position." in text


def test_places_without_a_position_are_named_under_the_map() -> None:
    some = tuple(replace(place, position=None) if place.id == "istanbul" else place for place in PLACES)
    assert "1 place has no position and is not drawn: Стамбул" in sheet(problem=replace(PROBLEM, places=some)).text


def test_what_came_out_when_it_was_played_is_told() -> None:
    played = simulate(PROBLEM, PLAN, runs=20, seed=3)
    text = sheet(played=played).text
    assert "Played 20 times against its chances:" in text
    assert "nine runs of ten" in text


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_every_language_draws_the_whole_sheet(language: str) -> None:
    text = draw_sheet(Facts(PROBLEM, PLAN), OUTCOME, language=language)
    assert f'<html lang="{language}">' in text
    assert Reader(text).open == []


def test_the_same_plan_gives_the_same_sheet() -> None:
    assert draw_sheet(Facts(PROBLEM, PLAN), OUTCOME) == draw_sheet(Facts(PROBLEM, PLAN), OUTCOME)


def test_the_largest_plan_is_a_sheet_that_can_be_sent_and_says_what_it_leaves_out() -> None:
    problem, plan, outcome = large(45_000, 2_000)
    text = draw_sheet(Facts(problem, plan), outcome, enough=lambda: True)
    page = Reader(text)
    assert len(text.encode()) < MOST_BYTES
    assert "ways are not drawn; they carry" in page.text
    assert re.search(r"Here are 1.000 of 36.000 parties", page.text)
    assert re.search(r"Here are 400 of 1.600 legs", page.text)


def test_who_is_home_already_is_neither_brought_home_nor_left() -> None:
    problem = replace(PROBLEM, parties=(*PROBLEM.parties, Party("P-999", "kyiv", 5)))
    text = sheet(problem=problem).text
    assert "34 of 41 people come home" in text
    assert "P-999" not in text


def test_a_place_beside_the_others_on_the_far_side_of_the_earth_is_drawn_too() -> None:
    far = Place("fiji", "Фіджі", "place", "FJ", (-17.8, 178.0))
    problem = replace(PROBLEM, places=(*PLACES, far), parties=(*PROBLEM.parties, Party("P-998", "fiji", 1)))
    assert "Фіджі" in sheet(problem=problem).text
