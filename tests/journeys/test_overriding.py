"""What officers decide otherwise: with a name and a reason, and the next plan follows it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import Role
from dodomu.foundation.refusal import FoundationReason, Reason, Refused
from dodomu.journeys.models import Override
from dodomu.journeys.operations import overriding
from dodomu.journeys.queries import overrides, proposals
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import OverrideKind
from dodomu.people.reasons import PeopleReason
from tests import cast
from tests.journeys import planned
from tests.journeys.planned import NOW, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = planned.town()
    made.leg("F1", 3)
    made.leg("F2", 3, planned.SECOND)
    return made


def decide(
    town: Town, party: UUID, kind: OverrideKind, reason: str = "The doctor asked for it", **more: object
) -> UUID:
    asked: dict[str, object] = {"override": uuid4(), "by": town.consul, "at": NOW, **more}
    return overriding.override(party=party, kind=kind, reason=reason, **asked)  # type: ignore[arg-type]


def refused(town: Town, party: UUID, kind: OverrideKind, **more: object) -> Reason:
    with pytest.raises(Refused) as no:
        decide(town, party, kind, **more)  # type: ignore[arg-type]
    assert not Override.objects.exists()
    return no.value.reason


def legs_of(town: Town, party: UUID) -> list[str]:
    facts = proposals.facts_of(town.plan())
    assert facts is not None
    return [
        step.leg for each in facts.plan.itineraries if each.party == str(party) for step in each.steps[1:]
    ]  # fmt: skip


def test_a_decision_is_kept_with_name_and_reason_and_the_next_plan_follows_it(town: Town):
    party = town.party()
    decide(town, party, OverrideKind.NOT_BY, leg="F1")
    (line,) = overrides.overrides(town.id, party=party)
    assert (line.kind, line.leg, line.reason, line.officer) == (
        OverrideKind.NOT_BY, "F1", "The doctor asked for it", "consul",
    )  # fmt: skip
    assert legs_of(town, party) == ["F2"]


def test_a_decision_that_was_ended_is_not_followed_and_still_read(town: Town):
    party = town.party()
    decided = decide(town, party, OverrideKind.NOT_BY, leg="F1")
    overriding.end_override(override=decided, by=town.consul, at=NOW)
    overriding.end_override(override=decided, by=town.duty, at=planned.FIRST)
    assert legs_of(town, party) == ["F1"]
    assert overrides.overrides(town.id) == []
    assert [each.ended_at for each in overrides.overrides(town.id, with_ended=True)] == [NOW]


def test_who_stays_out_is_in_no_plan(town: Town):
    party = town.party()
    decide(town, party, OverrideKind.STAYS_OUT)
    assert legs_of(town, party) == []


def test_the_same_decision_sent_twice_is_one(town: Town):
    party, same = town.party(), uuid4()
    for _ in range(2):
        decide(town, party, OverrideKind.ONLY_BY, leg="F2", override=same)
    assert len(overrides.overrides(town.id)) == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_decision_without_a_reason_is_refused(town: Town, reason: str):
    assert refused(town, town.party(), OverrideKind.STAYS_OUT, reason=reason) is JourneysReason.REASON_NEEDED


def test_a_decision_without_a_name_is_refused(town: Town):
    nobody = replace(town.consul, name=" ")
    assert refused(town, town.party(), OverrideKind.STAYS_OUT, by=nobody) is JourneysReason.REASON_NEEDED


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (OverrideKind.NOT_BY, {}),
        (OverrideKind.NOT_BY, {"leg": "F1", "country": "TR"}),
        (OverrideKind.NOT_BY, {"country": "Turkey"}),
        (OverrideKind.ONLY_BY, {"country": "TR"}),
        (OverrideKind.PRIORITY, {}),
        (OverrideKind.PRIORITY, {"priority": "general"}),
        (OverrideKind.STAYS_OUT, {"leg": "F1"}),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(town: Town, kind: OverrideKind, said: dict[str, str]):
    assert refused(town, town.party(), kind, **said) is JourneysReason.OVERRIDE_INCOMPLETE


def test_a_leg_or_party_that_is_not_there_a_long_reason_and_a_viewer_are_refused(town: Town):
    party = town.party()
    assert refused(town, party, OverrideKind.NOT_BY, leg="F9") is JourneysReason.NO_SUCH_LEG
    assert refused(town, uuid4(), OverrideKind.STAYS_OUT) is PeopleReason.NO_SUCH_PERSON
    assert refused(town, party, OverrideKind.STAYS_OUT, reason="x" * 501) is FoundationReason.TEXT_TOO_LONG
    viewer = cast.officer(town.crisis, Role.VIEWER)
    assert refused(town, party, OverrideKind.STAYS_OUT, by=viewer) is FoundationReason.NOT_PERMITTED


def test_ending_what_was_never_decided_is_refused(town: Town):
    with pytest.raises(Refused) as no:
        overriding.end_override(override=uuid4(), by=town.duty, at=NOW)
    assert no.value.reason is JourneysReason.NO_SUCH_OVERRIDE
