"""Mails are read as they are meant, whatever they say of themselves."""

import base64
import random
import time
from datetime import UTC, datetime

import pytest

from dodomu.channels.email import letters, pages, quotes
from tests.channels.email.post import HELP, OLENA, heard, plain, words

WORDS = "Ми втрьох у готелі, їжі вистачить до завтра."
RUSSIAN = "Мы втроём в гостинице, еды хватит до завтра."


def in_charset(octets: bytes, said: str, *, encoding: str = "8bit") -> str:
    body = base64.encodebytes(octets) if encoding == "base64" else octets
    head = plain("", f"Content-Type: text/plain; charset={said}", f"Content-Transfer-Encoding: {encoding}")
    return words(head.encode() + body).text


@pytest.mark.parametrize(
    "charset", ["utf-8", "windows-1251", "koi8-u", "utf-16", "utf-7", '"UTF-8"', "CP-1251", "mac-cyrillic"]
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_letters_are_read_in_the_charset_that_is_said(charset: str, encoding: str):
    name = {"CP-1251": "cp1251", "mac-cyrillic": "mac-cyrillic"}.get(charset, charset.strip('"'))
    if (charset, encoding) == ("utf-16", "8bit"):
        return  # has line ends of two octets
    assert in_charset(WORDS.encode(name), charset, encoding=encoding) == WORDS


@pytest.mark.parametrize(
    "said", ["", "x-unknown", "us-ascii", "iso-8859-1", "utf-8", "unheard-of-9", "zlib", "idna", "\0", "punycode"]
)
@pytest.mark.parametrize(
    ("text", "charset"), [(WORDS, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp1251"), (WORDS, "utf-8")]
)
def test_letters_are_guessed_where_what_is_said_cannot_be(said: str, text: str, charset: str):
    assert in_charset(text.encode(charset), said) == text


def test_utf8_that_is_called_something_else_is_utf8():
    assert in_charset(WORDS.encode(), "windows-1251") == WORDS


def test_western_letters_stay_what_they_are():
    assert in_charset("Nous sommes à l'hôtel, arrivés hier".encode("latin-1"), "iso-8859-1").startswith(
        "Nous sommes à l'hôtel"
    )


def test_a_broken_letter_costs_only_itself():
    assert in_charset(WORDS.encode() + b"\xff", "utf-8").rstrip("�") == WORDS


@pytest.mark.parametrize(
    "subject",
    ["=?utf-8?B?0JLQuNGX0LfQtA==?=", "=?windows-1251?Q?=C2=E8=BF=E7=E4?=", "Виїзд",
     "=?utf-8?B?0JLQuNGX?= =?utf-8?B?0LfQtA==?=",
     "=?utf-8?B?0JLQuNGX0Lc=?=\n =?utf-8?B?0LQ=?="],
)  # fmt: skip
def test_a_subject_is_read(subject: str):
    assert words(plain("a", subject=subject)).subject == "Виїзд"


def test_a_subject_in_raw_octets_is_read():
    assert (
        words(b"From: a@example.org\nSubject: " + "Виїзд завтра о шостій".encode("cp1251") + b"\n\nx").subject
        == "Виїзд завтра о шостій"
    )


def test_who_wrote_and_when_is_read():
    came = words(plain("Так.", "Date: Fri, 14 Jan 2022 10:02:00 +0600", "Message-ID: <a@example.org>"))
    assert (came.sender, came.to, came.at) == (OLENA, HELP, datetime(2022, 1, 14, 4, 2, tzinfo=UTC))
    assert came.key.startswith("<a@example.org> ") and len(came.key) <= 120 and not came.is_automatic


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Fri, 99 Jan 2022 10:02:00 +9999", "0", "Fri, 14 Jan 99999 10:02:00 +0000"]
)
def test_an_hour_that_is_none_is_no_hour(date: str):
    assert words(plain("a", f"Date: {date}")).at is None


def test_a_page_is_read_as_somebody_would_read_it_aloud():
    page = (
        "<html><head><title>T</title><style>p {color: red}</style></head><body>"
        "<p>Ми&nbsp;в&#x20;готелі &amp; чекаємо.<br>"
        "Їжа є.</p><script>alert('x')</script><ul><li>вода<li>хліб</ul><!-- тайне -->"
        "<table><tr><td>а</td><td>б</td></tr>"
        "</table></body></html>"
    )
    head = plain(page, "Content-Type: text/html; charset=utf-8")
    assert words(head).text == "Ми в готелі & чекаємо.\nЇжа є.\n\n– вода\n– хліб\n\nа б"


def test_plain_words_go_before_a_page_and_attachments_are_named():
    mail = plain(
        '--b\nContent-Type: multipart/alternative; boundary="c"\n\n'
        "--c\nContent-Type: text/plain; charset=utf-8\n\nСлова.\n"
        "--c\nContent-Type: text/html; charset=utf-8\n\n<p>Сторінка</p>\n--c--\n"
        '--b\nContent-Type: image/jpeg; name="=?utf-8?B?0L/QsNGB0L/QvtGA0YIuanBn?="\n'
        "Content-Disposition: attachment\n\nxx\n"
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''%D1%81.txt\n\nnot read\n"
        '--b\nContent-Type: application/x; name="../../etc/pass\u202egpj.exe"\n\nxx\n--b--\n',
        'Content-Type: multipart/mixed; boundary="b"',
    )
    came = words(mail)
    assert came.text == "Слова." and came.files == ("паспорт.jpg", "с.txt", "passgpj.exe")


def test_what_no_database_can_hold_is_left_out():
    assert (
        words(plain("один\0два\x1b[31m\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))).text
        == "одиндва[31m���"
    )


ON = "14 січ. 2022 р. о 10:02 Допомога <help@crisis.example.org> пише:"
QUOTED = "> Ви в безпеці?\n> 1 – так\n>\n> 2 – ні"


@pytest.mark.parametrize(
    "introduction",
    [
        ON,
        "On Fri, Jan 14, 2022 at 10:02 AM Help <help@crisis.example.org> wrote:",
        "On Fri, Jan 14, 2022 at 10:02 AM Help\n<help@crisis.example.org> wrote:",
        "Пятница, 14 января 2022, 10:02 +06:00 от Help <help@crisis.example.org>:",
        "14.01.2022 10:02, Help пишет:",
        "пт, 14 янв. 2022 г. в 10:02, Help <help@crisis.example.org>:",
        "14 січня 2022, 10:02:11, від \"Help\" <help@crisis.example.org>:",
        "2022 ж. 14 қаң., жм 10:02, Help <help@crisis.example.org> жазды:",
    ],
)  # fmt: skip
def test_what_is_quoted_below_is_cut_off(introduction: str):
    mail = plain(f"1\n\nОлена, +380 00 111 22 33\n\n{introduction}\n{QUOTED}\n", "In-Reply-To: <x@crisis.example.org>")
    assert words(mail).text == "1\n\nОлена, +380 00 111 22 33"


@pytest.mark.parametrize(
    "head",
    [
        "From: Help <help@crisis.example.org>\nSent: Friday\nTo: Olena\nSubject: Are you safe?",
        "Від: Help\nНадіслано: п’ятниця\nКому: Олена\nТема: Ви в безпеці?",
        "________________________________\nОт: Help\nОтправлено: пятница\nКому: Олена\nТема: Вы в безопасности?",
        "-----Original Message-----\nFrom: Help",
        "-------- Исходное сообщение --------\nОт кого: Help",
    ],
)
def test_what_outlook_puts_below_is_cut_off(head: str):
    assert words(plain(f"Так, у безпеці.\n\n{head}\n\nВи в безпеці?", "References: <x@y>")).text == "Так, у безпеці."


@pytest.mark.parametrize(
    "text",
    [
        "> Ви в безпеці?\nТак.\n> Де ви?\nВ Алмати.",  # between the lines
        "> 1 або 2?\n2",
        "Мама пише:\nми на вокзалі",
        "Від: Алмати\nдо: Астани",
        "Передайте Олені: a@example.org",
    ],
)
def test_what_may_be_their_own_stays(text: str):
    assert words(plain(text, "In-Reply-To: <x@y>")).text == text


def test_who_answers_below_is_read():
    assert words(plain(f"{ON}\n{QUOTED}\n\n2, допоможіть", "In-Reply-To: <x@y>")).text.strip() == "2, допоможіть"


def test_a_mail_that_is_only_a_quotation_stays_whole():
    assert words(plain(f"{ON}\n{QUOTED}", "In-Reply-To: <x@y>")).text == f"{ON}\n{QUOTED}"


def test_what_was_forwarded_stays():
    text = "Дивіться\n-----Original Message-----\nFrom: a\nSent: b\nSubject: c\n\nНас 12."
    assert words(plain(text, "References: <x@y>", subject="Fwd: список")).text == text


def test_a_quotation_in_a_page_is_cut_off():
    page = f'<div>2</div><div class="gmail_quote"><div>{ON}</div><blockquote><p>Ви?</p><p>Де?</p></blockquote></div>'
    head = plain(page.replace("<help", "&lt;help").replace("org>", "org&gt;"), "Content-Type: text/html; charset=utf-8")
    assert words(head).text == "2"


def test_an_answer_says_what_it_answers():
    ours = f"{5:032x}"
    named = plain("1", f"In-Reply-To: <{ours}@crisis.example.org>")
    assert words(named).answers == ours
    listed = plain(
        "1", "In-Reply-To: <other@example.org>", f"References: <a@b> <{ours}@crisis.example.org> <other@example.org>"
    )
    assert words(listed).answers == ours
    assert words(plain("1", f"In-Reply-To: <{ours}@crisis.example.org.evil.example>")).answers == ""
    assert words(plain("1"), to=f"back+{ours}@crisis.example.org").answers == ours


@pytest.mark.parametrize(
    "head",
    ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x", "Precedence: bulk", "X-Autoreply: yes",
     "List-Id: <a.example.org>", "X-Auto-Response-Suppress: All\nPrecedence: auto_reply"],
)  # fmt: skip
def test_what_a_machine_wrote_is_known_by_its_head(head: str):
    assert words(plain("Я у відпустці.", head)).is_automatic


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Виїзд",
        "Автоматична відповідь: Виїзд",
        "Автоответ: я в отпуске",
        "Out of office",
        "Undeliverable: x",
    ],
)
def test_what_a_machine_wrote_is_known_by_its_subject(subject: str):
    assert words(plain("Мене немає.", subject=subject)).is_automatic


def test_what_cannot_be_answered_is_from_a_machine():
    assert words(plain("a"), sender="").is_automatic
    assert words(b"From: MAILER-DAEMON@example.org\n\na").is_automatic
    assert words(f"From: {HELP}\n\nour own words come back".encode()).is_automatic
    assert words(plain("a", *["Received: from a by b"] * 60)).is_automatic


@pytest.mark.parametrize("head", ["Auto-Submitted: no", "X-Priority: 1", "Precedence: normal"])
def test_what_somebody_wrote_is_not_taken_for_a_machine(head: str):
    assert not words(plain("Допоможіть", head, subject="Re: Виїзд")).is_automatic


NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (each, each) for each in range(3000))


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\0" * 1000,
        b"\n\n\n",
        b"From",
        bytes(range(256)) * 40,
        b"From: " + b"(" * 100_000 + b"\n\nx",
        b"From: " + b'"' * 99_999 + b"\n\nx",
        b"From: " + b"a@b," * 50_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
        b"References: " + b"<" * 200_000 + b"\n\nx",
        b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\n\nx",
        b"Content-Type: text/plain; charset*0*=utf-8''%ff; charset*1=x\n\n\xff",
        b"X: " + b"a" * 300_000 + b"\n\nx",
        b"X: a\n" * 40_000 + b"\nx",
        NESTED,
        b"Content-Type: message/rfc822\n\n" * 2000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\na\n" * 50_000,
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 50_000,
        b"Content-Type: text/html\n\n" + b"<" * 300_000,
        b"Content-Type: text/html\n\n" + b'<a b="' * 80_000,
        b"Content-Type: text/html\n\n" + b"<head>" * 80_000,
        b"Content-Type: text/html\n\n" + b"<div class=gmail_quote>" * 20_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 100_000,
        b"Content-Type: text/html\n\n" + b"&" * 300_000,
        b"Content-Type: text/html\n\n" + b"<![CDATA[" * 50_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 500_000,
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n" + b"M" * 500_000,
        b"In-Reply-To: <a@b>\n\n" + b"From: a\n" * 60_000,
        b"\n" + b"> a\nb\n" * 60_000,
        b"\n" + b"a:\n" * 100_000,
    ],
    ids=range(30),
)
def test_whatever_comes_is_read_in_a_moment(mail: bytes):
    began = time.thread_time()
    came = heard(mail)
    assert came.key and time.thread_time() - began < 5.0
    assert heard(mail) == came


