"""Which broken promises are unavoidable."""

from dodomu.engines.planner.explain import (
    unavoidable_promises,
    what_moved,
)
from dodomu.engines.planner.plan import (
    LevelName,
)
from dodomu.engines.planner.problem import Charter, Closure, Permission, Problem, Promise
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.brute import best_on
from tests.engines.planner.cast import (
    SELM,
    TIKK,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    at,
    ride,
    the_places,
)
from tests.engines.planner.explaining.saying import codes


def promised(*parties: object, seats: int = 10, **more: object) -> Problem:
    return a_problem(parties, [a_leg(seats=seats, **more)])  # type: ignore[arg-type]


def test_a_promise_on_a_leg_that_is_gone_or_closed_is_unavoidably_broken():
    party = a_party("p", promise=Promise("flight", cost=3))
    assert unavoidable_promises(promised(party)).cost == 0
    gone = a_problem([party], [])
    assert (unavoidable_promises(gone).cost, unavoidable_promises(gone).parties) == (3, {"p"})
    assert codes(unavoidable_promises(gone).because) == [Code.PROMISED_LEG_GONE]
    closed = a_problem([party], [a_leg()], closures=[Closure("flight", at(0), at(24))])
    assert codes(unavoidable_promises(closed).because) == [Code.PROMISED_LEG_GONE]
    dear = a_problem([party], [a_leg(charter="hire")], charters=[Charter("hire", 9)], budget=8)
    assert unavoidable_promises(dear).cost == 3


def test_a_promise_on_a_leg_out_of_reach_is_unavoidably_broken():
    party = a_party("p", place=SELM, promise=Promise("flight"))
    near = a_problem([party], [a_leg()], links=[a_link()])
    assert unavoidable_promises(near).cost == 0
    far = a_problem([party], [a_leg()], links=[a_link(minutes=241)])
    assert codes(unavoidable_promises(far).because) == [Code.PROMISED_OUT_OF_REACH]
    stranded = a_problem([a_party("p", promise=Promise("flight"))], [a_leg(target=TIKK)])
    assert codes(unavoidable_promises(stranded).because) == [Code.PROMISED_OUT_OF_REACH]
    unprocessed = a_problem([a_party("p", persons=3, promise=Promise("flight"))], [a_leg()],
                            places=the_places(orv={"processing": 2}))  # fmt: skip
    assert unavoidable_promises(unprocessed).cost == 1
    bussed = a_problem([party], [a_leg()], fleets=[a_fleet()])
    assert unavoidable_promises(bussed).cost == 0


def test_of_too_many_promises_the_cheapest_must_go():
    parties = [
        a_party("a", persons=2, promise=Promise("flight", cost=5)),
        a_party("b", persons=2, promise=Promise("flight", cost=4)),
        a_party("c", persons=1, promise=Promise("flight", cost=2)),
    ]
    found = unavoidable_promises(promised(*parties, seats=3))
    assert found.cost == 4 and codes(found.because) == [Code.PROMISED_TOO_MANY]
    assert found.cost == best_on(promised(*parties, seats=3), LevelName.PROMISES, {})
    quota = a_problem(parties, [a_leg(permission="leave")], permissions=[Permission("leave", 2)])
    found = unavoidable_promises(quota)
    assert found.cost == 6 and codes(found.because) == [Code.PROMISED_QUOTA]


def test_each_broken_promise_is_said_to_be_unavoidable_or_not():
    party, other = a_party("p", promise=Promise("flight", cost=2)), a_party("other")
    later = a_leg("later", departs=at(8), arrives=at(11))
    problem = a_problem([party, other], [a_leg(seats=1), later])
    plan = a_plan(an_itinerary(party, ride()), an_itinerary(other, ride("later")))
    swapped = a_plan(an_itinerary(party, ride("later")), an_itinerary(other, ride()))
    moves = {each.party: each for each in what_moved(problem, plan, problem, swapped)}
    broken = moves["p"].broken
    assert broken is not None and not broken.unavoidable and broken.cost == 2
    assert codes(broken.because) == [Code.PROMISE_COULD_BE_KEPT] and moves["other"].broken is None
    gone = a_problem([party, other], [later])
    left = a_plan(an_itinerary(party, ride("later")))
    moves = {each.party: each for each in what_moved(problem, plan, gone, left)}
    broken = moves["p"].broken
    assert broken is not None and broken.unavoidable and codes(broken.because) == [Code.PROMISED_LEG_GONE]
