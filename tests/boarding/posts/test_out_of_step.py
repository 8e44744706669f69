"""A side that was put back from a copy, a laptop that was copied, an hour set on both sides: nothing is lost by it."""

import contextlib
from collections.abc import Iterator

import pytest

from dodomu.boarding.models import Bundle, Device, Doubt, Post
from dodomu.contact.models import Advice
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Officer
from tests.boarding.posts import acts
from tests.boarding.posts.rig import Process, Sides
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Harbour:
    made = harbour()
    made.leg("PS101", 10)
    return made


@pytest.fixture
def sides(here: Harbour) -> Iterator[Sides]:
    made = Sides(here.crisis)
    try:
        made.begin()
        yield made
    finally:
        made.post.end()


@contextlib.contextmanager
def copied(sides: Sides) -> Iterator[Process]:
    """Give a copy of the laptop as it is now."""
    copy = sides.post.copied()
    sides.post.do("connect", sides.post.database, "A")
    try:
        yield copy
    finally:
        copy.end()


def test_a_post_put_back_from_a_copy_loses_nothing_that_it_writes_afterwards(sides):
    """It gives its numbers a second time: a number alone must not pass for something headquarters has."""
    sides.exchange(5)
    with copied(sides) as old:
        lost = sides.post.register(["Перша Особа"], 10)["persons"]
        for minutes in (11, 12, 13):
            assert sides.up(minutes)["state"] == "taken"
        sides.post, broken = old, sides.post
        try:
            after = sides.post.register(["Друга Особа"], 20)["persons"]
            for minutes in (21, 22, 23):
                sides.from_post(minutes)  # made, and lost on the way
            assert sides.down(30)["state"] == "taken"
            assert sides.up(31)["state"] == "taken"
            assert sides.down(32)["state"] == "taken"
            sides.exchange(40)
            assert set(sides.agree()["persons"]) == {*lost, *after}
        finally:
            sides.post = broken


def test_a_post_put_back_from_a_copy_is_told_to_take_a_file_of_headquarters_first(sides):
    sides.exchange(5)
    with copied(sides) as old:
        sides.post.register(["Перша Особа"], 10)
        sides.up(11)
        sides.up(12)
        bundle = old.make(sides.file.post, 21)
        assert acts.take(bundle, 22)["refused"] == "bundle-number-twice"
        assert acts.take(bundle, 23)["refused"] == "bundle-number-twice"


def test_two_copies_of_one_post_are_one_in_the_end(sides):
    sides.exchange(5)
    with copied(sides) as other:
        here, there = [], []
        for turn in range(3):
            here += sides.post.register([f"Перша {'абв'[turn]}"], 10 + turn)["persons"]
            there += other.register([f"Друга {'абв'[turn]}"], 10 + turn)["persons"]
            for side in (sides.post, other):
                acts.take(side.make(sides.file.post, 20 + turn), 20 + turn)
                side.take(sides.from_headquarters(20 + turn), 20 + turn)
        for _ in range(3):
            for side in (sides.post, other):
                acts.take(side.make(sides.file.post, 30), 30)
                side.take(sides.from_headquarters(30), 30)
        assert set(acts.state()["persons"]) == {*here, *there}
        assert set(sides.post.state()["persons"]) == set(other.state()["persons"]) == {*here, *there}


def test_headquarters_put_back_from_a_copy_is_told_all_again_and_tells_all_again(sides):
    kept = acts.register(["Перша Особа"], 1)["persons"]
    sides.exchange(5)
    row, bundles = sides.row, set(Bundle.objects.values_list("id", flat=True))
    person = sides.post.register(["Друга Особа"], 10)["persons"]
    sides.exchange(20)
    with as_owner():  # as it was at five minutes, but for what the post has told it since
        Bundle.objects.exclude(id__in=bundles).delete()
        Post.objects.filter(id=row.id).update(sent=row.sent, acknowledged=row.acknowledged, taken=row.taken)
        acts.Note.objects.all().delete()
    sides.post.note(person[0], "Стоїть біля воріт", 21)
    assert sides.up(30)["refused"] == "bundle-too-early"
    assert sides.down(31)["state"] == "taken"
    sides.exchange(40)
    assert set(sides.agree()["persons"]) == {*kept, *person}


def test_what_was_set_here_is_told_although_the_other_side_changed_the_same_row_meanwhile(sides):
    """Of a device headquarters hears that it was wiped, though it had withdrawn it before the post's bundle came."""
    device = sides.post.enrol("Gate 1")
    sides.exchange(5)
    sides.post.do("made_so_far", device, 40)
    Device.objects.filter(id=acts.UUID(device)).update(revoked_at=acts.hour(10), revoked_because="lost")
    sides.down(11)  # now the row at the post was written by what it took
    sides.exchange(20)
    assert Device.objects.get(id=acts.UUID(device)).made_so_far == 40
    sides.agree()


def test_a_doubt_that_was_decided_is_decided_on_both_sides_though_the_post_raised_it_earlier(sides):
    family = acts.register(["Коваль Олена"], 1)
    sides.exchange(5)
    device = sides.post.enrol("Gate 1")
    sides.exchange(6)
    for side in (acts, sides.post):
        for number, serial in ((1, "aa"), (2, "bb")):
            side.touch(device, number, "boarded", family["persons"], 10, leg="PS101", means="pass", serial=serial)
    doubt = Doubt.objects.first()
    assert doubt is not None
    raised = doubt.raised_at
    sides.post.do("raise_earlier", str(doubt.id), 1)
    Doubt.objects.filter(id=doubt.id).update(decided_at=acts.hour(30), outcome="stands", words="Він там був.")
    sides.up(31)
    sides.exchange(40)
    assert Doubt.objects.get(id=doubt.id).raised_at < raised
    assert sides.post.do("decided", str(doubt.id)) == "stands"


def test_who_was_forgotten_is_not_remembered_by_what_the_other_side_has(sides):
    person = sides.post.register(["Перша Особа"], 10)["persons"][0]
    sides.exchange(20)
    with as_owner():
        acts.Registration.objects.filter(person=person).delete()
        acts.Person.objects.filter(id=person).update(forgotten_at=acts.hour(30))
    sides.post.do("tell_anew")
    sides.exchange(40)
    assert not acts.Registration.objects.filter(person=person).exists()


def test_advice_that_was_given_one_number_twice_is_kept_under_two(sides, tmp_path, settings):
    sign_with_a_new_key(tmp_path, settings)
    sides.exchange(5)
    with copied(sides) as copy:
        copy.key(str(tmp_path))
        sides.post.key(str(tmp_path))
        assert sides.post.advise(10) == copy.advise(11) == 1_000_001
        for _ in range(4):
            for side in (sides.post, copy):
                acts.take(side.make(sides.file.post, 30), 30)
                side.take(sides.from_headquarters(30), 30)
        assert list(Advice.objects.order_by("number").values_list("number", flat=True)) == [1_000_001, 1_000_002]
        sides.exchange(40)
        assert sorted(sides.agree()["advice"]) == ["1000001", "1000002"]


def test_an_officer_added_at_a_post_gives_way_to_headquarters_officer_of_that_name(sides):
    sides.post.do("add_officer", "marta")
    Officer.objects.create(username="marta", name="Марта")
    sides.exchange(10)
    names = sorted(Officer.objects.filter(username__startswith="marta").values_list("username", "is_active"))
    assert [name.split("~")[0] for name, _ in names] == ["marta", "marta"] and not names[1][1]
