"""Whose message it is, what stops ours, what a machine may answer, and what is harmless to show."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.messages import ChannelKind
from dodomu.contact.rules import automatic, replying, searching, showing, threads
from dodomu.contact.rules.automatic import Facts, Plea
from dodomu.contact.rules.replying import Wanted
from dodomu.contact.rules.showing import Piece
from dodomu.contact.rules.terms import Hint
from dodomu.contact.rules.threads import Candidate, Whose
from dodomu.people.rules.references import reference_from
from dodomu.people.rules.terms import ContactKind

NOW = datetime(2022, 1, 8, 8, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
CODE = reference_from(48291735)


def known(name: str = "Коваль Олена", *, party: UUID | None = None, leads: bool = True, days: int = 1) -> Candidate:
    code = reference_from(int(uuid4()) % 90_000_000)
    return Candidate(uuid4(), party or uuid4(), leads, name, code, NOW - timedelta(days=days))


# --- whose it is ----------------------------------------------------------------------------------------------------


def test_who_alone_has_the_address_is_believed():
    one = known()
    assert threads.whose([one], threads.read("Де літак?"), at=NOW) == Whose(one.person)


def test_two_families_with_one_number_are_asked_about():
    assert threads.whose([known(), known()], threads.read("x"), at=NOW) == Whose(None, Hint.SEVERAL)


def test_a_family_without_one_lead_is_asked_about():
    party = uuid4()
    pair = [known(party=party, leads=False), known(party=party, leads=False)]
    assert threads.whose(pair, threads.read("x"), at=NOW).hint is Hint.SEVERAL


@pytest.mark.parametrize("written", [CODE, f"{CODE[:3]} {CODE[3:6]} {CODE[6:]}", "-".join(CODE), f"№{CODE}."])
def test_a_code_is_found_in_any_grouping(written: str):
    assert threads.read(f"Мій код {written} дякую").codes == {CODE}


@pytest.mark.parametrize("written", ["+380501234567", "1234567890123", f"9{CODE}", f"{CODE}1", "123456789"])
def test_a_telephone_number_is_no_code(written: str):
    assert threads.read(written).codes == frozenset()


def test_a_name_is_heard_where_somebody_gives_it():
    assert threads.read("Добрий день, мене звати Назар Бондар, ми в Алмати").name.startswith("Назар Бондар")
    assert threads.read("Я не знаю, що робити").name == ""


def test_secrets_of_links_are_not_shown():
    assert threads.without_links("https://d.example/p/AbC_123-xyzAbC_123-xyz/more") == "https://d.example/p/…/more"


@pytest.mark.parametrize(
    ("channel", "sender", "kept"),
    [
        (ChannelKind.SMS, "380001112233", "+380001112233"),
        (ChannelKind.SMS, " +380001112233\x00", "+380001112233"),
        (ChannelKind.SMS, "SHOP", "SHOP"),
        (ChannelKind.EMAIL, "Olena@Example.ORG", "olena@example.org"),
        (ChannelKind.TELEGRAM, "1234567890", "1234567890"),
        (ChannelKind.EMAIL, "a" * 400 + "@x.org", "a" * 254),
        (ChannelKind.SMS, "\u202e+38000", "+38000"),
    ],
)
def test_an_address_is_kept_in_one_form(channel: ChannelKind, sender: str, kept: str):
    assert threads.address_of(channel, sender) == kept


def test_an_address_is_looked_for_among_its_kind():
    assert threads.contact_kind(ChannelKind.DRILL, "+380001112233") is ContactKind.PHONE
    assert threads.contact_kind(ChannelKind.DRILL, "a@example.org") is ContactKind.EMAIL
    assert threads.contact_kind(ChannelKind.TELEGRAM, "123") is ContactKind.TELEGRAM


@given(st.text())
def test_any_text_can_be_read(text: str):
    threads.read(text)
    replying.wanted(text, was_asked=False)
    searching.beginnings(text)


# --- stop -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["stop", "STOP.", " «Стоп»!!! ", "STOP ALL", "стоп\n-- \nОлена", "Відписатися 🙏"])
def test_stop_is_a_stop_even_where_something_was_asked(text: str):
    assert replying.wanted(text, was_asked=True) is Wanted.STOP


@pytest.mark.parametrize("text", ["cancel", "скасувати", "Хватит"])
def test_a_word_that_may_answer_is_a_stop_only_where_nothing_was_asked(text: str):
    assert replying.wanted(text, was_asked=False) is Wanted.STOP
    assert replying.wanted(text, was_asked=True) is None


@pytest.mark.parametrize("text", ["yes", "так", "1", "no", "stop please help", "стоп\nдопоможіть", "", "🛑", "нестоп"])
def test_other_words_neither_stop_nor_start(text: str):
    assert replying.wanted(text, was_asked=False) is None


# --- the automatic reply --------------------------------------------------------------------------------------------

WORDS = {"hours": "h", "minutes": "min", "received": "At {hour}", "before": "{before} before", "oldest": "{oldest}",
         "danger": "call {hotline}"}  # fmt: skip


def plea(**changes: object) -> Plea:
    values: dict[str, object] = {
        "channel": ChannelKind.SMS, "address": "+380001112233", "text": "Де літак, якого нам обіцяли?",
        "is_automatic": False, "needs_answer": True, "was_asked": False, "said_stop": False, "thread_replied_at": None,
        "address_replied_at": (), **changes,
    }  # fmt: skip
    return Plea(**values)  # type: ignore[arg-type]


def test_a_plea_may_be_answered():
    assert automatic.may_reply(plea(), at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_automatic": True},
        {"needs_answer": False},
        {"said_stop": True},
        {"was_asked": True, "text": "ТАК"},
        {"thread_replied_at": NOW - 5 * HOUR},
        {"address_replied_at": [NOW - 7 * HOUR, NOW - 14 * HOUR, NOW - 23 * HOUR]},
        {"address": "MEGAFON"},
        {"channel": ChannelKind.EMAIL, "address": "noreply@example.org"},
        {"channel": ChannelKind.EMAIL, "address": "MAILER-DAEMON@example.org"},
        {"channel": ChannelKind.EMAIL, "address": "bounce+x=y@example.org"},
    ],
)
def test_no_machine_no_loop_and_no_answer_to_an_answer(changes: dict[str, object]):
    assert not automatic.may_reply(plea(**changes), at=NOW)


def test_a_line_of_what_is_not_known_is_left_out():
    full = Facts(NOW, "Asia/Almaty", 312, timedelta(hours=3, minutes=7), "112")
    assert automatic.compose(WORDS, full) == "At 08.01.2022 14:02 (UTC+6)\n312 before\n3 h 7 min\ncall 112"
    assert automatic.compose(WORDS, Facts(NOW, "Asia/Kolkata", None, None, "")) == "At 08.01.2022 13:32 (UTC+5:30)"
    assert "min" not in automatic.compose(WORDS, Facts(NOW, "UTC", 0, HOUR, ""))


@pytest.mark.parametrize(
    ("text", "spoken", "language"),
    [
        ("Як їхати?", [], "uk"),
        ("Это где?", ["uk"], "ru"),
        ("Қайда барамыз?", [], "kk"),
        ("Where?", [], "en"),
        ("Where?", ["ru"], "ru"),
        ("1", [], "uk"),
    ],
)
def test_the_reply_is_in_the_language_of_the_message(text: str, spoken: list[str], language: str):
    assert automatic.language_of(text, known=spoken, sending="UA") == language


# --- finding and showing --------------------------------------------------------------------------------------------


def test_a_word_is_found_by_its_beginning_in_another_script():
    kept = set(searching.beginnings("Ми стоїмо біля автовокзалу Сайран"))
    for query in ("автов", "avtovokzal", "САЙРАН", "stoimo bil"):
        assert set(searching.sought(query)) <= kept
    assert not set(searching.sought("вокзалу")) <= kept
    assert searching.sought("ми я") == []


def test_the_part_in_which_a_word_stands_is_shown():
    text = "початок " * 100 + "Сайран кінець"
    assert "Сайран" in searching.around(text, searching.sought("sairan"), 100)


def test_what_cannot_be_seen_is_named():
    shown = showing.pieces("ab\u202ecd\u200b\u200b\x07e\nf")
    assert shown == (
        Piece("ab"), Piece("U+202E", is_mark=True), Piece("cd"), Piece("U+200B ×2", is_mark=True),
        Piece("U+0007", is_mark=True), Piece("e\nf"),
    )  # fmt: skip


def test_persian_joiners_and_emoji_stay_and_heaped_accents_do_not():
    assert showing.pieces("می\u200cخواهم 👩\u200d👧") == (Piece("می\u200cخواهم 👩\u200d👧"),)
    assert any(piece.is_mark for piece in showing.pieces("z" + "\u0301" * 40))


@given(st.text())
def test_nothing_that_turns_the_direction_of_writing_is_shown_as_it_is(text: str):
    turning = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert not turning & set("".join(piece.text for piece in showing.pieces(text)))
    assert not turning & set(showing.plain(text, 40))
    assert len(showing.plain(text, 40)) <= 40
