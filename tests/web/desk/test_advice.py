"""Advice at the desk: drafted in several languages, looked at in every form, published, replaced and withdrawn."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.contact.models import Advice, Broadcast, Statement
from dodomu.contact.operations import signing
from dodomu.contact.rules.terms import AdviceKind
from dodomu.foundation import clock
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from tests import cast
from tests.contact import advising
from tests.web.desk.conftest import SignedIn

NOON, HOUR = cast.NOON, timedelta(hours=1)
LIST = "/desk/kazakhstan/advice/"
TYPED: dict[str, Any] = {
    "kind": "shelter", "valid_from": "2022-01-08T12:00", "valid_until": "2022-01-09T18:00", "supersedes": "",
    "urgency": "immediate", "severity": "severe", "certainty": "observed",
    "headline_uk": "Не виходьте з дому", "text_uk": "Діє комендантська година.",
    "headline_en": "Stay inside", "text_en": "A curfew is in force.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hour(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    now = [NOON]
    monkeypatch.setattr(clock, "real_now", lambda: now[0])
    return now


@pytest.fixture
def key(db: None, tmp_path: Path, settings: Any) -> str:
    """A key to sign with."""
    return advising.sign_with_a_new_key(tmp_path, settings)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def drafted(duty: Client, **changes: Any) -> UUID:
    page: Any = duty.post(f"{LIST}new", {**TYPED, "submission": str(uuid4()), **changes})
    assert page.status_code == 302, text(page)
    return UUID(page.url.split("/")[-2])


def published(duty: Client, **changes: Any) -> UUID:
    row = drafted(duty, **changes)
    assert publish(duty, row).status_code == 302
    return row


def publish(duty: Client, row: UUID) -> Any:
    return duty.post(f"{LIST}{row}/publish", {"version": Advice.objects.get(id=row).version})


def test_a_draft_is_kept_and_shown_in_every_form(duty: Client, crisis: Crisis) -> None:
    row = drafted(duty)
    page = text(duty.get(f"{LIST}{row}/?done=kept"))
    assert "The draft is kept." in page
    for words in ("Не виходьте з дому", "Stay inside", "SMS", "Telegram", "To be read aloud", "Poster"):
        assert words in page
    assert "00000 00000" in page, "no code is given before it is published"
    assert "There are no words in: Русский, Қазақша" in page
    assert not Statement.objects.exists()


def test_the_same_form_sent_twice_is_one_draft(duty: Client, crisis: Crisis) -> None:
    submission = str(uuid4())
    assert drafted(duty, submission=submission) == drafted(duty, submission=submission)
    assert Advice.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_until": "2022-01-08T11:00"}, "It would end before it begins."),
        ({"valid_from": "2032-01-08T11:00", "valid_until": ""}, "Check the year."),
        ({"valid_from": "1022-01-08T12:00"}, "This is not an hour."),
        ({"valid_until": "9999-12-31T23:59"}, "Check the year."),
        ({"valid_until": "2022-02-30T10:00"}, "This is not an hour."),
        ({"text_en": "Read {link}, {name}"}, "Advice is one text for everybody"),
        ({"kind": ""}, "This field is required."),
        ({"headline_uk": "а" * 161}, "This is too long"),
        ({"valid_from": "tomorrow"}, "This is not an hour."),
        ({"supersedes": str(uuid4())}, "Select a valid choice."),
        ({"places": [str(uuid4())]}, "Select a valid choice."),
    ],
)
def test_what_is_at_fault_is_said_beside_it_and_nothing_typed_is_lost(
    duty: Client, crisis: Crisis, changes: dict[str, Any], words: str
) -> None:
    page = duty.post(f"{LIST}new", {**TYPED, "submission": str(uuid4()), **changes})
    assert page.status_code == 422
    assert words in text(page)
    assert "Stay inside" in page.content.decode()
    assert not Advice.objects.exists()


def test_an_unfinished_draft_is_kept_and_not_published(duty: Client, crisis: Crisis, key: str) -> None:
    row = drafted(duty, headline_uk="", text_uk="")
    page = publish(duty, row)
    assert page.status_code == 422
    assert "Nothing goes out without it." in text(page)
    assert f"{LIST}{row}/change#id_headline_uk" in page.content.decode()
    assert Advice.objects.get().published_at is None


def test_publishing_shows_every_form_first_and_then_signs_them(duty: Client, crisis: Crisis, key: str) -> None:
    row = drafted(duty)
    shown = text(duty.get(f"{LIST}{row}/publish"))
    assert "Once published it is never changed" in shown
    assert "Stay inside" in shown
    done = publish(duty, row)
    page = duty.get(done.url)
    assert "It is published" in text(page)
    assert "in force" in text(page)
    assert f"broadcasts/new?advice={row}" in page.content.decode()
    code = Statement.objects.get(form="sms", language="en").code
    assert f"{code[:5]}\u00a0{code[5:]}" in page.content.decode()
    assert f"{LIST}{row}/change" not in page.content.decode()
    assert publish(duty, row).status_code == 302, "twice is once"


def test_without_a_key_nothing_is_published_and_the_list_says_so_before(duty: Client, crisis: Crisis) -> None:
    assert "dodomu keys make" in text(duty.get(LIST))
    page = publish(duty, drafted(duty))
    assert page.status_code == 422
    assert "There is no key to sign with" in text(page)


def test_two_officers_at_once_are_told(duty: Client, crisis: Crisis, key: str, signed_in: SignedIn) -> None:
    row, other = drafted(duty), signed_in(crisis)
    changed = other.post(f"{LIST}{row}/change", {**TYPED, "version": 1, "headline_en": "Stay at home"})
    assert changed.status_code == 302
    late = duty.post(f"{LIST}{row}/change", {**TYPED, "version": 1, "headline_en": "Stay in the cellar"})
    assert late.status_code == 422
    assert "Somebody changed this in the meantime" in text(late)
    assert "Stay in the cellar" in late.content.decode()
    unseen = duty.post(f"{LIST}{row}/publish", {"version": 1})
    assert unseen.status_code == 422
    assert Advice.objects.get().published_at is None


def test_other_advice_takes_its_place_with_one_press(duty: Client, crisis: Crisis, key: str) -> None:
    old = published(duty)
    form = duty.get(f"{LIST}new?instead={old}").content.decode()
    assert "A curfew is in force." in form
    assert f'value="{old}" selected' in form
    new = drafted(duty, supersedes=str(old), headline_en="Stay inside until Monday")
    begun = duty.get(f"{LIST}{old}/").content.decode()
    assert f'href="{LIST}{new}/"' in begun and f"?instead={old}" not in begun, "only one draft may take its place"
    assert "Advice 1 ends in the same moment" in text(duty.get(f"{LIST}{new}/publish"))
    publish(duty, new)
    page = duty.get(f"{LIST}{old}/")
    assert "Replaced by advice 2 on" in text(page)
    assert "<s>Stay inside</s>" in page.content.decode()
    assert f"{old}/withdraw" not in page.content.decode()
    assert "replaced by 2" in text(duty.get(LIST)).replace("  ", " ")


def test_it_is_withdrawn_with_a_reason_that_the_public_does_not_read(duty: Client, crisis: Crisis, key: str) -> None:
    row = published(duty)
    assert "It is dead at once" in text(duty.get(f"{LIST}{row}/withdraw"))
    done: Any = duty.post(f"{LIST}{row}/withdraw", {"why": "A wrong street was named"})
    again: Any = duty.get(f"{LIST}{row}/withdraw")
    assert again.url == f"{LIST}{row}/", "what is dead is not asked about again"
    page = text(duty.get(done.url))
    assert "It is withdrawn, and says so" in page
    assert "A wrong street was named" in page
    assert "A wrong street" not in text(duty.get("/c/kazakhstan/advice/1"))
    assert duty.get(f"{LIST}{row}/poster.pdf").status_code == 404


def test_who_were_told_what_is_withdrawn_are_told_so_with_the_words_that_were_signed(
    duty: Client, crisis: Crisis, key: str, signed_in: SignedIn
) -> None:
    row = published(duty)
    told: dict[str, Any] = {
        "name": "Curfew", "purpose": "advice", "ground": "asked_for", "advice": str(row), "waves": "1",
        "wave_minutes": "0", "step_0": "own_channels sms", "minutes_0": "30", "text_uk": "Сидіть удома",
        "sms_uk": "Удома!", "submission": str(uuid4()),
    }  # fmt: skip
    sent: Any = duty.post(f"{LIST}broadcasts/new", told)
    assert sent.status_code == 302, text(sent)
    Broadcast.objects.update(begun_at=NOON)
    duty.post(f"{LIST}{row}/withdraw", {})
    page = duty.get(f"{LIST}{row}/").content.decode()
    assert f"broadcasts/new?withdrawn={row}&amp;like=1" in page and "Tell those who were told" in page
    form = duty.get(f"{LIST}broadcasts/new?withdrawn={row}&like=1").content.decode()
    assert "Удома!" not in form and "Сидіть удома" not in form
    assert Statement.objects.get(form="withdrawal", language="uk").text in html.unescape(form)
    assert "Діє комендантська година." not in form
    assert duty.get(f"{LIST}broadcasts/new?withdrawn=nonsense&like=9").status_code == 200
    assert "broadcasts/new" not in signed_in(crisis, Role.VIEWER).get(f"{LIST}{row}/").content.decode()


def test_a_draft_is_dropped_and_what_is_published_is_not(duty: Client, crisis: Crisis, key: str) -> None:
    row = drafted(duty)
    assert duty.post(f"{LIST}{row}/drop", {"version": 9}).status_code == 409
    dropped: Any = duty.post(f"{LIST}{row}/drop", {"version": 1})
    assert "The draft is gone." in text(duty.get(dropped.url))
    row = published(duty)
    assert duty.post(f"{LIST}{row}/drop", {"version": 1}).status_code == 409
    assert duty.get(f"{LIST}{row}/change").status_code == 409


def test_while_somebody_writes_the_parts_of_an_sms_are_counted(duty: Client, crisis: Crisis) -> None:
    page = text(duty.post(f"{LIST}sms-parts", {**TYPED, "kind": "", "valid_until": "nonsense"}))
    assert re.search(r"Українська : \d parts?, room for \d+ more", page), page
    assert "Latin letters only" in page
    assert duty.get(f"{LIST}sms-parts").status_code == 405


def test_an_sms_that_is_too_long_is_said_before_it_is_published(duty: Client, crisis: Crisis) -> None:
    row = drafted(duty, headline_uk="я" * 160, short_en="Stay inside ✓ " * 22)
    for path in ("", "publish"):
        page = text(duty.get(f"{LIST}{row}/{path}"))
        assert "The SMS is too long in: Українська, English." in page
        assert page.count("These are more than three parts") == 1
        assert page.count("does not fit in three parts, so the headline stands in its place") == 1
    counted = text(duty.post(f"{LIST}sms-parts", {**TYPED, "headline_uk": "я" * 160}))
    assert "These are more than three parts" in counted
    fits = drafted(duty, short_uk="Будьте вдома – до ранку…")
    assert "too long" not in text(duty.get(f"{LIST}{fits}/publish"))


def test_what_runs_out_or_a_lost_key_signed_is_asked_about_on_the_first_page(
    duty: Client, crisis: Crisis, key: str, hour: list[Any], signed_in: SignedIn
) -> None:
    row = published(duty)
    assert "piece of advice" not in text(duty.get("/desk/kazakhstan/"))
    hour[0] += 25 * HOUR
    assert "1 piece of advice that runs out within 6 hours, and nothing follows it" in text(
        duty.get("/desk/kazakhstan/")
    )
    assert "nothing follows it" in text(duty.get(LIST))
    field = text(signed_in(crisis, Role.FIELD_OFFICER).get("/desk/kazakhstan/"))
    assert "Не виходьте" not in field
    signing.disown_key(key=key, by=SYSTEM, at=hour[0])
    assert "1 piece of advice signed with a key that was lost" in text(duty.get("/desk/kazakhstan/"))
    assert "signed with a key that was lost or stolen" in text(duty.get(f"{LIST}{row}/"))
    duty.post(f"{LIST}{row}/withdraw", {})
    assert "piece of advice" not in text(duty.get("/desk/kazakhstan/"))


def test_the_poster_is_a_pdf(duty: Client, crisis: Crisis, key: str) -> None:
    answer = duty.get(f"{LIST}{published(duty)}/poster.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_who_may_not_publish_reads_and_writes_nothing(duty: Client, crisis: Crisis, signed_in: SignedIn) -> None:
    row, viewer = drafted(duty), signed_in(crisis, Role.VIEWER)
    assert viewer.get(LIST).status_code == 200
    assert f"{LIST}new" not in viewer.get(LIST).content.decode()
    assert f"{row}/publish" not in viewer.get(f"{LIST}{row}/").content.decode()
    for path in ("new", f"{row}/change", f"{row}/publish", f"{row}/withdraw"):
        assert viewer.get(f"{LIST}{path}").status_code == 403
    for path in ("sms-parts", f"{row}/drop"):
        assert viewer.post(f"{LIST}{path}").status_code == 403


def test_advice_of_another_crisis_is_not_here(duty: Client, crisis: Crisis) -> None:
    other = advising.draft(cast.crisis(), kind=AdviceKind.AVOID)
    for path in ("", "change", "publish", "withdraw", "poster.pdf"):
        assert duty.get(f"{LIST}{other}/{path}").status_code == 404
    assert duty.get(f"{LIST}new?instead={other}").status_code == 404
    assert duty.get(f"{LIST}new?instead=nonsense").status_code == 200


def test_html_in_advice_is_letters(duty: Client, crisis: Crisis, key: str) -> None:
    row = published(duty, headline_en="<img src=x onerror=alert(1)>")
    for address in (
        LIST,
        f"{LIST}{row}/",
        f"{LIST}new?instead={row}",
        "/c/kazakhstan/advice",
        "/c/kazakhstan/advice/1",
    ):
        assert "<img src=x" not in duty.get(address).content.decode()
