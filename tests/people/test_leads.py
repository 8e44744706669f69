"""Parties by whoever leads them."""

from uuid import uuid4

import pytest

from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Person
from dodomu.people.queries.leads import leads_of
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_party_goes_by_the_code_and_name_of_whoever_leads_it() -> None:
    crisis, other = cast.crisis(), cast.crisis()
    party = cast.register(crisis, cast.OLENA, cast.TARAS).party
    elsewhere = cast.register(other, cast.PETRO).party
    found = leads_of(crisis.id, [party, elsewhere, uuid4()], by=cast.officer(crisis))
    lead = Person.objects.get(party=party, leads_party=True)
    assert list(found) == [party]
    assert (found[party].person, found[party].reference) == (lead.id, lead.reference)
    assert found[party].name == f"{lead.family_name} {lead.given_name}"


def test_nobody_is_named_to_who_may_see_nobody() -> None:
    crisis = cast.crisis()
    with pytest.raises(Refused):
        leads_of(crisis.id, [], by=PUBLIC)
