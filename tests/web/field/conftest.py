"""Officers in the field, each with a telephone of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Crisis, Officer, Place
from tests import cast

SignedIn = Callable[..., Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def crisis(db: None) -> Crisis:
    """A real crisis in Kazakhstan with two cities."""
    return cast.crisis(slug="kazakhstan")


@pytest.fixture
def almaty(crisis: Crisis) -> Place:
    return Place.objects.get(crisis=crisis, ref="almaty")


@pytest.fixture
def nursultan(crisis: Crisis) -> Place:
    return Place.objects.get(crisis=crisis, ref="nursultan")


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Return a telephone on which an officer with this role in this crisis is signed in (no role: an administrator)."""

    def sign_in(where: Crisis | None = None, role: Role | None = Role.FIELD_OFFICER, at: Place | None = None) -> Client:
        number = Officer.objects.count()
        officer = Officer.objects.create(
            username=f"officer{number}", name=f"Officer {number}", is_administrator=role is None
        )
        if where and role:
            Assignment.objects.create(officer=officer, crisis=where, role=role)
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(officer, backend=BACKEND)
        if where and at:
            client.post(f"/field/{where.slug}/place", {"place": str(at.id)})
        return client

    return sign_in


@pytest.fixture
def here(crisis: Crisis, almaty: Place, signed_in: SignedIn) -> Client:
    """A field officer who stands in Almaty."""
    return signed_in(crisis, at=almaty)