def test_a_mail_that_cannot_be_taken_apart_is_handed_on_as_it_is():
    came = words(b"X: " + b"a" * 300_000 + b"\n\nx")
    assert came.cut and came.sender == OLENA and came.files == ("mail of 300006 octets",)


def test_pages_and_letters_are_read_alone():
    assert pages.text_of("a < b <i>c</i> <notatag d") == "a < b c <notatag d"
    assert letters.decode(b"", None) == ""
    assert quotes.cut_off("", is_answer=True) == ""


def test_a_mail_that_was_damaged_on_the_way_is_nothing_or_words_that_can_be_kept():
    mail = plain(
        "--b\nContent-Type: text/html; charset=windows-1251\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<p>=C2=E8</p>"
        '<blockquote>a</blockquote>\n--b\nContent-Type: image/png; name="=?utf-8?B?0L8=?="\n\nAAAA\n--b--',
        'Content-Type: multipart/mixed; boundary="b"',
        "Message-ID: <a@b>",
    ).encode()
    pieces = [
        b"\0",
        b"\xff",
        b"\n",
        b"<",
        b'"',
        b"(",
        b"=?utf-8?q?",
        b"?=",
        b";",
        b"--b",
        b"utf-16",
        b"idna",
        b"&#0;",
        b"@",
    ]
    pieces += [b"@", b"message/rfc822", b"*0*=", b":", b"\xed\xa0\x80", b"&#xd800;", b"multipart/mixed"]
    luck = random.Random(5)
    for _ in range(1_000):
        octets = bytearray(mail)
        for _ in range(luck.randint(1, 12)):
            at = luck.randrange(len(octets))
            octets[at : at + luck.randint(0, 3)] = luck.choice(pieces)
        came = words(bytes(octets))
        kept = "".join((came.key, came.sender, came.text, came.subject, came.answers, *came.files))
        assert kept.encode() and "\0" not in kept and len(came.key) <= 120 and len(came.sender) <= 254
