"""Who may do what, in one place: role x crisis. Whether it is allowed *now* is each chapter's rule."""

from enum import StrEnum
from uuid import UUID

from django.conf import settings

from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.refusal import FoundationReason, Refused


class Permission(StrEnum):
    SEE_COUNTS = "see-counts"
    SEE_PEOPLE = "see-people"
    SEE_PRIVATE = "see-private"  # documents, health words, telephones, addresses
    REGISTER = "register"
    CHANGE_PEOPLE = "change-people"
    DECIDE_IDENTITY = "decide-identity"
    MOVE_PEOPLE = "move-people"
    ESTIMATE = "estimate"
    IMPORT = "import"
    EXPORT = "export"
    KEEP_PLACES = "keep-places"
    SEE_SITUATION = "see-situation"
    TELL_SITUATION = "tell-situation"  # state, change and strike what is known
    PUBLISH = "publish"  # tell the public
    SEE_WAYS = "see-ways"
    KEEP_WAYS = "keep-ways"
    PLAN = "plan"  # ask for proposals, override for a party
    ADOPT = "adopt"
    RECORD_ANSWERS = "record-answers"
    OFFER = "offer"  # send, withdraw and pass on places
    SEE_MESSAGES = "see-messages"  # conversations, check-ins, feedback with their words
    ANSWER = "answer"  # write to somebody, assign, close
    BROADCAST = "broadcast"  # draft, ask for approval, pause and stop; keep rounds
    APPROVE = "approve"  # of a broadcast that another asked for
    BOARD = "board"  # at a gate, and at the desk in its stead; documents in custody
    DECIDE_DOUBTS = "decide-doubts"  # what two gates say of one person
    KEEP_DEVICES = "keep-devices"  # enrol, revoke, wipe
    CLOSE_MANIFEST = "close-manifest"
    KEEP_POSTS = "keep-posts"  # make and end posts that work alone, take in what they send
    PLAY_EXERCISE = "play-exercise"
    OPEN_CRISIS = "open-crisis"
    KEEP_OFFICERS = "keep-officers"


P = Permission
_VIEWER = frozenset({P.SEE_COUNTS, P.SEE_PEOPLE, P.SEE_SITUATION, P.SEE_WAYS})
_FIELD = _VIEWER | {
    P.SEE_PRIVATE, P.REGISTER, P.CHANGE_PEOPLE, P.MOVE_PEOPLE, P.TELL_SITUATION, P.RECORD_ANSWERS, P.SEE_MESSAGES,
    P.ANSWER, P.BOARD, P.CLOSE_MANIFEST,
}  # fmt: skip
_CONSUL = _FIELD | {
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
_DUTY = _CONSUL | {P.EXPORT, P.KEEP_PLACES, P.PLAY_EXERCISE, P.OPEN_CRISIS, P.ADOPT, P.KEEP_POSTS}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.FIELD_OFFICER: _FIELD,
    Role.CONSUL: _CONSUL,
    Role.DUTY_OFFICER: _DUTY,
}
# An administrator keeps officers and crises, and sees no person: the one who gives rights is not the one who reads.
ADMINISTRATOR = frozenset({P.OPEN_CRISIS, P.KEEP_OFFICERS, P.SEE_COUNTS})
PUBLIC_MAY = frozenset({P.REGISTER})
# A post that works alone has one half of the register. What needs both halves, or is everybody's, is done where they
# come together; a post takes it over with the next exchange.
ONLY_AT_HEADQUARTERS = frozenset({
    P.DECIDE_IDENTITY, P.KEEP_PLACES, P.TELL_SITUATION, P.KEEP_WAYS, P.PLAN, P.ADOPT, P.OFFER, P.ANSWER, P.BROADCAST,
    P.APPROVE, P.PLAY_EXERCISE, P.OPEN_CRISIS, P.KEEP_OFFICERS, P.KEEP_POSTS,
})  # fmt: skip


def may(actor: Actor, permission: Permission, crisis: UUID | None = None) -> bool:
    """Say whether the actor holds a permission in a crisis (in any crisis, when none is named)."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.PUBLIC:
        return permission in PUBLIC_MAY
    if settings.DODOMU_POST and permission in ONLY_AT_HEADQUARTERS:
        return False
    if actor.is_administrator and permission in ADMINISTRATOR:
        return True
    roles = actor.roles.values() if crisis is None else [role for key, role in actor.roles.items() if key == crisis]
    return any(permission in GRANTS[role] for role in roles)


def check(actor: Actor, permission: Permission, crisis: UUID | None = None) -> None:
    """Pass, or refuse."""
    if not may(actor, permission, crisis):
        if settings.DODOMU_POST and permission in ONLY_AT_HEADQUARTERS:
            raise Refused(FoundationReason.ONLY_AT_HEADQUARTERS, permission=permission)
        raise Refused(FoundationReason.NOT_PERMITTED, permission=permission)
