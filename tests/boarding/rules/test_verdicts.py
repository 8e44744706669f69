"""One test for each thing that a verdict is made of."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from dodomu.boarding.rules.terms import Decides, Ground, Verdict
from dodomu.boarding.rules.verdicts import DEFAULT, Case, Judged, LegFacts, OfferFacts, anywhere, asks_document, judge
from dodomu.boarding.rules.verdicts import of_leg as said_to_all
from dodomu.journeys.rules.eligibility import NotStated, Relatives, Rule
from dodomu.journeys.rules.parties import PartyKnown, PersonKnown
from dodomu.journeys.rules.terms import LegState, OfferState
from dodomu.people.rules.terms import Account

DAY = date(2022, 1, 11)
POINT = uuid4()
PS1 = LegFacts(uuid4(), "PS-1", LegState.PLANNED, DAY, asks_document=True)
PASSPORT = (("passport", date(2030, 1, 1)),)


def person(**changes: object) -> PersonKnown:
    values = {
        "id": uuid4(), "is_citizen": True, "citizenships": ("UA",), "birth_date": date(1986, 3, 14),
        "wish": "leave_now", "wish_from": None, "account": Account.PROMISED, "place": None, "leg": "PS-1",
        "needs": (), "papers": PASSPORT, "asked_at": None,
    }  # fmt: skip
    return PersonKnown(**{**values, **changes})  # type: ignore[arg-type]


def child(**changes: object) -> PersonKnown:
    return person(**{"birth_date": date(2015, 6, 1), **changes})


def promised(*people: PersonKnown, **changes: object) -> OfferFacts:
    values = {
        "state": OfferState.ACCEPTED, "is_standby": False, "legs": ("PS-1",), "meeting_place": POINT,
        "persons": frozenset(each.id for each in people),
    }  # fmt: skip
    return OfferFacts(**{**values, **changes})  # type: ignore[arg-type]


def party(*people: PersonKnown, may_split: bool = False) -> PartyKnown:
    return PartyKnown(uuid4(), may_split, len(people), people)


def holder(who: PersonKnown | None = None, *others: PersonKnown, **changes: object) -> Case:
    """Somebody whose party said yes to a place on PS-1."""
    who = who or person()
    return Case(who, party(who, *others), promised(who, *others, **changes))


def verdict(case: Case, leg: LegFacts = PS1, rule: Rule | None = None) -> Judged:
    return judge(case, leg, point=POINT, rule=rule or Rule())


def is_asked(judged: Judged, ground: Ground, decides: Decides) -> bool:
    return (judged.verdict, judged.ground, judged.decides) == (Verdict.ASK, ground, decides)


def is_stopped(judged: Judged, ground: Ground) -> bool:
    return (judged.verdict, judged.ground) == (Verdict.STOP, ground)


# --- go


def test_who_said_yes_to_a_place_goes():
    assert verdict(holder()) == Judged(Verdict.GO, Ground.HOLDS_A_PLACE)


def test_who_stands_at_the_gate_already_goes():
    assert verdict(holder(person(account=Account.ASSEMBLED))).verdict is Verdict.GO


def test_a_child_with_a_parent_on_the_same_leg_goes():
    assert verdict(holder(child(), person())).verdict is Verdict.GO


def test_who_comes_by_the_leg_before_this_one_is_not_aboard_elsewhere():
    coming = holder(person(account=Account.ABOARD, leg="BUS-1"), legs=("BUS-1", "PS-1"))
    assert verdict(coming).verdict is Verdict.GO


def test_who_is_brought_by_our_vehicle_was_told_another_point_and_goes():
    assert verdict(holder(meeting_place=uuid4(), comes_by_vehicle=True)).verdict is Verdict.GO


def test_a_party_that_may_be_divided_goes_without_the_one_who_is_not_registered():
    who = person()
    assert verdict(Case(who, party(who, may_split=True), promised(who), lacks=1)).verdict is Verdict.GO


# --- ask


@pytest.mark.parametrize("state", [OfferState.SENT, OfferState.LATER])
def test_a_place_that_nobody_said_yes_to_is_asked_about_at_the_gate(state: OfferState):
    assert is_asked(verdict(holder(state=state)), Ground.NOT_ANSWERED, Decides.OFFICER)


def test_a_place_that_was_never_told_is_for_the_consul():
    assert is_asked(verdict(holder(state=OfferState.HELD)), Ground.NOT_ANSWERED, Decides.CONSUL)


@pytest.mark.parametrize("state", [OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN])
def test_who_said_no_or_nothing_has_no_offer_and_the_gate_sees_what_it_was(state: OfferState):
    who = person(account=Account.WAITING, leg="")
    judged = verdict(Case(who, party(who), ended={"PS-1": state}))
    assert is_asked(judged, Ground.NO_OFFER, Decides.CONSUL)
    assert judged.details == {"was": state.value}


def test_who_was_asked_to_the_gate_stands_by_at_the_place_the_plan_gave_them():
    who = person(account=Account.WAITING, leg="")
    judged = verdict(Case(who, party(who), promised(who, is_standby=True), line={"PS-1": 3}))
    assert is_asked(judged, Ground.STANDS_BY, Decides.OFFICER)
    assert judged.position == 3


def test_who_is_in_the_line_and_was_not_asked_has_no_offer_and_a_position():
    who = person(account=Account.WAITING, leg="")
    judged = verdict(Case(who, party(who), line={"PS-1": 7}))
    assert is_asked(judged, Ground.NO_OFFER, Decides.CONSUL)
    assert judged.position == 7


def test_who_holds_a_place_on_another_leg_is_told_which():
    judged = verdict(holder(legs=("PS-2",)))
    assert is_asked(judged, Ground.OTHER_LEG, Decides.CONSUL)
    assert judged.details["leg"] == "PS-2"


def test_who_was_told_to_meet_elsewhere_is_asked_about_with_the_name_of_the_place():
    judged = verdict(holder(meeting_place=uuid4(), meeting_name="Opera"))
    assert is_asked(judged, Ground.OTHER_POINT, Decides.OFFICER)
    assert judged.details["point"] == "Opera"


@pytest.mark.parametrize(
    ("account", "ground"),
    [
        (Account.STAYS, Ground.SAID_STAYS),
        (Account.LEFT_ALONE, Ground.SAID_GONE),
        (Account.UNREACHABLE, Ground.WAS_UNREACHABLE),
    ],
)
def test_what_the_ledger_says_of_a_holder_is_asked_about(account: Account, ground: Ground):
    assert is_asked(verdict(holder(person(account=account, leg=""))), ground, Decides.OFFICER)


def test_a_child_whose_adults_do_not_travel_is_for_the_consul():
    who = child()
    parent = person(account=Account.STAYS, leg="")
    judged = verdict(Case(who, party(who, parent), promised(who)))
    assert is_asked(judged, Ground.MINOR_ALONE, Decides.CONSUL)


def test_a_child_whose_adult_has_no_place_on_this_leg_is_alone():
    who, parent = child(), person()
    judged = verdict(Case(who, party(who, parent), promised(who)))
    assert judged.ground is Ground.MINOR_ALONE
    assert judged.details["also"] == [Ground.PARTY_INCOMPLETE.value]


@pytest.mark.parametrize(
    ("aboard", "verdict_for_the_child"), [("PS-1", Verdict.GO), ("BUS-1", Verdict.GO), ("PS-9", Verdict.ASK)]
)
def test_a_child_whose_adult_is_aboard_already_is_alone_unless_they_meet(aboard: str, verdict_for_the_child: Verdict):
    who, parent = child(), person(account=Account.ABOARD, leg=aboard)
    judged = verdict(holder(who, parent, legs=("BUS-1", "PS-1")))
    assert judged.verdict is verdict_for_the_child
    assert (judged.ground is Ground.MINOR_ALONE) is (verdict_for_the_child is Verdict.ASK)


def test_who_holds_places_on_two_legs_goes_at_the_gate_of_either_and_nowhere_else():
    both = holder(legs=("BUS-1", "PS-1"))
    assert verdict(both).verdict is Verdict.GO
    assert verdict(both, replace(PS1, ref="BUS-1")).verdict is Verdict.GO
    assert is_asked(verdict(both, replace(PS1, ref="PS-7")), Ground.OTHER_LEG, Decides.CONSUL)


def test_a_place_lets_nobody_go_who_is_over_or_whose_leg_is():
    """Whatever is asked about besides, a stop comes first."""
    cancelled = replace(PS1, state=LegState.CANCELLED)
    assert is_stopped(verdict(holder(child(papers=()), state=OfferState.SENT), cancelled), Ground.LEG_CANCELLED)
    assert is_stopped(verdict(holder(person(account=Account.HOME, leg="", papers=()))), Ground.HOME_ALREADY)
    assert is_stopped(verdict(holder(person(account=Account.HOME, leg="")), cancelled), Ground.HOME_ALREADY)


def test_somebody_alone_without_a_birth_date_may_be_a_child():
    assert is_asked(verdict(holder(person(birth_date=None))), Ground.BIRTH_DATE_UNKNOWN, Decides.OFFICER)


def test_without_a_birth_date_beside_an_adult_nobody_is_asked():
    assert verdict(holder(person(birth_date=None), person())).verdict is Verdict.GO


def test_a_party_of_which_somebody_is_not_registered_is_incomplete():
    who = person()
    judged = verdict(Case(who, party(who), promised(who), lacks=2))
    assert is_asked(judged, Ground.PARTY_INCOMPLETE, Decides.OFFICER)
    assert judged.details["lacks"] == 2


def test_who_joined_the_party_after_the_offer_has_no_place_and_the_others_are_incomplete():
    first, later = person(), person(account=Account.WAITING, leg="")
    together, offer = party(first, later), promised(first)
    assert is_asked(verdict(Case(later, together, offer)), Ground.NO_OFFER, Decides.CONSUL)
    assert is_asked(verdict(Case(first, together, offer)), Ground.PARTY_INCOMPLETE, Decides.OFFICER)


def test_no_known_document_is_asked_about_where_one_is_needed():
    case = holder(person(papers=()))
    assert is_asked(verdict(case), Ground.NO_DOCUMENT, Decides.OFFICER)
    assert verdict(case, replace(PS1, asks_document=False)).verdict is Verdict.GO


def test_lost_papers_are_for_the_consul():
    assert is_asked(verdict(holder(person(papers=(), needs=("papers_lost",)))), Ground.NO_DOCUMENT, Decides.CONSUL)


def test_a_document_that_ends_before_the_day_of_departure_has_expired():
    judged = verdict(holder(person(papers=(("passport", date(2022, 1, 10)),))))
    assert is_asked(judged, Ground.DOCUMENT_EXPIRED, Decides.CONSUL)
    assert judged.details["expired"] == "2022-01-10"


def test_one_document_that_holds_is_enough():
    assert verdict(holder(person(papers=(("id_card", date(2020, 1, 1)), *PASSPORT)))).verdict is Verdict.GO


def test_the_gravest_ground_is_named_first_and_the_others_beside_it():
    judged = verdict(holder(child(papers=()), state=OfferState.SENT))
    assert is_asked(judged, Ground.MINOR_ALONE, Decides.CONSUL)
    assert judged.details["also"] == [Ground.NOT_ANSWERED.value, Ground.NO_DOCUMENT.value]


# --- stop


@pytest.mark.parametrize(
    ("account", "ground"),
    [
        (Account.HOME, Ground.HOME_ALREADY),
        (Account.DECEASED, Ground.SAID_DEAD),
        (Account.NOT_OURS, Ground.NOT_OURS),
    ],
)
def test_who_is_over_by_the_ledger_is_stopped(account: Account, ground: Ground):
    assert is_stopped(verdict(holder(person(account=account, leg=""))), ground)


@pytest.mark.parametrize(
    ("state", "ground"),
    [
        (LegState.CANCELLED, Ground.LEG_CANCELLED),
        (LegState.DEPARTED, Ground.LEG_GONE),
        (LegState.ARRIVED, Ground.LEG_GONE),
    ],
)
def test_nobody_boards_a_leg_that_is_cancelled_or_gone(state: LegState, ground: Ground):
    leg = replace(PS1, state=state)
    assert is_stopped(verdict(holder(), leg), ground)
    assert said_to_all(leg) == Judged(Verdict.STOP, ground)
    assert said_to_all(PS1) is None


def test_who_is_aboard_was_boarded_already():
    assert is_stopped(verdict(holder(person(account=Account.ABOARD))), Ground.BOARDED_ALREADY)


def test_who_is_aboard_another_leg_is_not_boarded_here():
    judged = verdict(holder(person(account=Account.ABOARD, leg="BUS-9")))
    assert is_stopped(judged, Ground.ABOARD_ALREADY)
    assert judged.details["leg"] == "BUS-9"


def test_who_is_aboard_the_leg_after_this_one_is_not_coming_by_it():
    late = holder(person(account=Account.ABOARD, leg="PS-2"), legs=("PS-1", "PS-2"))
    assert is_stopped(verdict(late), Ground.ABOARD_ALREADY)


def test_a_party_of_which_nobody_counts_is_not_eligible():
    who = person(is_citizen=False, citizenships=("KZ",))
    judged = verdict(holder(who))
    assert is_stopped(judged, Ground.NOT_ELIGIBLE)
    assert judged.details["why"] == ["nobody-counts"]


def test_a_relative_who_may_not_come_along_stops_nobody_but_themselves():
    citizen, relative = person(), person(is_citizen=False, citizenships=("KZ",))
    rule = Rule(relatives=Relatives.NOBODY)
    assert is_stopped(verdict(holder(relative, citizen), rule=rule), Ground.NOT_ELIGIBLE)
    assert verdict(holder(citizen, relative), rule=rule).verdict is Verdict.GO


def test_where_only_minors_come_along_an_unknown_age_is_for_the_consul():
    unknown = person(is_citizen=False, citizenships=("KZ",), birth_date=None)
    judged = verdict(holder(unknown, person()), rule=Rule(relatives=Relatives.MINORS))
    assert is_asked(judged, Ground.BIRTH_DATE_UNKNOWN, Decides.CONSUL)


def test_a_rule_that_asks_for_papers_is_kept_by_the_consul():
    rule = Rule(papers=frozenset({"passport"}), papers_not_stated=NotStated.EXCLUDE)
    assert is_asked(verdict(holder(person(papers=())), rule=rule), Ground.NO_DOCUMENT, Decides.CONSUL)


# --- and anywhere else


def test_somebody_of_the_city_without_an_offer_is_what_a_pack_says_of_all():
    who = person(account=Account.WAITING, leg="")
    assert anywhere(Case(who, party(who)), on=DAY, rule=Rule()) == DEFAULT


def test_who_is_home_is_stopped_at_every_leg():
    assert anywhere(holder(person(account=Account.HOME, leg="")), on=DAY, rule=Rule()).ground is Ground.HOME_ALREADY


def test_a_leg_asks_for_a_document_where_it_crosses_a_border_or_says_so():
    assert asks_document((), "KZ", "UA")
    assert asks_document(("passport",), "KZ", "KZ")
    assert not asks_document(("ticket",), "KZ", "KZ")


def test_every_ground_of_the_server_has_a_test_here():
    found_at_the_gate = list(Ground)[list(Ground).index(Ground.PASS_FORGED) :]
    source = Path(__file__).read_text(encoding="utf-8")
    untested = [each for each in Ground if each not in found_at_the_gate and f"Ground.{each.name}" not in source]
    assert untested == []
