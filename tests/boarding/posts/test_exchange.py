"""A post that works alone and headquarters that goes on: whatever was done on either side, both have it afterwards."""

from collections.abc import Iterator

import pytest

from tests.boarding.posts import acts
from tests.boarding.posts.rig import Sides
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


def test_a_post_begins_with_all_that_headquarters_has(here):
    party = here.party(2)
    here.offer_all({party: "PS101"})
    made = Sides(here.crisis)
    try:
        made.begin()
        state = made.agree()
        assert len(state["persons"]) == 2 and len(state["offers"]) == 1
    finally:
        made.post.end()


def test_what_was_registered_on_both_sides_is_on_both_afterwards(sides):
    at_headquarters = acts.register(["Коваль Олена"], 10)
    at_post = sides.post.register(["Гук Петро", "Гук Марія"], 20)
    sides.post.say(at_post["persons"][0], 30, needs="wheelchair")
    sides.post.note(at_post["persons"][1], "Стоїть біля воріт", 31)
    sides.exchange(60)
    state = sides.agree()
    assert set(state["persons"]) == {*at_headquarters["persons"], *at_post["persons"]}
    assert state["notes"] == ["Стоїть біля воріт"]
    assert acts.opens(at_post["token"]) == at_post["party"]
    assert sides.post.opens(at_headquarters["token"]) == at_headquarters["party"]


def test_every_kind_of_word_comes_over_once_whoever_tells_first(sides, here):
    family = acts.register(["Лис Іван", "Лис Ганна"], 5)
    here.offer_all({acts.UUID(family["party"]): "PS101"})
    sides.exchange(10)
    device = sides.post.enrol("Gate 1")
    sides.post.answer(family["party"], "accept", 20)
    sides.post.touch(device, 1, "arrived", family["persons"], 30, means="name")
    sides.post.safe(family["persons"][0], 31)
    acts.safe(family["persons"][1], 32)
    acts.say(family["persons"][0], 33, needs="oxygen")
    sides.post.say(family["persons"][0], 34, place="nursultan")
    sides.post.touch(device, 2, "boarded", family["persons"], 40, leg="PS101", means="name", verdict="go")
    assert sides.down(50)["state"] == "taken"
    assert sides.post.state()["offers"][str(_offer(family))][0] == "accepted", "what was answered here stands meanwhile"
    sides.exchange(60)
    state = sides.agree()
    assert {state["persons"][each][10] for each in family["persons"]} == {"aboard"}
    assert state["offers"][str(_offer(family))][0] == "accepted" and len(state["answers"]) == 1
    assert len(state["check-ins"]) == 2 and len(state["touches"]) == 2 and not state["doubts"]


def test_when_nothing_happened_a_bundle_tells_nothing_of_people(sides):
    sides.post.register(["Гук Петро"], 20)
    sides.exchange(60)
    sides.exchange(70)
    sides.from_headquarters(80)
    sides.from_post(80)
    quiet = {"foundation.Officer", "foundation.Crisis", "contact.AdviceText", "journeys.Proposal"}
    assert set(acts.rows_told(sides.file.post)) <= quiet
    assert set(sides.post.rows_told(sides.file.post)) <= quiet


def test_bundles_may_be_lost_come_twice_or_out_of_order(sides):
    sides.post.register(["Перша Особа"], 10)
    lost = sides.from_post(11)
    sides.post.register(["Друга Особа"], 12)
    second = sides.from_post(13)
    sides.post.register(["Третя Особа"], 14)
    third = sides.from_post(15)
    assert acts.take(third)["state"] == "taken"
    assert acts.take(second)["repeated"] and acts.take(third)["repeated"] and acts.take(lost)["repeated"]
    assert acts.proves()["registered"] == 3
    sides.exchange(60)
    sides.agree()


