"""Mail comes in by the door, and is ours only when it is acknowledged."""

import resource
import socket
import threading

import pytest
from benchmarks.peers import smtpd
from benchmarks.peers.smtpd import Bringer

from dodomu.channels.messages import Arrival, ChannelError, Incoming, Receipt
from tests.channels.email.post import HELP, LINK, OLENA, connected, message, open_door, plain, send

MAIL = plain("Ми в готелі.", "Message-ID: <one@example.org>").encode()


def hear(channel, count: int = 1):
    came = channel.hear(10)
    while len(came) < count:
        came = channel.hear(10)
    return came


@pytest.mark.parametrize("hello", ["LHLO peer", "EHLO peer", "HELO peer"])
def test_a_mail_is_answered_for_only_when_it_is_acknowledged(hello: str):
    with open_door() as channel, Bringer(channel.listens_at, hello=hello) as bringer:
        bringer.bring(MAIL, to=HELP)
        came = hear(channel)
        assert [(each.text, each.sender, each.to) for each in came] == [("Ми в готелі.", OLENA, HELP)]
        assert channel.hear(0) == came  # and again, until it is kept
        bringer.line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            bringer.line.recv(1)
        bringer.line.settimeout(10)
        channel.acknowledge(came)
        assert bringer.file.readline().startswith(b"250 2.0.0")
        assert channel.hear(0) == [] and bringer.say("QUIT").startswith("221")


def test_what_nobody_keeps_comes_again_under_the_same_key():
    with open_door("&hold=0.1") as channel, Bringer(channel.listens_at) as bringer:
        bringer.bring(MAIL, to=HELP)
        first = hear(channel)
        assert bringer.reply().startswith("451")
        assert channel.hear(0) == []
        channel.acknowledge(first)  # too late: nobody waits for it
        bringer.bring(MAIL, to=HELP)
        again = hear(channel)
        channel.acknowledge(again)
        assert bringer.reply().startswith("250") and again == first


def test_a_mail_that_is_brought_twice_at_once_is_one():
    with open_door() as channel, Bringer(channel.listens_at) as one, Bringer(channel.listens_at) as two:
        one.bring(MAIL, to=HELP)
        hear(channel)
        two.bring(MAIL, to=HELP)
        channel._listener._changed.acquire()
        channel._listener._changed.release()
        came = hear(channel)
        assert len(came) == 1
        channel.acknowledge(came)
        assert one.reply().startswith("250")
        channel.acknowledge(channel.hear(0))
        assert two.reply().startswith("250")


def test_a_message_id_that_is_used_again_swallows_nothing():
    other = plain("Нас троє.", "Message-ID: <one@example.org>").encode()
    with open_door() as channel, Bringer(channel.listens_at) as one, Bringer(channel.listens_at) as two:
        one.bring(MAIL, to=HELP)
        two.bring(other, to=HELP)
        came = hear(channel, 2)
        assert {each.text for each in came} == {"Ми в готелі.", "Нас троє."}
        channel.acknowledge(came)
        assert one.reply().startswith("250") and two.reply().startswith("250")


def test_many_bring_at_once_and_each_has_its_answer():
    def bring(at: int) -> None:
        with Bringer(channel.listens_at) as bringer:
            for number in range(5):
                bringer.bring(plain(f"{at}-{number}").encode(), to=HELP)
                answers.append(bringer.reply())

    answers: list[str] = []
    with open_door() as channel:
        threads = [threading.Thread(target=bring, args=(each,)) for each in range(20)]
        for each in threads:
            each.start()
        seen: set[str] = set()
        while len(seen) < 100:
            came = channel.hear(10)
            seen |= {each.text for each in came}
            channel.acknowledge(came)
        for each in threads:
            each.join()
    assert len(answers) == 100 and {each[:3] for each in answers} == {"250"}


def test_with_several_recipients_each_has_an_answer_where_that_is_the_custom():
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.say("MAIL FROM:<a@example.org>")
        bringer.say(f"RCPT TO:<{HELP}>")
        bringer.say("RCPT TO:<other@crisis.example.org>")
        assert bringer.say("DATA").startswith("354")
        bringer.line.sendall(MAIL.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        channel.acknowledge(hear(channel))
        assert bringer.reply().startswith("250") and bringer.reply().startswith("250")


def test_a_channel_that_closes_says_not_now():
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.bring(MAIL, to=HELP)
        hear(channel)
        channel.close()
        assert bringer.reply().startswith("451")


def test_a_server_that_leaves_before_the_last_dot_leaves_nothing():
    with open_door() as channel:
        with Bringer(channel.listens_at) as bringer:
            bringer.say("MAIL FROM:<a@example.org>")
            bringer.say(f"RCPT TO:<{HELP}>")
            bringer.say("DATA")
            bringer.line.sendall(b"Subject: half\r\n\r\nhalf a mail\r\n")
        with Bringer(channel.listens_at) as bringer:
            bringer.bring(MAIL, to=HELP)
            assert [each.text for each in hear(channel)] == ["Ми в готелі."]


@pytest.mark.parametrize("step", [1, 3, 7, 4096])
def test_a_mail_in_crumbs_and_another_right_behind_it_are_two(step: int):
    first = plain(".\n..два\nтри\n.чотири").replace("\n.", "\n..").replace("\n", "\r\n").encode()
    words = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<" + HELP.encode() + b">\r\nDATA\r\n"
    octets = (words + first + b"\r\n.\r\n") * 2 + b"QUIT\r\n"
    with open_door() as channel, Bringer(channel.listens_at, hello="EHLO peer") as bringer:
        bringer.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def write() -> None:
            for at in range(0, len(octets), step):
                bringer.line.sendall(octets[at : at + step])

        writing = threading.Thread(target=write)
        writing.start()
        for _ in range(2):
            came = hear(channel)
            assert [each.text for each in came] == [".\n..два\nтри\n.чотири"]
            channel.acknowledge(came)
        writing.join()
        assert bringer.file.read().count(b"250 2.0.0 kept") == 2


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r"])
def test_no_mail_can_be_smuggled_in_another(end: bytes):
    inner = (
        b"MAIL FROM:<boss@crisis.example.org>\r\nRCPT TO:<help@crisis.example.org>\r\nDATA\r\nSubject: x\r\n\r\nfalse"
    )
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.say("MAIL FROM:<a@example.org>")
        bringer.say(f"RCPT TO:<{HELP}>")
        bringer.say("DATA")
        bringer.line.sendall(b"Subject: one\r\n\r\nwords" + end + inner + b"\r\n.\r\n")
        came = hear(channel)
        assert len(came) == 1 and "MAIL FROM" in came[0].text
        channel.acknowledge(came)
        assert bringer.reply().startswith("250") and bringer.say("NOOP").startswith("250")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("DATA", "503"),
        ("RCPT TO:<help@crisis.example.org>", "503"),
        ("MAIL FROM:somebody", "501"),
        ("EXPN all", "502"),
        ("STARTTLS", "502"),
        ("\0\0\0", "502"),
        ("x" * 3000, "500"),
    ],
)
def test_words_out_of_place_are_answered(words: str, answer: str):
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        assert bringer.say(words).startswith(answer)


