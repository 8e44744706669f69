"""Who may do what: role by role, crisis by crisis."""

from uuid import uuid4

import pytest

from dodomu.foundation.actors import PUBLIC, SYSTEM, Actor, ActorKind, Role
from dodomu.foundation.permissions import Permission, check, may
from dodomu.foundation.refusal import FoundationReason, Refused

HERE, ELSEWHERE = uuid4(), uuid4()
P = Permission
READING = {P.SEE_COUNTS, P.SEE_PEOPLE, P.SEE_SITUATION, P.SEE_WAYS}
FIELD = READING | {
    P.SEE_PRIVATE, P.REGISTER, P.CHANGE_PEOPLE, P.MOVE_PEOPLE, P.TELL_SITUATION, P.RECORD_ANSWERS, P.SEE_MESSAGES,
    P.ANSWER, P.BOARD, P.CLOSE_MANIFEST,
}  # fmt: skip
CONSUL = FIELD | {
    P.DECIDE_IDENTITY,
    P.IMPORT,
    P.ESTIMATE,
    P.PUBLISH,
    P.KEEP_WAYS,
    P.PLAN,
    P.OFFER,
    P.BROADCAST,
    P.APPROVE,
    P.DECIDE_DOUBTS,
    P.KEEP_DEVICES,
}
DUTY = set(Permission) - {Permission.KEEP_OFFICERS}


def officer(role: Role | None = None, *, administrator: bool = False) -> Actor:
    return Actor(ActorKind.OFFICER, "x", uuid4(), {HERE: role} if role else {}, administrator)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.VIEWER, READING), (Role.FIELD_OFFICER, FIELD), (Role.CONSUL, CONSUL), (Role.DUTY_OFFICER, DUTY)],
)
def test_a_role_may_just_this_in_its_own_crisis(role: Role, allowed: set[Permission]):
    assert {each for each in Permission if may(officer(role), each, HERE)} == allowed
    assert {each for each in Permission if may(officer(role), each, ELSEWHERE)} == set()


def test_an_administrator_keeps_officers_and_sees_nobody():
    allowed = {each for each in Permission if may(officer(administrator=True), each, HERE)}
    assert allowed == {Permission.OPEN_CRISIS, Permission.KEEP_OFFICERS, Permission.SEE_COUNTS}


def test_the_public_may_register_and_nothing_else():
    assert {each for each in Permission if may(PUBLIC, each, HERE)} == {Permission.REGISTER}


def test_the_system_may_everything():
    assert all(may(SYSTEM, each, HERE) for each in Permission)


def test_who_may_not_is_refused():
    with pytest.raises(Refused) as no:
        check(officer(Role.VIEWER), Permission.EXPORT, HERE)
    assert no.value.reason is FoundationReason.NOT_PERMITTED
