"""Reading what people answer to a check-in: help is never overlooked, "safe" never guessed."""

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.contact.rules.check_ins import Reply, read_reply, without_quoted
from dodomu.contact.rules.terms import Question, Said
from dodomu.people.rules.statement import place_key

ALMATY, ASTANA, KARAGANDA, SHYMKENT = (UUID(int=number) for number in range(1, 5))
NAMES = {
    ALMATY: ("Almaty", "Алмати", "Алматы"),
    ASTANA: ("Astana", "Астана", "Nur-Sultan", "Нур-Султан", "Нұр-Сұлтан"),
    KARAGANDA: ("Karaganda", "Караганда", "Қарағанды"),
    SHYMKENT: ("Shymkent", "Шимкент", "Шымкент"),
}
PLACES = {place_key(name): place for place, names in NAMES.items() for name in names}
SAFE, BACK = Question.SAFE, Question.BACK


def read(text, question=SAFE, choice=""):
    return read_reply(text, question=question, places=PLACES, choice=choice)


@pytest.mark.parametrize(
    "text",
    ["1", " 1. ", "1️⃣", "１", "١", "1 так", "1 safe", "1 – так", "1 у безпеці, дякую", "Так", "так!", "да", "Иә", "ия",
     "yes", "YES", "ok", "👍", "+", "Ми в безпеці", "Все добре, дякую!", "у нас все нормально", "Мы в безопасности",
     "все хорошо", "I am safe", "we are fine", "Бәріміз аманбыз", "Мен қауіпсізмін", "Живі, цілі",
     "Допомога не потрібна, все добре", "safe, no help needed", "Дякую за допомогу, ми в безпеці",
     "Помощь не нужна, мы в порядке"],
)  # fmt: skip
def test_safe_is_read_in_four_languages(text):
    assert read(text).said is Said.SAFE


@pytest.mark.parametrize(
    "text",
    ["2", "2️⃣", "2!", "2 потрібна допомога", "2 помощь не приходит", "Допоможіть", "потрібна допомога", "SOS",
     "нужна помощь", "Көмек керек", "help", "help us please", "Ми в безпеці, але потрібна допомога", "ні", "нет", "no",
     "Мы не в безопасности", "we are not safe", "тут небезпечно", "Қауіпсіз емес", "1 але мама поранена",
     "нас троє, 1 поранений, допоможіть", "не можу виїхати, потрібна допомога", "3 Астана допоможіть",
     "1 нет, нужна помощь", "Ні, потрібна допомога", "No, need help", "No! Help!", "нет! помогите", "🆘", "S.O.S.",
     "нас обстрілюють", "все погано", "плохо", "we are no longer safe", "nobody is safe", "unsafe", "нужен врач",
     "біз қауіпсіз жерде емеспіз", "қауіпсіз емеспін", "дәрігер керек", "застрягли в ліфті"],
)  # fmt: skip
def test_help_is_never_overlooked(text):
    assert read(text).said is Said.HELP


@pytest.mark.parametrize(
    "text",
    ["1 дитина хвора", "1 2", "1/2/3", "12", "2 людини, 1 дитина", "2 of us, safe", "Ми в безпеці, але мама зникла",
     "безпечно " + "слово " * 30, "хто ви?", "коли літак?", "4", "0", "так, але де мама", "не знаю", "я вдома",
     "3 дні без світла і води", "чекаємо", "¯\\_(ツ)_/¯", "is it safe in Almaty now?", "безпечно зараз в Алмати?",
     "are you safe?", "ok?", "Переїхати в Астану?", "ніхто не поранений", "лікар не потрібен"],
)  # fmt: skip
def test_what_is_not_certain_is_words_for_an_officer(text):
    reply = read(text)
    assert reply is None or (reply.said is Said.WORDS and not reply.is_whole)


@pytest.mark.parametrize(
    ("text", "place"),
    [("3 Астана", ASTANA), ("3 в Астані", ASTANA), ("3, Караганде", KARAGANDA), ("Переїхали до Шимкента", SHYMKENT),
     ("я зараз в Нур-Султані", ASTANA), ("Қарағандыда", KARAGANDA), ("3 Almaty", ALMATY), ("Алмати", ALMATY),
     ("переехал в Шымкент", SHYMKENT)],
)  # fmt: skip
def test_moved_names_the_place_in_any_of_its_cases(text, place):
    assert (read(text).said, read(text).place) == (Said.MOVED, place)


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [("1 Алмати", Said.SAFE, ALMATY), ("ми в безпеці в Астані", Said.SAFE, ASTANA),
     ("допоможіть, ми в Караганді", Said.HELP, KARAGANDA), ("2 Алматы", Said.HELP, ALMATY)],
)  # fmt: skip
def test_a_place_may_stand_beside_any_answer(text, said, place):
    assert (read(text).said, read(text).place) == (said, place)


