"""The page of the situation on the evening of 12 January 2022, when there is most to tell, in few bytes."""

import gzip
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dodomu.exercise import rules, situation
from dodomu.exercise.content import side_of
from dodomu.foundation import exercises
from dodomu.foundation.models import Crisis
from tests.web.public.telephone import seen

MOST_BYTES = 10 * 1024
PADDING = 100  # the server adds up to so many, so that lengths betray nothing
EVENING = datetime(2022, 1, 12, 18, tzinfo=ZoneInfo("Asia/Almaty"))
PAGE = "/c/played/situation"


@pytest.fixture
def played(db: None) -> Crisis:
    """The exercise with everything that was told until the evening, and nobody in it."""
    part = side_of("kazakhstan-2022", "ua")
    starts_at = rules.local(part.starts_at, part.zone)
    crisis = exercises.open_exercise(
        slug="played",
        names=dict(part.names),
        country=part.country,
        sending=part.sending,
        zone=part.zone,
        hotline="+380 00 123 45 67",
        exercise=f"{part.exercise}/{part.side}",
        starts_at=starts_at,
    )
    exercises.load_places(crisis=crisis, rows=part.table("places"), also=part.also)
    situation.open_situation(part, crisis, at=starts_at)
    for step in situation.steps_of(part, crisis):
        if starts_at < step.at <= EVENING:
            situation.tell(step, crisis, at=step.at)
    Crisis.objects.filter(id=crisis).update(exercise_now=EVENING)
    return Crisis.objects.get(id=crisis)


def test_it_is_light_in_every_language_and_needs_nothing_else(client: Client, played: Crisis) -> None:
    for language in ("uk", "en", "ru", "kk"):
        answer = client.get(f"{PAGE}?lang={language}", headers={"accept-encoding": "gzip"})
        page = gzip.decompress(answer.content).decode()
        assert len(answer.content) < MOST_BYTES - PADDING, language
        assert "<script" not in page
        assert '<link rel="stylesheet"' not in page
        assert not answer.cookies


def test_the_older_pages_are_light_too_and_come_to_an_end(client: Client, played: Crisis) -> None:
    address = f"{PAGE}?lang=uk"
    for _ in range(12):
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert len(answer.content) < MOST_BYTES - PADDING
        further = [link for link in seen(client.get(address)).links if "before=" in link]
        if not further:
            return
        address = f"{PAGE}{further[0]}"
    pytest.fail("it goes on for ever")


def test_it_holds_everything_that_is_promised(client: Client, played: Crisis) -> None:
    shown = client.get(f"{PAGE}?lang=en").content.decode()
    for section in ("known", "in-force", "rumours"):
        assert f'id="{section}"' in shown
    assert "Almaty airport will open on January 13, 08:00-21:00." in shown
    assert "The tap water" in shown or "before=" in shown
    assert "a group of 14 in the west of Almaty" not in shown, "what the leaders of the exercise put in is for the desk"
