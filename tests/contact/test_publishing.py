"""Advice is drafted, published, superseded and withdrawn; what is dead says so."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from dodomu.contact.models import Advice, Statement
from dodomu.contact.operations import advice as drafting
from dodomu.contact.operations import broadcasting, publishing
from dodomu.contact.operations.broadcasting import Drafted
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import advice_forms, wording
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import handing
from dodomu.contact.rules.advice import Words
from dodomu.contact.rules.handing import Worded
from dodomu.contact.rules.statements import READ, Form
from dodomu.contact.rules.terms import AdviceState, Ground, Purpose
from dodomu.foundation import crises
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast
from tests.contact.advising import (
    DAY,
    EN,
    HOUR,
    MINUTE,
    NOON,
    UK,
    consul,
    draft,
    given,
    publish,
    published,
    read,
    sign_with_a_new_key,
    withdraw,
)
from tests.situation.telling import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(tmp_path: Path, settings: Any) -> Crisis:
    sign_with_a_new_key(tmp_path, settings)
    return cast.crisis()


def test_a_draft_is_seen_by_the_desk_alone(where: Crisis):
    row = draft(where)
    assert [each.state for each in queries.all_advice(where.id, at=NOON)] == [AdviceState.DRAFT]
    assert queries.public_advice(where.id, at=NOON) == ()
    assert queries.advice_by_number(where.id, 1, at=NOON) is None
    assert queries.advice_by_number(where.id, 1, at=NOON, public=False).id == row
    assert not Statement.objects.exists()


def test_drafts_are_numbered_in_order_and_the_same_form_twice_is_one():
    where, form = cast.crisis(), uuid4()
    draft(where)
    for _ in range(2):
        made = drafting.draft_advice(given=given(), submission=form, at=NOON, **consul(where))
        assert made == form
    assert list(Advice.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_published_advice_is_signed_in_every_form_and_language_and_told(where: Crisis):
    line = published(where)
    assert line.state is AdviceState.IN_FORCE and line.published_at == NOON
    found = queries.statements_of(line.id)
    assert {(each.form, each.language) for each in found} == {
        *((form, language) for form in READ for language in ("uk", "en")),
        (Form.CAP, "mul"),
    }
    assert all(each.signature and each.key for each in found)
    assert len({each.code for each in found}) == len(found)
    assert [item.kind for item in NewsItem.objects.all()] == ["AdvicePublished"]


def test_every_form_carries_number_hours_code_and_address(where: Crisis):
    line = published(where, valid_from=NOON + HOUR)
    for each in queries.statements_of(line.id):
        if each.form in {Form.VOICE, Form.CAP}:
            continue
        assert each.code in each.text.replace(" ", "") and "UTC+6" in each.text
        assert "https://dodomu.example.org/c/" + where.slug + "/advice/1" in each.text
        assert "12:00" in each.text and "13:00" in each.text and "18:00" in each.text


def test_publishing_twice_publishes_once(where: Crisis):
    row = draft(where)
    for at in (NOON, NOON + MINUTE):
        publishing.publish_advice(advice=row, version=1, at=at, **consul(where))
    assert read(where, row).published_at == NOON
    assert Statement.objects.count() == 13
    assert NewsItem.objects.count() == 1


def test_what_was_published_is_changed_and_dropped_no_more(where: Crisis):
    line = published(where)
    act = consul(where)
    change = {"advice": line.id, "version": 1, "at": NOON, **act}
    assert refused(lambda: drafting.change_draft(given=given(words={"uk": EN}), **change)) is (
        ContactReason.ADVICE_PUBLISHED
    )
    assert refused(lambda: drafting.drop_draft(**change)) is ContactReason.ADVICE_PUBLISHED
    assert read(where, line.id).words["uk"] == UK


def test_what_another_officer_changed_is_not_published_as_it_was_read(where: Crisis):
    row = draft(where)
    changed = given(words={"uk": replace(UK, headline="Виходьте лише вдень")})
    assert drafting.change_draft(advice=row, version=1, given=changed, at=NOON, **consul(where)) == 2
    stale = {"advice": row, "version": 1, "at": NOON, **consul(where)}
    assert refused(lambda: publishing.publish_advice(**stale)) is ContactReason.ADVICE_CHANGED
    assert refused(lambda: drafting.change_draft(given=given(), **stale)) is ContactReason.ADVICE_CHANGED
    assert drafting.change_draft(given=changed, **stale) == 2  # the same form, sent twice
    assert publish(where, row).words == {"uk": replace(UK, headline="Виходьте лише вдень")}


def test_what_supersedes_kills_in_the_same_moment(where: Crisis):
    old = published(where)
    new = published(where, NOON + HOUR, valid_from=NOON + HOUR, supersedes=old.id)
    assert read(where, old.id, NOON + HOUR).state is AdviceState.SUPERSEDED
    assert read(where, old.id, NOON + HOUR).superseded_by == new.number
    assert read(where, old.id, NOON + HOUR - MINUTE).state is AdviceState.IN_FORCE  # by what was so then
    assert read(where, old.id, NOON + HOUR - MINUTE).superseded_by is None
    assert [each.number for each in queries.in_force(where.id, at=NOON + HOUR)] == [2]
    kinds = list(NewsItem.objects.order_by("id").values_list("kind", "content__advice"))
    assert kinds[1:] == [("AdvicePublished", str(new.id)), ("AdviceEnded", str(old.id))]


def test_a_draft_that_supersedes_kills_nothing_yet(where: Crisis):
    old = published(where)
    row = draft(where, supersedes=old.id)
    assert read(where, old.id).state is AdviceState.IN_FORCE
    assert refused(lambda: draft(where, supersedes=old.id)) is ContactReason.ADVICE_SUPERSEDED_ALREADY
    drafting.drop_draft(advice=row, version=1, at=NOON, **consul(where))
    drafting.drop_draft(advice=row, version=1, at=NOON, **consul(where))
    assert read(where, draft(where, supersedes=old.id)).supersedes == old.number


def test_nothing_follows_a_draft_itself_or_what_was_withdrawn(where: Crisis):
    row = draft(where)
    assert refused(lambda: draft(where, supersedes=row)) is ContactReason.ADVICE_NOT_PUBLISHED
    itself = {"advice": row, "version": 1, "given": given(supersedes=row), "at": NOON, **consul(where)}
    assert refused(lambda: drafting.change_draft(**itself)) is ContactReason.ADVICE_NOT_PUBLISHED
    line = publish(where, row)
    follower = draft(where, supersedes=line.id)
    withdraw(where, line.id, NOON + MINUTE)
    assert refused(lambda: publish(where, follower, NOON + HOUR)) is ContactReason.ADVICE_WITHDRAWN_ALREADY
    assert refused(lambda: draft(where, supersedes=line.id)) is ContactReason.ADVICE_WITHDRAWN_ALREADY
    assert refused(lambda: draft(where, supersedes=uuid4())) is ContactReason.NO_SUCH_ADVICE


def test_nobody_is_left_without_advice_between_two(where: Crisis):
    old = published(where)
    row = draft(where, supersedes=old.id, valid_from=NOON + 3 * HOUR)
    assert refused(lambda: publish(where, row)) is ContactReason.ADVICE_LEAVES_A_GAP
    assert read(where, old.id).state is AdviceState.IN_FORCE


def test_withdrawn_advice_is_dead_and_says_so_signed(where: Crisis):
    line = withdraw(where, published(where).id)
    assert (line.state, line.ended_at, line.withdrawn_why) == (AdviceState.WITHDRAWN, NOON + HOUR, "It was wrong.")
    words = queries.statement(line.id, Form.WITHDRAWAL, "uk")
    assert "Пораду № 1 відкликано" in words.text and "13:00 (UTC+6)" in words.text and words.signature
    assert queries.statement(line.id, Form.CAP_CANCEL, "mul").signature
    assert queries.in_force(where.id, at=NOON + HOUR) == ()
    assert NewsItem.objects.filter(kind="AdviceEnded").count() == 1


def test_withdrawing_twice_withdraws_once(where: Crisis):
    line = published(where)
    withdraw(where, line.id)
    assert withdraw(where, line.id, NOON + 2 * HOUR).withdrawn_at == NOON + HOUR
    assert Statement.objects.filter(form=Form.WITHDRAWAL, language="uk").count() == 1
    assert NewsItem.objects.filter(kind="AdviceEnded").count() == 1


def test_only_what_is_published_and_not_superseded_is_withdrawn(where: Crisis):
    row = draft(where)
    assert refused(lambda: withdraw(where, row)) is ContactReason.ADVICE_NOT_PUBLISHED
    publish(where, row)
    published(where, supersedes=row)
    assert refused(lambda: withdraw(where, row)) is ContactReason.ADVICE_SUPERSEDED_ALREADY


def test_without_a_key_nothing_real_is_published_and_everything_can_be_withdrawn(where: Crisis, settings: Any):
    line, row = published(where), draft(where)
    settings.DODOMU_SIGNING_KEY_FILE = ""
    assert refused(lambda: publish(where, row)) is ContactReason.NO_SIGNING_KEY
    assert read(where, row).state is AdviceState.DRAFT
    assert withdraw(where, line.id).state is AdviceState.WITHDRAWN
    assert queries.statement(line.id, Form.WITHDRAWAL, "uk").signature == ""


def test_an_exercise_is_published_without_a_key_and_says_what_it_is(settings: Any):
    settings.DODOMU_SIGNING_KEY_FILE = ""
    where = cast.crisis(exercise="drill", exercise_now=NOON)
    line = published(where)
    for each in queries.statements_of(line.id):
        assert "EXERCISE" in each.text or "НАВЧАННЯ" in each.text or "навчання" in each.text or "exercise" in each.text
        assert each.signature == "" and each.is_exercise


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valid_until": NOON - HOUR, "valid_from": NOON - 2 * HOUR}, ContactReason.ADVICE_ALREADY_OVER),
        ({"valid_until": NOON}, ContactReason.ADVICE_ENDS_BEFORE_IT_BEGINS),
        ({"valid_from": NOON - 25 * HOUR}, ContactReason.ADVICE_DATE_UNLIKELY),
        ({"valid_until": NOON + 1200 * DAY}, ContactReason.ADVICE_DATE_UNLIKELY),
        ({"words": {"uk": Words("x" * 161, "y")}}, ContactReason.ADVICE_TOO_LONG),
        ({"words": {"xx": UK}}, ContactReason.ADVICE_LANGUAGE_UNKNOWN),
        ({"places": (uuid4(),)}, FoundationReason.UNKNOWN_PLACE),
    ],
)
def test_nonsense_is_not_even_drafted(changes: dict[str, Any], reason: object):
    where = cast.crisis()
    assert refused(lambda: draft(where, **changes)) is reason
    assert not Advice.objects.exists()


def test_a_draft_may_be_unfinished_but_is_not_published_so(where: Crisis):
    row = draft(where, words={})
    assert refused(lambda: publish(where, row)) is ContactReason.ADVICE_WITHOUT_WORDS
    row = draft(where, words={"en": EN})
    assert refused(lambda: publish(where, row)) is ContactReason.ADVICE_WITHOUT_LANGUAGE
    row = draft(where, words={"uk": UK, "ru": Words("Заголовок", "")})
    with pytest.raises(Refused) as caught:
        publish(where, row)
    assert [fault.field for fault in caught.value.details["faults"]] == ["words.ru.text"]


def test_a_draft_that_has_grown_old_is_not_published(where: Crisis):
    row = draft(where, valid_until=None)
    assert refused(lambda: publish(where, row, NOON + 2 * DAY)) is ContactReason.ADVICE_DATE_UNLIKELY
    row = draft(where, valid_until=NOON + HOUR)
    assert refused(lambda: publish(where, row, NOON + HOUR)) is ContactReason.ADVICE_ALREADY_OVER


def test_a_draft_is_carried_by_no_broadcast_and_so_can_be_dropped(where: Crisis):
    row = draft(where)
    told = {"name": "x", "audience": {}, "ladder": ({"rung": "own_channels", "channel": "sms"},), "advice": row}
    send = consul(where) | {"given": Drafted(purpose=Purpose.ADVICE, ground=Ground.ASKED_FOR, **told), "at": NOON}
    assert refused(lambda: broadcasting.draft_broadcast(**send)) is ContactReason.ADVICE_NOT_PUBLISHED
    drafting.drop_draft(advice=row, version=1, at=NOON, **consul(where))
    assert not Advice.objects.exists()


def test_a_broadcast_takes_the_words_that_were_signed_for_each_channel_in_its_readers_language(where: Crisis):
    line = published(where)
    words = [Worded(each.language, each.channel or "", each.text) for each in advice_forms.words_of(line.id)]
    forms = {"sms": Form.SMS, "email": Form.EMAIL, "telegram": Form.TELEGRAM, "paper": Form.SMS, "drill": Form.SMS}
    for channel, form in forms.items():
        for language in ("uk", "en"):
            chosen = handing.choose(words, language=language, channel=channel)
            assert chosen.text == queries.statement(line.id, form, language).text, channel


def test_who_may_not_tell_the_public_neither_drafts_nor_withdraws(where: Crisis):
    line = published(where)
    by = cast.officer(where, Role.FIELD_OFFICER)
    act: dict[str, Any] = {"crisis": where.id, "by": by, "at": NOON}
    for attempt in (
        lambda: drafting.draft_advice(given=given(), **act),
        lambda: publishing.publish_advice(advice=line.id, version=1, **act),
        lambda: publishing.withdraw_advice(advice=line.id, **act),
    ):
        assert refused(attempt) is FoundationReason.NOT_PERMITTED


def test_a_closed_crisis_publishes_nothing_and_withdraws_still(where: Crisis):
    line, row = published(where), draft(where)
    Crisis.objects.filter(id=where.id).update(closed_at=NOON)
    assert refused(lambda: publish(where, row)) is FoundationReason.CRISIS_CLOSED
    assert refused(lambda: draft(where)) is FoundationReason.CRISIS_CLOSED
    assert withdraw(where, line.id).state is AdviceState.WITHDRAWN


def test_advice_of_another_crisis_is_not_found(where: Crisis):
    line = published(where)
    other = cast.crisis()
    assert refused(lambda: withdraw(other, line.id)) is ContactReason.NO_SUCH_ADVICE
    assert queries.advice_by_id(other.id, line.id, at=NOON) is None


def test_advice_for_a_place_says_so_in_every_form(where: Crisis):
    published(where, places=(where.places.get(ref="almaty").id,))
    assert "Де: Алмати" in queries.statement(queries.advice_by_number(where.id, 1, at=NOON).id, Form.PAGE, "uk").text


def test_what_holds_comes_first_then_what_will_then_the_dead(where: Crisis):
    dead = published(where)
    published(where, valid_from=NOON + 5 * HOUR)
    published(where, valid_until=None)
    withdraw(where, dead.id)
    assert [each.number for each in queries.public_advice(where.id, at=NOON + HOUR)] == [3, 2, 1]
    newest = queries.feed_entries(where.id, at=NOON + HOUR)[0]
    assert (newest.advice.number, newest.updated) == (1, NOON + HOUR)
    later = queries.feed_entries(where.id, at=NOON + 31 * HOUR)
    assert (later[0].advice.number, later[0].updated) == (2, NOON + 30 * HOUR)  # ended by itself


def test_a_preview_reads_like_what_is_published_but_for_its_code(where: Crisis):
    seen = wording.preview(crises.view_of(where), given(), number=1, replaces=None, at=NOON)
    line = published(where)
    for (form, language), text in seen.items():
        real = queries.statement(line.id, form, language)
        if form is not Form.VOICE:
            assert text.replace("00000 00000", f"{real.code[:5]} {real.code[5:]}").replace("0" * 10, real.code) == (
                real.text
            )


def test_what_an_officer_pastes_is_tidied(where: Crisis):
    words = Words(" Не  виходьте\u202e\n", "Перше.\r\n\r\n\r\n\r\nДруге \u0007\u200b.", "")
    line = published(where, words={"uk": words, "en": Words(" ", "\n", "")})
    assert line.words == {"uk": Words("Не виходьте", "Перше.\n\nДруге .", "")}


def test_the_application_may_not_change_what_was_signed(where: Crisis):
    published(where)
    for statement in ("UPDATE contact_statement SET text = 'x'", "DELETE FROM contact_statement"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_itself_keeps_an_end_after_its_beginning(where: Crisis):
    row = draft(where)
    with pytest.raises(IntegrityError), transaction.atomic():
        Advice.objects.filter(id=row).update(valid_until=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_publish_what_follows_the_same_advice_meet(tmp_path: Path, settings: Any):
    sign_with_a_new_key(tmp_path, settings)
    where = cast.crisis()
    old = published(where)
    row = draft(where, supersedes=old.id)
    results: list[object] = []
    ready = threading.Barrier(3)

    def act(does: Any) -> None:
        ready.wait()
        try:
            does()
            results.append("done")
        except Refused as no:
            results.append(no.reason)
        finally:
            connection.close()

    acts = [lambda: publish(where, row)] * 2 + [lambda: withdraw(where, old.id, NOON)]
    threads = [threading.Thread(target=act, args=(each,)) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    state = read(where, old.id).state
    assert state in {AdviceState.SUPERSEDED, AdviceState.WITHDRAWN}
    assert NewsItem.objects.filter(kind="AdviceEnded").count() == 1
    if state is AdviceState.SUPERSEDED:
        assert sorted(map(str, results)) == ["advice-superseded-already", "done", "done"]
        assert Statement.objects.filter(advice=row).count() == 13
    else:
        assert results.count("done") == 1
        assert not Statement.objects.filter(advice=row).exists()