@pytest.mark.parametrize("text", ["виїхали з Алмати, потрібна допомога", "допоможіть: Алмати чи Астана?"])
def test_a_place_that_was_left_or_is_one_of_several_is_not_where_they_are(text):
    assert (read(text).said, read(text).place) == (Said.HELP, None)


@pytest.mark.parametrize(
    "text", ["3 не в Алмати", "допоможіть, я не в Алмати", "2 not in Almaty", "2 Алматыда емеспін"]
)
def test_where_somebody_is_not_is_not_where_they_are(text):
    assert read(text).place is None


@pytest.mark.parametrize("text", ["Так, усе гаразд", "✅", "1 👌", "👍🏽"])
def test_safe_is_read_however_it_is_put(text):
    assert read(text) == Reply(Said.SAFE)


@pytest.mark.parametrize("text", ["ok", "Ок.", "okay", "все ок", "👌"])
def test_a_mere_ok_is_no_word_of_being_home(text):
    assert read(text, BACK).said is not Said.HOME


def test_moved_without_a_place_that_is_known_has_to_be_read():
    for text in ("3", "3 Талгар", "Ми переїхали"):
        reply = read(text)
        assert (reply.said, reply.place, reply.is_whole) == (Said.MOVED, None, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [("1", Said.HOME), ("так", Said.HOME), ("вже вдома", Said.HOME), ("yes, home", Said.HOME), ("2", Said.HELP),
     ("3", Said.AWAY), ("ще не вдома", Said.AWAY), ("ні", Said.AWAY), ("нет", Said.AWAY), ("біз үйдеміз", Said.HOME),
     ("повернулися додому", Said.HOME)],
)  # fmt: skip
def test_the_same_words_answer_what_was_asked(text, said):
    assert read(text, BACK).said is said


def test_where_something_else_was_asked_last_only_plain_words_are_read():
    for text in ("1", "2", "3 Астана", "так", "yes", "no", "ok", "вдома", "виїхали з країни"):
        assert read(text, None) is None
    assert read("потрібна допомога", None).said is Said.HELP
    assert read("ми в безпеці", None).said is Said.SAFE


@pytest.mark.parametrize("text", ["STOP", "стоп", "Стоп.", "stop all", "відписатися", "тоқта", "", " \n", "…", "\0"])
@pytest.mark.parametrize("question", [SAFE, BACK, None])
def test_stop_is_never_an_answer_and_neither_is_nothing(text, question):
    assert read(text, question) is None


def test_what_was_tapped_is_what_was_answered():
    assert read("Потрібна допомога", choice="2").said is Said.HELP
    assert read("Я вдома", BACK, choice="1").said is Said.HOME
    assert read("щось", choice="9").said is Said.WORDS


def test_left_the_country_is_read_and_left_a_city_is_not():
    assert read("Ми вже виїхали з країни").said is Said.LEFT
    assert read("We left the country").said is Said.LEFT
    assert read("Ми виїхали").said is Said.WORDS
    assert read("не можемо виїхати з країни").said is Said.WORDS


@pytest.mark.parametrize(
    "text",
    ["1\n\n> Ви в безпеці? 1 – так, 2 – потрібна допомога",
     "1\nOn Sat, 8 Jan 2022 at 12:00, Dodomu <desk@example.org> wrote:\nReply 2 need help",
     "1\n\nсб, 8 січ. 2022 р. Dodomu <desk@example.org> пише:\n2 допомога",
     "1\n-----Original Message-----\nFrom: desk\nhelp"],
)  # fmt: skip
def test_our_own_question_below_an_answer_is_not_read(text):
    assert read(text).said is Said.SAFE


def test_a_forwarded_alarm_of_others_below_is_cut_away():
    assert without_quoted("перше\n> друге") == "перше"
    assert without_quoted("> лише цитата") == ""


@given(st.text(max_size=200), st.sampled_from([SAFE, BACK, None]))
def test_no_text_breaks_the_reading(text, question):
    read(text, question)


def test_a_very_long_message_is_read_in_no_time():
    begun = time.process_time()
    read("Алмати допоможіть " * 2000)
    assert time.process_time() - begun < 1
