"""The pages of plans: the one in force, proposals, one plan, several side by side, one party's way."""

import csv
import io
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import TraceEntry
from dodomu.journeys.models import Adoption, Leg, Override, Proposal
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.operations.reviewing import review_plan
from dodomu.journeys.rules.terms import OverrideKind
from dodomu.people.models import Person
from tests import cast
from tests.journeys import planned
from tests.journeys.planned import NOW, Town
from tests.web.desk.conftest import SignedIn
from tests.web.desk.plans import adopted, page_of, pages, panel, with_two_flights, words


@pytest.fixture
def town(db: None) -> Town:
    return planned.town()


@pytest.fixture
def duty(town: Town, signed_in: SignedIn) -> Client:
    return signed_in(town.crisis)


def lead(party: UUID) -> Person:
    return Person.objects.get(party=party, leads_party=True)


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_every_page_is_there_with_nothing_and_with_everything(town: Town, duty: Client, language: str) -> None:
    lang = {"lang": language}
    page_of(duty, pages(town), data=lang)
    party, _, left = with_two_flights(town)
    town.plan(name="First")
    town.plan(budget=300)
    town.ask(budget=1)
    adopted(town, Proposal.objects.get(number=1).id)
    review_plan(crisis=town.id, by=town.duty, at=NOW)
    for page in ("", "1/", "2/", "3/", "compare", "compare?with=1&with=2", "2/adopt",
                 f"1/party/{party}/", f"1/party/{left}/"):  # fmt: skip
        page_of(duty, pages(town) + page, data=None if "?" in page else lang)


def test_with_no_plan_the_one_step_is_to_ask(town: Town, duty: Client) -> None:
    shown = page_of(duty, pages(town))
    assert 'href="#ask">Ask for a plan' in shown
    assert "No plan is in force" in panel(shown, "force-heading")


def test_a_plan_is_asked_for_with_what_to_suppose(town: Town, duty: Client) -> None:
    with_two_flights(town)
    typed = {"name": "Late", "begins": "tomorrow", "without_charters": "on", "slips": "F1", "hours": "5",
             "budget": "900", "seconds": "7", "without_legs": ["F2"], "least_chance": "40",
             "until": "2022-01-12T09:00"}  # fmt: skip
    answer = duty.post(pages(town), typed)
    assert (answer.status_code, answer["Location"]) == (302, f"{pages(town)}1/")
    row = Proposal.objects.get()
    assert (row.name, row.options["slips"], row.options["budget"], row.options["seconds"]) == (
        "Late",
        {"F1": 300},
        900,
        7,
    )
    assert row.options["from_at"] == "2022-01-11T00:00:00+06:00"
    assert row.options["without_charters"]
    assert (row.options["without_legs"], row.options["least_chance"]) == (["F2"], 0.4)
    assert row.options["until"] == "2022-01-12T03:00:00+00:00"  # 09:00 in Almaty
    waiting = page_of(duty, f"{pages(town)}1/")
    assert "waits its turn" in words(waiting)
    assert "F1 by 5 h" not in waiting  # what it supposes is said with the answer
    assert '<noscript><meta http-equiv="refresh"' in waiting


def test_only_departures_that_are_known_of_and_have_not_left_are_chosen_from(town: Town, duty: Client) -> None:
    town.leg("F1", 3)
    town.leg("SECRET", 3, known_from=NOW + timedelta(hours=3))
    town.leg("LATE", 3, NOW - timedelta(hours=1), expected_at=NOW + timedelta(hours=2))
    town.leg("LEFT", 3, NOW - timedelta(hours=1))
    shown = page_of(duty, pages(town))
    assert [ref for ref in ("F1", "SECRET", "LATE", "LEFT") if f'value="{ref}"' in shown] == ["F1", "LATE"]
    assert "10 Jan, 20:00" in words(shown) or "10.01, 20:00" in words(shown) or "20:00" in words(shown)
    assert duty.post(pages(town), {"begins": "now", "seconds": "9", "without_legs": "SECRET"}).status_code == 422