@pytest.mark.parametrize("to", ["somebody@elsewhere.example.org", "a@b@crisis.example.org", ""])
def test_mail_for_others_is_not_taken(to: str):
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.say("MAIL FROM:<a@example.org>")
        assert bringer.say(f"RCPT TO:<{to}>")[:3] in ("550", "501") and bringer.say("DATA").startswith("503")


def test_who_makes_nothing_but_errors_is_sent_away():
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        answers = [bringer.say("HELP") for _ in range(19)]
        assert {each[:3] for each in answers} == {"502"}
        bringer.line.sendall(b"HELP\r\n")
        assert bringer.reply().startswith("502") and bringer.reply().startswith("421")


def test_a_mail_of_fifty_megabytes_is_kept_without_its_photographs():
    line = b"iVBORw0KGgoAAAANSUhEUgAAB4AAAAQ4CAYAAADo08FDAAAAAXNSR0IArs4c6QAAAARnQU1BAACx\r\n"
    head = plain("", 'Content-Type: multipart/mixed; boundary="b"', "Message-ID: <big@example.org>")
    begin = head + "\n--b\nContent-Type: text/plain; charset=utf-8\n\nОсь паспорти.\n--b\nContent-Type: image/png\n"
    begin += 'Content-Disposition: attachment; filename="pass.png"\nContent-Transfer-Encoding: base64\n\n'
    end = "--b\nContent-Type: text/plain; charset=utf-8\n\nНас троє.\n--b--\n.\n".replace("\n", "\r\n").encode()
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.say("MAIL FROM:<a@example.org>")
        bringer.say(f"RCPT TO:<{HELP}>")
        bringer.say("DATA")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        bringer.line.sendall(begin.replace("\n", "\r\n").encode())
        for _ in range(50):
            bringer.line.sendall(line * (2**20 // len(line)))
        bringer.line.sendall(end)
        came = hear(channel)
        assert (came[0].text, came[0].files, came[0].cut) == ("Ось паспорти.\nНас троє.", ("pass.png",), False)
        channel.acknowledge(came)
        assert bringer.reply().startswith("250")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15_000  # kilobytes


def test_a_mail_of_nothing_but_words_is_cut():
    with open_door() as channel, Bringer(channel.listens_at) as bringer:
        bringer.bring(plain("слово два три\n" * 400_000).encode(), to=HELP)
        came = hear(channel)
        assert came[0].cut and len(came[0].text) == 20_000 and came[0].text.startswith("слово два")


def test_a_return_of_a_mail_of_ours_is_a_receipt_for_it():
    with smtpd.running() as server, connected(server, "&listen=127.0.0.1:0") as channel:
        result = send(channel, [message(9)])[0]
        sent = server.taken[0].mail.replace(b"\r\n", b"\n").decode()
        report = (
            f"From: MAILER-DAEMON@mx.example.org\nTo: {HELP}\nContent-Type: multipart/report; "
            'report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSorry.\n'
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
            f"Final-Recipient: rfc822; {OLENA}\nAction: failed\nStatus: 5.1.1\n"
            f"--b\nContent-Type: message/rfc822\n\n{sent}\n--b--\n"
        )
        with Bringer(channel.listens_at) as bringer:
            bringer.bring(report.encode(), to=HELP, sender="")
            came = hear(channel)[0]
            assert isinstance(came, Receipt) and came.ref == result.refs[0] and came.arrival is Arrival.FAILED


def test_a_door_that_others_can_reach_needs_to_know_from_whom():
    from dodomu.channels import email

    with pytest.raises(ChannelError, match="needs allow="):
        email.connect(LINK + "&listen=0.0.0.0:2424")


def test_a_port_that_is_taken_is_said():
    with open_door() as channel:
        _, port = channel.listens_at or ("", 0)
        refused = pytest.raises(ChannelError, match="cannot be taken")
        with smtpd.running() as server, refused, connected(server, f"&listen=127.0.0.1:{port}"):
            pass


def test_a_channel_without_a_door_hears_nothing():
    with smtpd.running() as server, connected(server) as channel:
        assert list(channel.hear(0)) == []
        channel.acknowledge([Incoming("a", OLENA, "")])