def test_a_bundle_that_begins_where_another_was_never_taken_is_refused_in_plain_words(sides):
    sides.exchange(10)
    from dodomu.boarding.models import Post

    Post.objects.update(taken=0)  # headquarters was put back from a copy
    sides.post.register(["Перша Особа"], 10)
    assert acts.take(sides.from_post(15))["refused"] == "bundle-too-early"
    assert sides.down(16)["state"] == "taken"  # which says what headquarters has
    assert sides.up(17)["state"] == "taken"
    sides.exchange(20)
    sides.agree()


def test_what_is_forged_cut_foreign_or_another_under_its_number_is_refused(sides, here):
    import base64

    data = base64.b64decode(sides.from_post(5))

    def taken(raw: bytes) -> str:
        return str(acts.take(base64.b64encode(raw).decode()).get("refused"))

    assert taken(b"") == taken(b"hello") == "no-bundle"
    assert taken(data[:9]) == taken(data[:-1]) == taken(data[: len(data) // 2]) == "bundle-cut"
    assert taken(data + b"x") == "bundle-cut"
    middle = len(data) - 100
    assert taken(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]) == "bundle-forged"
    assert taken(data.replace(b'"number":1', b'"number":7')) == "bundle-forged"
    assert taken(data.replace(sides.file.post.encode(), b"0" * 8 + sides.file.post.encode()[8:])) == "bundle-foreign"
    assert acts.take(sides.from_headquarters(6))["refused"] == "bundle-foreign"
    assert taken(data) == "None"


def test_after_a_post_was_ended_what_it_tells_is_kept_and_nothing_follows(sides):
    from dodomu.boarding.models import Bundle
    from dodomu.boarding.operations.posts import making
    from dodomu.foundation.actors import SYSTEM

    sides.post.register(["Перша Особа"], 10)
    bundle = sides.from_post(15)
    making.end_post(post=acts.UUID(sides.file.post), why="The laptop was stolen.", by=SYSTEM, at=acts.hour(20))
    assert acts.take(bundle)["state"] == acts.take(bundle)["state"] == "held"
    assert acts.proves()["registered"] == 0
    assert bytes(Bundle.objects.get(state="held").content) == acts.base64.b64decode(bundle)


def test_somebody_registered_on_both_sides_is_proposed_as_one_and_not_counted_silently(sides):
    from dodomu.jobs import worker

    first = acts.register(["Коваль Олена"], 10, document_number="XX 777888")
    second = sides.post.register(["Коваль Олена"], 12, document_number="XX 777888")
    sides.exchange(60)
    worker.handle_waiting()
    assert acts.open_pairs() == 1
    sides.exchange(70)
    assert sides.post.open_pairs() == 1
    state = sides.agree()
    assert set(state["persons"]) == {*first["persons"], *second["persons"]}


def test_records_joined_at_headquarters_are_one_at_the_post(sides):
    from dodomu.foundation.actors import SYSTEM
    from dodomu.people.operations import identity

    first = acts.register(["Коваль Олена"], 10)["persons"][0]
    second = sides.post.register(["Коваль Олена"], 12)["persons"][0]
    sides.exchange(60)
    done = identity.join_persons(
        kept=acts.UUID(first), joined=acts.UUID(second), grounds=[], by=SYSTEM, at=acts.hour(61)
    )
    sides.post.say(second, 62, needs="oxygen")
    sides.exchange(65)
    assert sides.agree()["persons"][second][14] == first
    identity.undo_join(join=done.id, by=SYSTEM, at=acts.hour(70))
    sides.exchange(75)
    assert sides.agree()["persons"][second][14] == "None"


def test_an_answer_to_an_offer_that_headquarters_ended_goes_where_late_answers_go(sides, here):
    from dodomu.foundation.actors import SYSTEM
    from dodomu.journeys.operations import answering
    from dodomu.journeys.rules.terms import EndCause

    family = acts.register(["Лис Іван"], 5)
    here.offer_all({acts.UUID(family["party"]): "PS101"})
    sides.exchange(10)
    answering.end_for_leg(leg=here.legs["PS101"].id, cause=EndCause.LEG_CANCELLED, by=SYSTEM, at=acts.hour(20))
    assert sides.post.answer(family["party"], "accept", 30)["counted"]
    sides.exchange(60)
    state = sides.agree()
    ((counted, conflict, _),) = state["answers"].values()
    assert (counted, conflict) == (False, "offer-ended")
    assert state["persons"][family["persons"][0]][10] == "waiting"


def test_of_two_with_one_code_the_later_gets_another_and_is_found_by_both(sides):
    first = acts.register(["Перша Особа"], 10)
    second = sides.post.register(["Друга Особа"], 12)
    sides.post.recode(second["persons"][0], first["references"][0])
    sides.exchange(60)
    state = sides.agree()
    mine, theirs = state["persons"][first["persons"][0]], state["persons"][second["persons"][0]]
    assert mine[0] == first["references"][0] != theirs[0]
    assert theirs[1] == [first["references"][0]]
    assert set(acts.found(first["references"][0])) == {first["persons"][0], second["persons"][0]}


def test_a_form_sent_to_both_sides_is_two_records_and_no_word_is_lost(sides):
    form = str(acts.uuid4())
    first = acts.register(["Перша Особа"], 10, form)
    second = sides.post.register(["Перша Особа"], 10, form)
    sides.exchange(60)
    state = sides.agree()
    assert set(state["persons"]) == {*first["persons"], *second["persons"]} and len(state["words"]) == 2
    again = sides.post.register(["Перша Особа"], 10, form)
    assert again["repeated"] and sides.post.opens(again["token"]) == again["party"]


def test_who_walked_in_and_was_told_to_both_sides_is_one(sides):
    device, person = sides.post.enrol("Gate 1"), str(acts.uuid4())
    sides.exchange(5)
    walked = {
        "person": person, "submission": str(acts.uuid4()),
        "given": {"family_name": "Прибула", "given_name": "Марта", "birth_date": "1991-02-03", "citizenship": "UA"},
    }  # fmt: skip
    for side in (acts, sides.post):
        side.touch(device, 1, "walked_in", [person], 10, **walked)
        side.touch(device, 2, "boarded", [person], 11, leg="PS101", means="walk_in", verdict="go")
    sides.exchange(60)
    state = json_of(sides)
    assert list(state["persons"]) == [person] and state["persons"][person][10] == "aboard"
    for proof in (acts.proves(), sides.post.proves()):
        assert proof["proves"] and proof["registered"] == 1, proof


def test_what_headquarters_decides_is_refused_at_a_post(sides):
    assert sides.post.may_at_post() == {"plan": "only-at-headquarters", "register": "yes"}


def test_advice_of_a_post_bears_its_letter_and_holds_everywhere(sides, tmp_path, settings):
    sign_with_a_new_key(tmp_path, settings)
    sides.post.key(str(tmp_path))
    sides.post.advise(10)
    acts.advise(11)
    sides.exchange(60)
    state = sides.agree()
    assert sorted(state["advice"]) == ["1", "1000001"]
    sides.post.withdraw(1_000_001, 70)
    sides.exchange(80)
    assert sides.agree()["advice"]["1000001"] == str(acts.hour(70))


def test_what_one_post_did_another_learns_from_headquarters(sides, here):
    other = Sides(here.crisis, "Embassy")
    try:
        other.begin()
        mine = sides.post.register(["Перша Особа"], 10)["persons"]
        theirs = other.post.register(["Друга Особа"], 11)["persons"]
        sides.exchange(20)
        other.exchange(30)
        sides.exchange(40)
        assert set(sides.agree()["persons"]) == set(other.agree()["persons"]) == {*mine, *theirs}
    finally:
        other.post.end()


def json_of(sides: Sides) -> dict:
    """Return what both sides have, where some facts stand under an id of each side's own."""
    import json

    here, there = json.loads(json.dumps(acts.state())), sides.post.state()
    for name in set(here) - {"words", "entries", "parties"}:
        assert here[name] == there[name], (name, here[name], there[name])
    return dict(here)


def _offer(family: dict):
    from dodomu.journeys.models import Offer

    return Offer.objects.get(party=acts.UUID(family["party"])).id
