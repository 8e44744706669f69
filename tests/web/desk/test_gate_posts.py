"""Posts at the desk: seen, given a file for, told by one, and ended."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dodomu.boarding.models import Bundle, Post
from dodomu.boarding.operations.posts import bundling, making
from dodomu.boarding.operations.posts.making import PostFile
from dodomu.boarding.queries import telling_post
from dodomu.boarding.rules.bundles import Header, Keys, header_of, write
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.web.desk.gate import posts
from tests.journeys.offered import NOW, Harbour, harbour
from tests.web.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Harbour:
    return harbour()


@pytest.fixture
def file(here: Harbour) -> PostFile:
    return making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)


@pytest.fixture
def officer(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def page(here: Harbour, rest: str = "") -> str:
    return f"/desk/{here.crisis.slug}/gate/posts/{rest}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def greeting(file: PostFile) -> bytes:
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    return bundling.greet(keys=keys, post=making.UUID(file.post), at=NOW)


def test_a_crisis_without_posts_says_how_one_is_made(here, officer):
    assert "No post works alone" in text(officer.get(page(here)))


def test_posts_are_shown_with_what_waits_for_them(here, file, officer):
    told = text(officer.get(page(here)))
    assert "A Gate west" in told and "never" in told and "row" in told


def test_a_file_to_carry_is_a_bundle_of_ours(here, file, officer):
    answer = officer.post(page(here, f"{file.post}/carry"))
    header = header_of(b"".join(answer.streaming_content))
    answer.close()
    assert (header.post, header.side, header.number) == (file.post, "headquarters", 1)


def test_a_file_that_was_carried_here_is_taken_in_or_said_no_to_in_words(here, file, officer):
    good = SimpleUploadedFile("a.dodomu", greeting(file))
    assert officer.post(page(here, "take"), {"file": good})["Location"].endswith("?done=repeated")
    bad = officer.post(page(here, "take"), {"file": SimpleUploadedFile("b.dodomu", greeting(file)[:-1])})
    assert bad.status_code == 422 and "The end of this file is missing" in text(bad)


def test_a_post_is_ended_with_a_reason_and_what_it_tells_later_is_held(here, file, officer):
    assert officer.post(page(here, f"{file.post}/end"), {"why": ""}).status_code == 422
    assert officer.post(page(here, f"{file.post}/end"), {"why": "stolen"}).status_code == 302
    assert Post.objects.get().ended_because == "stolen"
    later = SimpleUploadedFile("a.dodomu", BytesIO(greeting(file)).getvalue())
    assert officer.post(page(here, "take"), {"file": later})["Location"].endswith("?done=held")
    assert Bundle.objects.filter(state="held").count() == 1
    assert "1 kept for review" in text(officer.get(page(here)))


def test_what_was_held_is_shown_with_what_to_do_and_taken_in_by_an_officer_who_answers_for_it(here, file, officer):
    """A post that was ended by mistake, with people on it that nobody else has."""
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    out = BytesIO()
    header = Header(str(making.uuid7()), file.post, "post", 1, 0, 0, "", telling_post.fingerprint(), 1_700_000_000_000)
    write(out, header, [], keys)
    officer.post(page(here, f"{file.post}/end"), {"why": "a mistake"})
    assert officer.post(page(here, "take"), {"file": SimpleUploadedFile("a.dodomu", out.getvalue())}).status_code == 302
    told = officer.get(page(here))
    assert "came after it was ended" in text(told) and "Take it in after all" in text(told)
    held = Bundle.objects.get(state="held")
    assert officer.post(page(here, f"{file.post}/held/{held.id}"))["Location"].endswith("?done=let-in")
    assert Bundle.objects.filter(state="taken", number=1).count() == 1 and Post.objects.get().taken == 1
    shown = text(officer.get(page(here)))
    assert "taken in" in shown and "Take it in after all" not in shown
    assert officer.post(page(here, f"{file.post}/held/{making.uuid7()}")).status_code == 422


def test_at_the_post_itself_an_officer_exchanges_by_a_button_or_by_files(here, file, signed_in, settings):
    Post.objects.filter(id=file.post).update(
        side="post", address="https://dodomu.example.org", call_failed="not-reached", called_at=NOW
    )
    settings.DODOMU_POST = "A"
    consul = signed_in(here.crisis, Role.CONSUL)
    told = text(consul.get(page(here)))
    assert "This post works alone" in told and "Exchange now" in told and "was not reached" in told
    assert consul.post(page(here, f"{file.post}/call"))["Location"].endswith("?done=asked")
    assert "Headquarters is being called" in text(consul.get(page(here)))
    answer = consul.post(page(here, f"{file.post}/carry"))
    assert header_of(b"".join(answer.streaming_content)).side == "post"
    answer.close()
    assert consul.post(page(here, f"{file.post}/end"), {"why": "x"}).status_code == 403
    field = signed_in(here.crisis, Role.FIELD_OFFICER)
    assert "Exchange now" not in text(field.get(page(here)))
    assert field.post(page(here, f"{file.post}/call")).status_code == 403
    assert field.post(page(here, f"{file.post}/carry")).status_code == 422


def test_a_clock_that_is_wrong_is_said_where_somebody_can_set_it(here, file, signed_in, settings):
    Post.objects.filter(id=file.post).update(side="post", clock_off=3 * 3600)
    settings.DODOMU_POST = "A"
    told = text(signed_in(here.crisis).get(page(here)))
    assert "The clock of this machine is 3 h" in told and "behind" in told


def test_a_file_that_is_too_large_is_not_called_cut(here, file, officer, monkeypatch):
    monkeypatch.setattr(posts, "LARGEST", 10)
    answer = officer.post(page(here, "take"), {"file": SimpleUploadedFile("a.dodomu", greeting(file))})
    assert answer.status_code == 422 and "too large" in text(answer)


def test_who_may_not_keep_posts_sees_them_and_can_do_nothing(here, file, signed_in):
    field = signed_in(here.crisis, Role.FIELD_OFFICER)
    assert "End this post" not in field.get(page(here)).content.decode()
    assert field.post(page(here, f"{file.post}/end"), {"why": "x"}).status_code == 403


def test_a_post_of_another_crisis_is_not_ended_from_here(here, file, signed_in):
    other = harbour()
    elsewhere = signed_in(other.crisis)
    assert elsewhere.post(page(other, f"{file.post}/end"), {"why": "x"}).status_code == 422
    assert Post.objects.get().ended_at is None