def test_the_same_asked_twice_leads_to_the_one_that_is_being_made(town: Town, duty: Client) -> None:
    typed = {"begins": "now", "seconds": "60"}
    duty.post(pages(town), typed)
    again = duty.post(pages(town), typed)
    assert again["Location"] == f"{pages(town)}1/?runs=1"
    assert "asked for already" in page_of(duty, again["Location"])
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"begins": "now", "seconds": "0"}, "Seconds for the search"),
        ({"begins": "now", "seconds": "9", "hours": "3"}, "Say which departure leaves later."),
        ({"begins": "now", "seconds": "9", "slips": "nothing", "hours": "3"}, "This departure leaves later"),
        ({"begins": "yesterday", "seconds": "9"}, "Begins"),
        ({"begins": "now", "seconds": "9", "until": "2022-01-10T17:59"}, "A plan ends after it begins"),
        ({"begins": "tomorrow", "seconds": "9", "until": "2022-01-10T23:00"}, "A plan ends after it begins"),
        ({"begins": "now", "seconds": "9", "until": "2023-01-10T17:59"}, "at most 30 days later"),
        ({"begins": "now", "seconds": "9", "until": "soon"}, "This is not an hour."),
        ({"begins": "now", "seconds": "9", "least_chance": "101"}, "Only what runs with a chance"),
        ({"begins": "now", "seconds": "9", "without_legs": "nothing"}, "Without these departures"),
    ],
)
def test_what_cannot_be_supposed_is_said_beside_its_field(
    town: Town, duty: Client, typed: dict[str, str], said: str
) -> None:
    answer = duty.post(pages(town), typed)
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not Proposal.objects.exists()


def test_progress_is_shown_and_stopped(town: Town, duty: Client) -> None:
    with_two_flights(town)
    asked = town.ask()
    Proposal.objects.filter(id=asked).update(
        state="running", progress={"doing": "mending", "seconds": 12.4, "value": 1200, "bound": 1500}
    )
    shown = page_of(duty, f"{pages(town)}1/", headers={"X-Fragment": "progress"})
    assert "<html" not in shown
    assert "The plan is bettered. Seconds so far 12 The best plan so far 1 200" in words(shown)
    assert duty.post(f"{pages(town)}1/stop").status_code == 302
    assert "It was asked to stop." in page_of(duty, f"{pages(town)}1/")


def test_a_plan_says_its_answer_its_proof_and_each_day_against_what_nobody_can_exceed(town: Town, duty: Client) -> None:
    party, _, left = with_two_flights(town)
    town.plan()
    shown = page_of(duty, f"{pages(town)}1/")
    answer = panel(shown, "answer")
    assert "3 of 7 people come home" in answer
    assert "Proven" in answer
    assert "4 people are left." in answer
    assert "Facts as of 10 January 2022, 18:00 Almaty. Made as things are." in answer
    assert "11 January 2022 11.01 3 3 3 " in panel(shown, "days-heading")
    assert f'href="{pages(town)}1/party/{left}/"' in shown
    assert lead(left).given_name in panel(shown, "left")
    assert lead(party).given_name in panel(shown, "parties-heading")
    assert str(party) not in words(shown)


def test_faulty_facts_and_a_failure_are_said(town: Town, duty: Client) -> None:
    asked = town.ask()
    fault = {"code": "no-home", "where": "problem", "facts": {"parties": "7"}}
    Proposal.objects.filter(id=asked).update(state="faulty", faults=[fault])
    assert "Nothing was planned. Correct these" in panel(page_of(duty, f"{pages(town)}1/"), "faults-of-problem")
    Proposal.objects.filter(id=asked).update(state="failed", fault="MemoryError", faults=[])
    assert "MemoryError" in panel(page_of(duty, f"{pages(town)}1/"), "failed-heading")


def test_who_cannot_be_planned_is_listed_with_why(town: Town, duty: Client) -> None:
    with_two_flights(town)
    cast.register(town.crisis, {**cast.PETRO, "place": "", "wish": "leave_now"}, at=NOW - timedelta(days=1))
    town.plan()
    told = panel(page_of(duty, f"{pages(town)}1/"), "unplannable-heading")
    assert "nobody knows where they are" in told


def test_two_plans_stand_side_by_side_with_what_they_suppose(town: Town, duty: Client) -> None:
    with_two_flights(town)
    town.charter("CH", 9, 5000)
    town.plan(name="All")
    town.plan(name="Without", without_charters=True)
    shown = page_of(duty, f"{pages(town)}compare?with=2&with=1")
    assert "Charters without any charter with charters" in panel(shown, "differ-heading")
    assert "11 January 2022 11.01 3 /" in panel(shown, "days-heading")
    assert "4" in panel(shown, "plan-2")
    assert shown.index("plan-2") < shown.index("plan-1")


