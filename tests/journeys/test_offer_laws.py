"""Whatever is answered in whatever order: one live offer of a party, no more than the block, the ledger agrees."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Offer, OfferAnswer
from dodomu.journeys.operations.answering import lapse_due
from dodomu.journeys.operations.offering import send_held, withdraw_offer
from dodomu.journeys.operations.passing_on import pass_on
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE, Answer
from dodomu.people.queries.reconciliation import reconcile
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour

pytestmark = pytest.mark.django_db
PARTIES, SEATS = 7, 4
RIDES = ("PS-1", "PS-2")

answers = st.tuples(
    st.just("answer"), st.integers(0, PARTIES - 1), st.sampled_from([Answer.DECLINE, *Answer]), st.integers(0, 3)
)
acts = st.lists(
    st.one_of(
        answers,
        answers,
        answers,
        st.tuples(st.just("withdraw"), st.integers(0, PARTIES - 1)),
        st.tuples(st.just("pass_on")),
        st.tuples(st.just("lapse")),
        st.tuples(st.just("send_held"), st.integers(0, PARTIES - 1)),
        st.tuples(st.just("plan"), st.lists(st.sampled_from(["", *RIDES]), min_size=PARTIES, max_size=PARTIES)),
        st.tuples(st.just("time"), st.integers(1, 10)),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(play=acts)
def test_any_order_of_answers_plans_and_deadlines_keeps_the_laws(db, play):
    with transaction.atomic():
        here = harbour()
        here.leg("PS-1", SEATS)
        here.leg("PS-2", SEATS, departs=TOMORROW + timedelta(days=1))
        parties = [here.party(1 + number % 3) for number in range(PARTIES)]
        here.offer_all(_seated(parties, ["PS-1"] * PARTIES))
        at = NOW
        for number, act in enumerate(play):
            at += timedelta(minutes=5) + timedelta(hours=act[1] if act[0] == "time" else 0)
            _do(here, parties, act, at, number)
            assert promises.reconcile_offers(here.id) == ()
        proof = reconcile(here.id)
        assert (proof.faults, all(each.proves for each in proof.proofs)) == ({}, True)
        transaction.set_rollback(True)  # what an example wrote is taken back


def _seated(parties: list[UUID], wanted: list[str]) -> dict[UUID, str]:
    """A plan that holds: each party as wished, as long as there is room."""
    left = dict.fromkeys(RIDES, SEATS)
    seated = {}
    for number, (party, ref) in enumerate(zip(parties, wanted, strict=True)):
        size = 1 + number % 3
        if ref and left[ref] >= size:
            left[ref] -= size
            seated[party] = ref
    return seated


def _do(here: Harbour, parties: list[UUID], act: tuple, at, number: int) -> None:
    match act:
        case ("answer", who, answer, back):
            offers = list(Offer.objects.filter(party=parties[who]).order_by("-id")[: back + 1])
            if offers:  # an old one too: its message is still in their hands
                key = uuid5(offers[-1].id, str(number))
                kept = answered(here, parties[who], answer, offer=offers[-1].id, at=at, key=key)
                again = answered(here, parties[who], answer, offer=offers[-1].id, at=at, key=key)
                assert (again.answer, again.repeated) == (kept.answer, True)
                assert OfferAnswer.objects.filter(submission=key).count() == 1
        case ("withdraw", who) | ("send_held", who):
            offer = Offer.objects.filter(party=parties[who], state__in=LIVE).first()
            if offer:
                try:
                    if act[0] == "withdraw":
                        withdraw_offer(offer=offer.id, why="no crew", by=here.officer(), at=at)
                    else:
                        send_held(offer=offer.id, by=here.officer(), at=at)
                except Refused:
                    pass
        case ("pass_on",):
            pass_on(crisis=here.id, by=SYSTEM, at=at, seconds=2)
        case ("lapse",):
            lapse_due(crisis=here.id, at=at)
        case ("plan", wanted):
            if at < TOMORROW - timedelta(hours=5):
                here.offer_all(_seated(parties, wanted), at=at)
