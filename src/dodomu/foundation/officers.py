"""Officers and what they may do: who they are to the operations, and how rights are given and taken.

Nobody changes their own rights: the one who gives them is not the one who gets them.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_NAME = 120
LONGEST_USERNAME = 60
SPOKEN = "abcdefghijkmnpqrstuvwxyz23456789"  # letters and digits that are not mistaken for one another
GROUPS, GROUP = 4, 5


@dataclass(frozen=True)
class OfficerView:
    """An officer as an administrator sees one."""

    id: UUID
    username: str
    name: str
    language: str
    is_active: bool
    is_administrator: bool
    last_login: datetime | None
    roles: Mapping[UUID, Role]  # crisis -> role


def actor_for(officer: Officer) -> Actor:
    """Return the officer as operations know them, with the role they hold in each crisis."""
    roles = {each.crisis_id: Role(each.role) for each in Assignment.objects.filter(officer=officer)}
    return Actor(ActorKind.OFFICER, officer.name, officer.id, roles, officer.is_administrator)


def all_officers(*, by: Actor) -> list[OfficerView]:
    """Return every officer, those who can sign in first."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    rows = Officer.objects.order_by("-is_active", "name", "username").prefetch_related("assignments")
    return [_view(row) for row in rows]


def new_password() -> str:
    """Return a password that can be read out over a telephone: twenty letters in four groups, 98 random bits."""
    return "-".join("".join(secrets.choice(SPOKEN) for _ in range(GROUP)) for _ in range(GROUPS))


def add_officer(
    *,
    username: str,
    name: str,
    password: str,
    language: str = "uk",
    is_administrator: bool = False,
    by: Actor,
    at: datetime,
) -> UUID:
    """Add somebody who can sign in and may do nothing yet, or refuse a name that is taken or a weak password."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    username, name = username.strip(), name.strip()
    if not username or not name:
        raise Refused(FoundationReason.NAME_NEEDED)
    if len(username) > LONGEST_USERNAME or len(name) > LONGEST_NAME:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    _check_password(password, Officer(username=username, name=name))
    try:
        with transaction.atomic():
            officer = Officer.objects.create_user(
                username, password, name=name, language=language, is_administrator=is_administrator
            )
            trace.leave("officer-added", by=by, at=at, officer=str(officer.id), administrator=is_administrator)
    except IntegrityError as fault:
        raise Refused(FoundationReason.NAME_TAKEN, name=username) from fault
    return officer.id


@transaction.atomic
def give_role(*, officer: UUID, crisis: UUID, role: Role, by: Actor, at: datetime) -> None:
    """Give an officer a role in a crisis, in place of the one they held there."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    whom = _officer(officer, by)
    if not Crisis.objects.filter(id=crisis).exists():
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    Assignment.objects.update_or_create(officer=whom, crisis_id=crisis, defaults={"role": role})
    trace.leave("role-given", by=by, at=at, crisis=crisis, officer=str(officer), role=role)


@transaction.atomic
def take_role(*, officer: UUID, crisis: UUID, by: Actor, at: datetime) -> None:
    """Take an officer's role in a crisis from them; they no longer learn that it exists."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    whom = _officer(officer, by)
    if Assignment.objects.filter(officer=whom, crisis_id=crisis).delete()[0]:
        trace.leave("role-taken", by=by, at=at, crisis=crisis, officer=str(officer))


@transaction.atomic
def switch_off(*, officer: UUID, by: Actor, at: datetime) -> None:
    """Let an officer sign in no more, from this moment; what they did stays under their name."""
    _switch(officer, by, at, is_active=False)


@transaction.atomic
def switch_on(*, officer: UUID, by: Actor, at: datetime) -> None:
    """Let an officer sign in again."""
    _switch(officer, by, at, is_active=True)


@transaction.atomic
def renew_password(*, officer: UUID, password: str, by: Actor, at: datetime) -> None:
    """Give an officer a new password; wherever they are signed in, they are signed out."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    whom = _officer(officer, by)
    _set_password(whom, password)
    trace.leave("password-renewed", by=by, at=at, officer=str(officer))


@transaction.atomic
def change_own_password(*, password: str, by: Actor, at: datetime) -> None:
    """Give oneself a new password, or refuse a weak one."""
    whom = Officer.objects.filter(id=by.officer).first() if by.officer else None
    if whom is None:
        raise Refused(FoundationReason.NOT_SIGNED_IN)
    _set_password(whom, password)
    trace.leave("own-password-changed", by=by, at=at)


def _view(row: Officer) -> OfficerView:
    roles = {each.crisis_id: Role(each.role) for each in row.assignments.all()}
    return OfficerView(
        row.id, row.username, row.name, row.language, row.is_active, row.is_administrator, row.last_login, roles
    )


def _officer(officer: UUID, by: Actor) -> Officer:
    if officer == by.officer:
        raise Refused(FoundationReason.OWN_RIGHTS)
    whom = Officer.objects.select_for_update().filter(id=officer).first()
    if whom is None:
        raise Refused(FoundationReason.NO_SUCH_OFFICER)
    return whom


def _switch(officer: UUID, by: Actor, at: datetime, *, is_active: bool) -> None:
    permissions.check(by, Permission.KEEP_OFFICERS)
    whom = _officer(officer, by)
    if whom.is_active == is_active:
        return
    whom.is_active = is_active
    whom.save(update_fields=["is_active"])
    trace.leave("officer-switched-on" if is_active else "officer-switched-off", by=by, at=at, officer=str(officer))


def _set_password(whom: Officer, password: str) -> None:
    _check_password(password, whom)
    whom.set_password(password)
    whom.save(update_fields=["password"])


def _check_password(password: str, officer: Officer) -> None:
    try:
        validate_password(password, officer)
    except ValidationError as fault:
        raise Refused(FoundationReason.WEAK_PASSWORD, faults=fault.messages) from fault