def test_comparing_needs_two_and_takes_no_nonsense(town: Town, duty: Client) -> None:
    assert duty.get(f"{pages(town)}compare").status_code == 302
    with_two_flights(town)
    town.plan()
    town.plan(budget=100)
    shown = page_of(duty, f"{pages(town)}compare?with=1&with=x&with=99&with=-1")
    assert "Choose at least two plans" in shown


def test_a_partys_page_says_their_steps_in_local_hours_and_why(town: Town, duty: Client) -> None:
    party, _, left = with_two_flights(town)
    town.plan()
    shown = page_of(duty, f"{pages(town)}1/party/{party}/")
    way = panel(shown, "way-heading")
    assert "11 January, 14:00 Almaty · ala" in way
    assert "11 January, 16:00 Kyiv · kbp" in way
    assert "F1" in panel(shown, "legs-heading")
    assert "nobody was told of it" in shown
    shown = page_of(duty, f"{pages(town)}1/party/{left}/")
    assert "By this plan they are left." in panel(shown, "way-heading")
    assert "would have to offer more" in panel(shown, "change-heading")


def test_a_party_that_the_plan_does_not_know_is_said_so_and_nobody_is_404(town: Town, duty: Client) -> None:
    with_two_flights(town)
    town.plan()
    late = town.party(1)
    assert "This plan does not know them" in page_of(duty, f"{pages(town)}1/party/{late}/")
    assert duty.get(f"{pages(town)}1/party/{uuid4()}/").status_code == 404
    assert duty.get(f"{pages(town)}9/").status_code == 404


def test_a_persons_page_leads_to_their_way(town: Town, duty: Client) -> None:
    party, _, _ = with_two_flights(town)
    address = f"{pages(town)}party/{party}/"
    assert address in page_of(duty, f"/desk/{town.crisis.slug}/people/{lead(party).id}/")
    assert duty.get(address)["Location"] == pages(town)
    town.plan()
    assert duty.get(address)["Location"] == f"{pages(town)}1/party/{party}/"


def test_a_decision_is_kept_with_its_reason_listed_and_ended(town: Town, duty: Client) -> None:
    party, _, _ = with_two_flights(town)
    town.plan()
    address = f"{pages(town)}1/party/{party}/"
    typed = {"decision": str(uuid4()), "kind": "not_by", "leg": "F1", "country": "", "priority": "", "reason": "Doctor"}
    for _again in range(2):
        assert duty.post(address, typed)["Location"] == f"{address}?done=decided"
    row = Override.objects.get()
    assert (row.kind, row.leg, row.reason, row.officer_name) == (OverrideKind.NOT_BY, "F1", "Doctor", "Officer 0")
    told = panel(page_of(duty, pages(town)), "decided")
    assert "not by this departure" in told and "Doctor" in told and lead(party).given_name in told
    assert duty.post(f"{pages(town)}decided/{row.id}/end").status_code == 302
    assert "decided" not in page_of(duty, pages(town))
    assert "ended" in panel(page_of(duty, address), "decided-heading")
    assert duty.post(f"{pages(town)}decided/{uuid4()}/end").status_code == 404


@pytest.mark.parametrize(
    "typed", [{"kind": "not_by", "leg": "F1"}, {"kind": "not_by", "reason": "x"}, {"kind": "", "reason": "x"}]
)
def test_a_decision_without_a_reason_or_without_what_is_refused(
    town: Town, duty: Client, typed: dict[str, str]
) -> None:
    party, _, _ = with_two_flights(town)
    town.plan()
    answer = duty.post(f"{pages(town)}1/party/{party}/", {"decision": str(uuid4()), **typed})
    assert answer.status_code == 422
    assert "This was not saved" in answer.content.decode()
    assert not Override.objects.exists()


def test_what_breaks_under_the_plan_in_force_is_told_first_and_a_mended_plan_is_the_next_step(
    town: Town, duty: Client
) -> None:
    party, alone, _ = with_two_flights(town)
    adoption = adopted(town, town.plan())
    make_offers(adoption=adoption, by=town.duty, at=NOW)
    assert "Look whether it still holds" in page_of(duty, pages(town))
    duty.post(f"{pages(town)}review")
    assert "Everything that was told still held" in panel(page_of(duty, pages(town)), "force-heading")
    Leg.objects.filter(ref="F1").update(state="cancelled")
    duty.post(f"{pages(town)}review")
    told = panel(page_of(duty, pages(town)), "force-heading")
    assert "2 promises no longer hold." in told
    assert "F1 · it was cancelled" in told
    assert lead(party).given_name in told and lead(alone).given_name in told
    assert "See how far the mended plan is" in page_of(duty, pages(town))
    Proposal.objects.filter(number=2).update(asked_by=None, asked_by_name="system")
    waiting = page_of(duty, pages(town))
    assert ">the program itself<" in waiting and ">system<" not in waiting
    assert town.make(Proposal.objects.get(number=2).id)
    shown = page_of(duty, pages(town))
    assert "Look at the mended plan and adopt it" in shown
    assert "2 parties that were told already would move" in panel(shown, "force-heading")
    assert Adoption.objects.count() == 1


