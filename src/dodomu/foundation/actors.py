"""Who does something: an officer with roles, a member of the public, or the system itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    DUTY_OFFICER = "duty_officer"
    CONSUL = "consul"
    FIELD_OFFICER = "field_officer"
    VIEWER = "viewer"


class ActorKind(StrEnum):
    OFFICER = "officer"
    PUBLIC = "public"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, with the role they hold in each crisis (officers only)."""

    kind: ActorKind
    name: str
    officer: UUID | None = None
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    is_administrator: bool = False


PUBLIC = Actor(ActorKind.PUBLIC, "public")
SYSTEM = Actor(ActorKind.SYSTEM, "system")
EXERCISE = Actor(ActorKind.SYSTEM, "exercise")
