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
from dodomu.boarding.rules.bundles import Keys, header_of
from dodomu.foundation.actors import SYSTEM, Role
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


def test_who_may_not_keep_posts_sees_them_and_can_do_nothing(here, file, signed_in):
    field = signed_in(here.crisis, Role.FIELD_OFFICER)
    assert "End this post" not in field.get(page(here)).content.decode()
    assert field.post(page(here, f"{file.post}/end"), {"why": "x"}).status_code == 403


def test_a_post_of_another_crisis_is_not_ended_from_here(here, file, signed_in):
    other = harbour()
    elsewhere = signed_in(other.crisis)
    assert elsewhere.post(page(other, f"{file.post}/end"), {"why": "x"}).status_code == 422
    assert Post.objects.get().ended_at is None