def test_a_mended_plan_supposes_what_the_one_in_force_does(town: Town, duty: Client) -> None:
    with_two_flights(town)
    assert duty.post(f"{pages(town)}mend").status_code == 409
    adopted(town, town.plan(without_charters=True, until=NOW + timedelta(days=3)))
    assert duty.post(f"{pages(town)}mend")["Location"] == f"{pages(town)}2/"
    row = Proposal.objects.get(number=2)
    assert row.mends_id and row.options["without_charters"] and row.options["seconds"] == 30
    assert row.options["until"] == (NOW + timedelta(days=3)).isoformat()
    assert duty.post(f"{pages(town)}mend")["Location"] == f"{pages(town)}2/?runs=1"


def test_nothing_is_decided_for_a_party_of_another_crisis(town: Town, duty: Client) -> None:
    with_two_flights(town)
    town.plan()
    theirs = planned.town().party(1)
    typed = {"decision": str(uuid4()), "kind": "stays_out", "reason": "x"}
    assert duty.post(f"{pages(town)}1/party/{theirs}/", typed).status_code == 404
    late = town.party(1)
    assert duty.post(f"{pages(town)}1/party/{late}/", typed).status_code == 302
    assert Override.objects.get().party_id == late


def test_a_file_without_names_is_for_who_sees_plans(town: Town, duty: Client, signed_in: SignedIn) -> None:
    party, _, left = with_two_flights(town)
    town.plan()
    viewer = signed_in(town.crisis, Role.VIEWER)
    answer = viewer.get(f"{pages(town)}1/plan.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    mine = [row for row in rows if row[0] == str(party)]
    assert mine[1][4:8] == ["F1", "ala", "2022-01-11 14:00+06:00", "kbp"]
    assert [row[-1] for row in rows if row[0] == str(left)] == ["is left"]
    assert lead(party).given_name not in text
    content = json.loads(b"".join(viewer.get(f"{pages(town)}1/plan.json").streaming_content))  # type: ignore[attr-defined]
    assert "people" not in content
    assert b"".join(viewer.get(f"{pages(town)}1/plan.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert viewer.get(f"{pages(town)}1/plan.exe").status_code == 404
    assert not TraceEntry.objects.filter(act="plan-taken-out").exists()
    assert viewer.post(f"{pages(town)}1/plan.csv", {"kind": "csv", "purpose": "For the airport"}).status_code == 403
    assert duty.get(f"{pages(town)}2/plan.csv").status_code == 404


def test_a_file_with_names_needs_a_purpose_and_leaves_a_trace(town: Town, duty: Client) -> None:
    party, _, _ = with_two_flights(town)
    town.plan()
    address = f"{pages(town)}1/plan.csv"
    for purpose in ("", "x"):
        assert duty.post(address, {"kind": "csv", "purpose": purpose}).status_code == 422
    assert not TraceEntry.objects.filter(act="plan-taken-out").exists()
    answer = duty.post(address, {"kind": "json", "purpose": "For the crew of F1"})
    content = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert lead(party).given_name in content["people"][str(party)]["name"]
    row = TraceEntry.objects.get(act="plan-taken-out")
    assert (row.details["purpose"], row.details["plan"], row.details["kind"]) == ("For the crew of F1", 1, "json")


def test_who_may_not_plan_sees_and_does_nothing(town: Town, signed_in: SignedIn) -> None:
    party, _, _ = with_two_flights(town)
    town.plan()
    viewer = signed_in(town.crisis, Role.VIEWER)
    shown = page_of(viewer, pages(town))
    assert 'id="ask"' not in shown
    assert "Adopt" not in page_of(viewer, f"{pages(town)}1/")
    for page in ("", "review", "mend", "1/stop", f"1/party/{party}/", "1/adopt"):
        assert viewer.post(pages(town) + page, {"begins": "now", "seconds": "5"}).status_code == 403
