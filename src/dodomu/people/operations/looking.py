"""Looking at what is kept under seal: it is allowed to those who need it, and it leaves a trace."""

from datetime import datetime
from uuid import UUID

from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Person
from dodomu.people.reasons import PeopleReason


def look_at_documents(*, person: UUID, by: Actor, at: datetime) -> None:
    """Write down who looks at somebody's document numbers, or refuse; only then may a page show them."""
    row = Person.objects.filter(id=person).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    permissions.check(by, Permission.SEE_PRIVATE, row.crisis_id)
    trace.leave("documents-seen", by=by, at=at, crisis=row.crisis_id, person=str(person), reference=row.reference)
