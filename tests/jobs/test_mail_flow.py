"""Mail goes the whole way between real servers on loopback: in by LMTP into a thread, and out again by SMTP."""

import threading
from base64 import encodebytes
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from benchmarks.peers import smtpd
from benchmarks.peers.smtpd import Bringer
from django.conf import LazySettings

from dodomu.contact.models import Conversation, Message
from dodomu.contact.queries.connections import connections as set_up
from dodomu.foundation.models import Crisis
from dodomu.jobs import sending
from dodomu.people.models import Person
from tests import cast
from tests.cast import OLENA
from tests.channels.email.post import HELP, plain
from tests.contact.writing_in import words_of

pytestmark = pytest.mark.django_db(transaction=True)
OLENAS = "olena@example.org"


@pytest.fixture
def crisis() -> Crisis:
    return cast.crisis(hotline="+380 00 500")


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, {**OLENA, "email": OLENAS}).persons[0].id)


@contextmanager
def post(settings: LazySettings) -> Iterator[tuple[smtpd.Server, sending.Turns]]:
    """Lend a mail server, and a sender that sends by it and hears by its own door."""
    with smtpd.running() as server:
        link = f"smtp://127.0.0.1:{server.port}?tls=none&from={HELP}&listen=127.0.0.1:0"
        settings.DODOMU_CHANNELS = {"email": link}
        (it,) = set_up()
        with closing(sending.connect(it)) as channel:
            yield server, sending.Turns(it, channel, threading.Event())


def bring(turns: sending.Turns, *mails: str | bytes, sender: str = OLENAS) -> None:
    """Have mails brought, each until it is answered for: that is only when it was kept."""

    def carry(mail: bytes) -> None:
        with Bringer(turns.channel.listens_at) as bringer:  # type: ignore[attr-defined]
            bringer.bring(mail, to=HELP, sender=sender)
            assert bringer.reply().startswith("250")

    for each in mails:
        octets = each.encode() if isinstance(each, str) else each
        with ThreadPoolExecutor(1) as pool:
            brought = pool.submit(carry, octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            while not brought.done():
                turns.hear(0.1)
            brought.result()


def came() -> list[str]:
    return [words_of(row) for row in Message.objects.filter(direction="in").order_by("id")]


def in_charset(text: str, charset: str, encoding: str = "8bit") -> bytes:
    head = plain("", f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    body = text.encode(charset)
    return head.encode() + b"\n" + (encodebytes(body) if encoding == "base64" else body)


def test_replies_in_any_encoding_are_words_in_the_thread(olena: Person, settings: LazySettings):
    said = "Ми в готелі, їжі немає"
    page = plain(
        "<p>Ми&nbsp;в <b>готелі</b>,<script>alert(1)</script> їжі немає</p>", "Content-Type: text/html; charset=utf-8"
    )
    with post(settings) as (_server, turns):
        bring(
            turns, page, in_charset(said, "utf-8"), in_charset(said, "koi8-u"),
            in_charset(said, "windows-1251", "base64"), in_charset(said, "utf-16", "base64"),
        )  # fmt: skip
    assert {" ".join(each.split()) for each in came()} == {said}
    assert Conversation.objects.get().person_id == olena.id


def test_a_mail_of_fifty_megabytes_is_kept_with_the_names_of_its_photographs(olena: Person, settings: LazySettings):
    line = "iVBORw0KGgoAAAANSUhEUgAAB4AAAAQ4CAYAAADo08FDAAAAAXNSR0IArs4c6QAAAARnQU1BAACx\n"
    mail = plain("", 'Content-Type: multipart/mixed; boundary="b"') + (
        "\n--b\nContent-Type: text/plain; charset=utf-8\n\nОсь паспорти.\n--b\nContent-Type: image/png\n"
        'Content-Disposition: attachment; filename="pass.png"\nContent-Transfer-Encoding: base64\n\n'
        f"{line * (50 * 2**20 // len(line))}--b--\n"
    )
    with post(settings) as (_server, turns):
        bring(turns, mail)
    row = Message.objects.get(direction="in")
    assert (words_of(row), row.files, row.is_cut) == ("Ось паспорти.", ["pass.png"], False)


def test_two_machines_that_answer_one_another_fall_silent(crisis: Crisis, settings: LazySettings):
    """The other answers whatever we send, and does not say that it is a machine."""
    with post(settings) as (server, turns):
        for number in range(6):
            answers = [f"In-Reply-To: <{number}@example.org>"] if number else []
            bring(turns, plain(f"Дякуємо, прийнято {number}", *answers, f"Message-ID: <{number}@example.org>"))
            while turns.send():
                pass
        assert len(server.taken) == 1
        (ours,) = server.taken
    assert ours.sender == "", "a return of it comes to nobody"
    assert b"Auto-Submitted: auto-replied" in ours.mail
    assert len(came()) == 6


def test_a_return_of_a_return_and_a_note_of_absence_are_answered_by_nothing(crisis: Crisis, settings: LazySettings):
    absent = plain("Я у відпустці", "Auto-Submitted: auto-replied", subject="Немає на місці")
    returned = plain("<help@crisis.example.org> unknown", subject="Undelivered Mail Returned to Sender")
    with post(settings) as (server, turns):
        for _ in range(3):
            bring(turns, absent)
            bring(turns, returned.replace(OLENAS, "mailer-daemon@example.org"), sender="")
            while turns.send():
                pass
        assert server.taken == []
    assert len(came()) == 2, "each is kept once"
    assert not Conversation.objects.exclude(waits_since=None).exists()
