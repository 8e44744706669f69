"""Officers at the desk, each with a browser of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from tests import cast

SignedIn = Callable[..., Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def crisis(db: None) -> Crisis:
    """A real crisis in Kazakhstan."""
    return cast.crisis(slug="kazakhstan")


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Return a browser in which an officer with this role in this crisis is signed in (no role: an administrator)."""

    def sign_in(where: Crisis | None = None, role: Role | None = Role.DUTY_OFFICER, **fields: object) -> Client:
        number = Officer.objects.count()
        officer = Officer.objects.create(
            username=f"officer{number}", name=f"Officer {number}", is_administrator=role is None, **fields
        )
        if where and role:
            Assignment.objects.create(officer=officer, crisis=where, role=role)
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(officer, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def duty(crisis: Crisis, signed_in: SignedIn) -> Client:
    """The duty officer of the crisis."""
    return signed_in(crisis)
