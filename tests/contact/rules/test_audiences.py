"""Audiences are read strictly: nobody is told by a slip of the pen."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dodomu.contact.rules.audiences import GONE, MOST_NAMED, Audience, AudienceFault, read
from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

WHOLE = Audience(
    places=(uuid4(),), needs=(Need.WHEELCHAIR,), wishes=(Wish.LEAVE_NOW,), accounts=(Account.WAITING,), legs=("F1",),
    parties=(uuid4(),), persons=(uuid4(),), languages=("uk",), not_heard_since=datetime(2022, 1, 8, tzinfo=UTC),
    heard_since=datetime(2022, 1, 1, tzinfo=UTC), registered_only=True,
)  # fmt: skip


def test_what_is_kept_is_read_again_as_it_was():
    assert read(WHOLE.as_json()) == WHOLE
    assert read({}) == Audience() and Audience().as_json() == {}
    assert Audience().is_everybody and not WHOLE.is_everybody


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"place": []}, "place"),
        ({"places": ["almaty"]}, "places"),
        ({"places": "01a202f8-ce42-7591-b2ed-f23b6d402364"}, "places"),
        ({"places": [str(uuid4()) for _ in range(MOST_NAMED + 1)]}, "places"),
        ({"needs": ["everything"]}, "needs"),
        ({"wishes": [None]}, "wishes"),
        ({"accounts": ["home", "abroad"]}, "accounts"),
        ({"legs": [""]}, "legs"),
        ({"languages": ["UK"]}, "languages"),
        ({"heard_since": "2022-01-08T00:00:00"}, "heard_since"),  # no zone
        ({"not_heard_since": "yesterday"}, "not_heard_since"),
        ({"registered_only": "yes"}, "registered_only"),
    ],
)
def test_what_is_not_understood_names_its_part(given: dict[str, object], part: str):
    with pytest.raises(AudienceFault) as caught:
        read(given)
    assert caught.value.part == part


def test_who_is_home_is_left_out_unless_named_and_the_dead_always():
    assert Audience().left_out == GONE
    assert Audience(accounts=(Account.HOME, Account.DECEASED)).left_out == (
        Account.LEFT_ALONE, Account.DECEASED, Account.NOT_OURS,
    )  # fmt: skip
