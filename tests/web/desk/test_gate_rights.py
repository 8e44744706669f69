"""Who may do what at the gate's pages of the desk: every address with every role, and a stranger."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from dodomu.boarding.models import CustodyEntry, Doubt, Manifest, Pass
from dodomu.foundation.actors import Role
from dodomu.people.models import LedgerEntry
from tests import cast
from tests.boarding import touching
from tests.journeys.offered import TOMORROW, Harbour, harbour
from tests.web.desk.conftest import SignedIn

V, F, C, D, A = Role.VIEWER, Role.FIELD_OFFICER, Role.CONSUL, Role.DUTY_OFFICER, None
ROLES = (V, F, C, D, A)
AT_GATES: set[Role | None] = {F, C, D}  # who may stand at a gate
SOME = uuid4()
# name of the address -> its arguments after the crisis, how it is asked for, who may
PAGES: dict[str, tuple[tuple[object, ...], str, set[Role | None]]] = {
    "gate": ((), "get", AT_GATES),
    "gate-posts": ((), "get", AT_GATES),
    "gate-posts-take": ((), "post", AT_GATES),
    "gate-post-carry": ((SOME,), "post", AT_GATES),
    "gate-post-end": ((SOME,), "post", {D}),
    "gate-post-let-in": ((SOME, SOME), "post", {D}),
    "gate-post-call": ((SOME,), "post", {C, D}),
    "gate-manifests": ((), "get", AT_GATES),
    "gate-manifest": (("PS-1",), "get", AT_GATES),
    "gate-record": (("PS-1",), "post", AT_GATES),
    "gate-close": (("PS-1",), "get", AT_GATES),
    "gate-manifest-pdf": (("PS-1",), "get", AT_GATES),
    "gate-manifest-xlsx": (("PS-1",), "get", {D}),
    "gate-manifest-csv": (("PS-1",), "get", {D}),
    "gate-border": (("PS-1",), "get", {D}),
    "gate-carrier": (("PS-1",), "post", AT_GATES),
    "gate-arrival": (("PS-1",), "get", AT_GATES),
    "gate-landed": (("PS-1",), "post", AT_GATES),
    "gate-custody": ((), "get", AT_GATES),
    "gate-custody-take": ((), "post", AT_GATES),
    "gate-custody-move": ((SOME,), "post", AT_GATES),
    "gate-devices": ((), "get", AT_GATES),
    "gate-device-new": ((), "post", {C, D}),
    "gate-carried": ((), "post", AT_GATES),
    "gate-device": ((SOME,), "post", {C, D}),
    "gate-photo": ((SOME,), "get", AT_GATES),
    "gate-doubts": ((), "get", AT_GATES),
    "gate-doubt-decide": ((SOME,), "post", {C, D}),
    "passes-offer-print": ((SOME,), "get", AT_GATES),
    "passes-send": ((SOME,), "post", AT_GATES),
    "passes-leg-print": (("PS-1",), "get", AT_GATES),
    "passes-leg-strips": (("PS-1",), "get", AT_GATES),
    "pass-lost": ((SOME,), "post", AT_GATES),
    "pass-back": ((SOME,), "post", AT_GATES),
    "pass-anew": ((SOME,), "post", AT_GATES),
}


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Harbour:
    made = harbour()
    made.leg("PS-1", 10)
    made.offer_all({made.party(): "PS-1"})
    monkeypatch.setattr("dodomu.web.desk.door.clock.now", lambda _: TOMORROW + timedelta(minutes=5))
    return made


def ask(client: Client, slug: str, name: str) -> Any:
    keys, how, _ = PAGES[name]
    address = reverse(f"desk:{name}", args=[slug, *keys])
    answer = client.get(address) if how == "get" else client.post(address, {})
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, a file that is given out is closed
    return answer


def test_every_address_of_the_gate_is_in_this_table():
    desk = get_resolver().namespace_dict["desk"][1]
    names = {str(name) for name in desk.reverse_dict if isinstance(name, str)}
    assert {name for name in names if name.startswith(("gate", "pass-", "passes-"))} == set(PAGES)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role or "administrator"))
def test_each_address_answers_the_roles_that_may_and_no_other(here: Harbour, signed_in: SignedIn, role: Role | None):
    client = signed_in(here.crisis, role)
    told = {name: ask(client, here.crisis.slug, name).status_code for name in PAGES}
    let_in = {name for name, status in told.items() if status != 403}
    assert let_in == {name for name, (_, _, may) in PAGES.items() if role in may}
    assert 500 not in told.values()
    nothing_was_written(here)


def test_an_officer_of_another_crisis_learns_nothing_and_a_stranger_is_asked_to_sign_in(
    here: Harbour, signed_in: SignedIn
):
    officer = signed_in(cast.crisis(), D)
    assert {ask(officer, here.crisis.slug, name).status_code for name in PAGES} == {404}
    answers = [ask(Client(), here.crisis.slug, name) for name in PAGES]
    assert {(each.status_code, each["Location"].split("?")[0]) for each in answers} == {(302, "/desk/sign-in")}
    nothing_was_written(here)


def test_what_belongs_to_another_crisis_is_not_there(here: Harbour, signed_in: SignedIn):
    elsewhere = cast.crisis()
    person = cast.register(elsewhere, cast.OLENA).persons[0].id
    flight, one, two = touching.leg(elsewhere, "KB-9"), touching.gate(elsewhere, "a"), touching.gate(elsewhere, "b")
    for number, phone in enumerate((one, two)):
        phone.touch("boarded", person, leg=flight.id, minutes=number)
        phone.hand_in()
    doubt, device = Doubt.objects.get(crisis=elsewhere).id, one.row.id
    duty, slug = signed_in(here.crisis), here.crisis.slug
    assert duty.post(reverse("desk:gate-doubt-decide", args=[slug, doubt]), {"outcome": "stands"}).status_code == 404
    assert (
        duty.post(reverse("desk:gate-device", args=[slug, device]), {"act": "lost", "because": "x"}).status_code == 404
    )
    assert duty.get(reverse("desk:gate-manifest", args=[slug, "KB-9"])).status_code == 404
    form = {"form": str(uuid4()), "act": "boarded", "person": [str(person)]}
    assert duty.post(reverse("desk:gate-record", args=[slug, "PS-1"]), form).status_code in (404, 409)
    assert Doubt.objects.get(id=doubt).decided_at is None
    one.row.refresh_from_db()
    assert one.row.revoked_at is None
    assert LedgerEntry.objects.filter(person=person, leg="PS-1").count() == 0


def nothing_was_written(here: Harbour) -> None:
    assert not Manifest.objects.exists() and not CustodyEntry.objects.exists()
    assert not Pass.objects.filter(ended_at__isnull=False).exists()
    assert not LedgerEntry.objects.filter(crisis=here.crisis, account="aboard").exists()
