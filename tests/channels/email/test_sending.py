"""Mails go out over one connection, and of each is known what became of it."""

import email
from email.policy import default
from pathlib import Path

import pytest
from benchmarks.peers import smtpd
from benchmarks.peers.smtpd import Habits

from dodomu.channels import email as channel_of_mail
from dodomu.channels.messages import ChannelError, Failure, Verdict
from tests.channels.email import post
from tests.channels.email.post import HELP, OLENA, connected, message, send

T, R, L, D = Verdict.TAKEN, Verdict.REFUSED, Verdict.LATER, Verdict.IN_DOUBT


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder: Path = tmp_path_factory.mktemp("tls")
    return post.certificate(folder)


def sent(habits: Habits, count: int = 3, **more):
    """Send mails to a server with these habits; return what was said of them, and the server."""
    with smtpd.running(habits) as server, connected(server) as channel:
        return send(channel, [message(each, **more) for each in range(1, count + 1)]), server


def test_many_mails_go_over_one_connection():
    results, server = sent(Habits(), 200)
    assert {each.verdict for each in results} == {T} and len({each.refs for each in results}) == 200
    assert server.counts["connections"] == 1 and len(server.taken) == 200


def test_a_server_without_pipelining_is_spoken_to_step_by_step():
    results, server = sent(Habits(extensions=()), 20)
    assert {each.verdict for each in results} == {T} and len(server.taken) == 20


def test_a_mail_says_what_it_is():
    with smtpd.running() as server, connected(server, "&name=Посольство&bounces=back@b.example.org") as channel:
        link = "https://dodomu.example.org/stop/" + "a" * 200
        result = send(channel, [message(7, stop_link=link, answers="<one@example.org> 0a1b")])[0]
    taken = server.taken[0]
    mail = email.message_from_bytes(taken.mail, policy=default)
    assert result.refs == (f"{7:032x}",) and mail["Message-ID"] == f"<{7:032x}@crisis.example.org>"
    assert (mail["From"], mail["To"], mail["Subject"]) == (f"Посольство <{HELP}>", OLENA, "Виїзд")
    assert mail["List-Unsubscribe"] == f"<{link}>" and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["In-Reply-To"] == mail["References"] == "<one@example.org>"
    assert mail["Content-Language"] == "uk" and mail["Auto-Submitted"] is None and mail["Date"]
    assert mail.get_content_type() == "text/plain" and mail.get_content().strip() == "Автобус о шостій."
    assert taken.mail.isascii()  # not every server takes eight bits
    assert taken.sender == f"back+{7:032x}@b.example.org" and taken.to == [OLENA]


def test_what_a_machine_answers_says_so_and_is_returned_to_nobody():
    _, server = sent(Habits(), 1, is_automatic=True, answers="<one@example.org> 0a1b")
    assert server.taken[0].sender == "" and b"Auto-Submitted: auto-replied\r\n" in server.taken[0].mail


def test_what_is_sent_to_many_says_so_and_is_returned_to_us():
    _, server = sent(Habits(), 1, is_automatic=True)
    assert server.taken[0].sender == HELP and b"Auto-Submitted: auto-generated\r\n" in server.taken[0].mail


def test_lines_with_dots_and_odd_line_ends_arrive_as_they_were():
    text = ".\n..\nодин\r\nдва\rтри\n.\r\nQUIT\n" + "а" * 5000
    _, server = sent(Habits(), 2, text=text)
    mail = email.message_from_bytes(server.taken[1].mail, policy=default)
    arrived = mail.get_content().replace("\r\n", "\n")
    assert arrived.strip() == text.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert all(len(line) < 999 for line in server.taken[1].mail.split(b"\r\n"))


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\0", "\x85", "\x0b"])
def test_no_line_of_a_head_can_be_put_in_from_outside(end: str):
    wrong = f"Виїзд{end}Bcc: all@example.org{end}{end}words"
    _, server = sent(Habits(), 1, subject=wrong, language=f"uk{end}X-A: b", answers=f"<a@b>{end}X-C: d")
    mail = email.message_from_bytes(server.taken[0].mail, policy=default)
    assert mail["Bcc"] is None and mail["X-A"] is None and mail["X-C"] is None and server.taken[0].to == [OLENA]
    assert "Bcc: all@example.org" in mail["Subject"]


@pytest.mark.parametrize(
    "address",
    ["", "olena", "olena@", "@example.org", "a@b@example.org", "olena@example.org\r\nRCPT TO:<x@example.org>",
     "o l@e.org", "olena@example.org>", "<olena@example.org>", "a@exa mple.org", "a,b@example.org",
     "x" * 300 + "@example.org",
     "a@b"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_never_said_to_the_server(address: str):
    results, server = sent(Habits(), 1, to=address)
    assert (results[0].verdict, results[0].why) == (R, Failure.NO_SUCH_ADDRESS)
    assert not any(each.startswith("MAIL") for each in server.said)


def test_a_stop_link_that_is_none_is_refused():
    results, _ = sent(Habits(), 1, stop_link="https://example.org/a>\r\nBcc: b")
    assert (results[0].verdict, results[0].why) == (R, Failure.NOT_ALLOWED)


def test_a_domain_in_other_letters_is_written_in_latin_ones():
    _, server = sent(Habits(), 1, to="olena@приклад.укр")
    assert server.taken[0].to == ["olena@xn--80aikifvh.xn--j1amh"]


def test_a_name_in_other_letters_goes_where_the_server_can():
    results, _ = sent(Habits(), 1, to="олена@example.org")
    assert (results[0].verdict, results[0].code) == (R, "no SMTPUTF8")
    results, server = sent(Habits(extensions=("SMTPUTF8", "PIPELINING")), 1, to="олена@example.org")
    assert results[0].verdict is T and server.taken[0].to == ["олена@example.org"]


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
@pytest.mark.parametrize(
    ("reply", "verdict", "why"),
    [
        ("550 5.1.1 no such user", R, Failure.NO_SUCH_ADDRESS),
        ("550 no such user", R, Failure.NO_SUCH_ADDRESS),
        ("552 5.2.2 full", R, Failure.NOT_REACHABLE),
        ("550 5.7.1 not from you", R, Failure.NOT_ALLOWED),
        ("554 5.7.1 spam", R, Failure.NOT_ALLOWED),
        ("450 4.2.0 greylisted", L, Failure.NOT_REACHABLE),
        ("451 4.7.28 too many", L, Failure.TOO_MANY),
        ("452 4.2.2 full", L, Failure.NOT_REACHABLE),
        ("599 what", R, Failure.NOT_UNDERSTOOD),
    ],
)
def test_one_recipient_that_is_refused_hinders_nobody(extensions, reply: str, verdict: Verdict, why: Failure):
    results, server = sent_to_second(Habits(extensions=extensions, recipients={"two@example.org": reply}))
    assert [each.verdict for each in results] == [T, verdict, T] and results[1].why is why
    assert bool(results[1].wait) is (verdict is L) and results[1].code.startswith(reply[:3])
    assert server.counts["connections"] == 1


def sent_to_second(habits: Habits):
    names = ["one@example.org", "two@example.org", "three@example.org"]
    with smtpd.running(habits) as server, connected(server) as channel:
        return send(channel, [message(at, to=name) for at, name in enumerate(names, 1)]), server


def test_a_server_that_goes_on_for_nobody_is_not_given_the_mail():
    habits = Habits(goes_on_always=True, recipients={"two@example.org": "550 5.1.1 no"})
    results, server = sent_to_second(habits)
    assert [each.verdict for each in results] == [T, R, T] and len(server.taken) == 2


def test_a_server_that_takes_its_leave_is_met_again():
    results, server = sent(Habits(replies={2: "421 4.3.0 going down"}))
    assert [each.verdict for each in results] == [T, L, T] and server.counts["connections"] == 2
    results, server = sent_to_second(Habits(recipients={"two@example.org": "421 4.7.0 enough"}))
    assert [each.verdict for each in results] == [T, L, T] and server.counts["connections"] == 2


def test_replies_after_the_last_dot_decide():
    replies = {1: "451 4.3.0 later", 2: "554 5.7.1 spam", 3: "552 5.3.4 too long"}
    results, _ = sent(Habits(replies=replies))
    assert [(each.verdict, each.why) for each in results] == [
        (L, Failure.PROVIDER_DOWN),
        (R, Failure.NOT_ALLOWED),
        (R, Failure.TOO_LONG),
    ]


def test_a_connection_that_is_dropped_before_the_last_dot_leaves_no_doubt():
    results, server = sent(Habits(drop_at_rcpt=(2, 3)))
    assert [each.verdict for each in results] == [T, L, T] and len(server.taken) == 2
    results, server = sent(Habits(drop_at_rcpt=(1,)), 1)
    assert [each.verdict for each in results] == [T] and server.counts["connections"] == 2  # tried again, at once


def test_a_mail_is_never_sent_twice_unless_it_was_not_taken_the_first_time():
    results, server = sent(Habits(drop_in_data=(2,)), text="слово " * 30_000)
    # Whether the last dot went out depends on how much the machine held back for the connection.
    assert [each.verdict for each in results] in ([T, T, T], [T, D, T])
    assert len(server.taken) == sum(each.verdict is T for each in results)


def test_a_connection_that_is_dropped_after_the_last_dot_leaves_the_mail_in_doubt():
    results, server = sent(Habits(drop_after_data=(2,)))
    assert [each.verdict for each in results] == [T, D, T] and len(server.taken) == 3
    assert results[1].refs == (f"{2:032x}",)  # a return for it is known again


def test_a_server_that_never_answers_leaves_the_mail_in_doubt():
    with smtpd.running(Habits(silent_after_data=(1,))) as server, connected(server, "&answer=0.2") as channel:
        assert [each.verdict for each in send(channel, [message(1), message(2)])] == [D, T]


def test_a_server_that_closed_while_nothing_was_sent_costs_nothing():
    with smtpd.running(Habits(drop_after_answer=(1,))) as server, connected(server) as channel:
        assert send(channel, [message(1)])[0].verdict is T
        server.until(lambda: server.counts["closed"] == 1)
        assert send(channel, [message(2)])[0].verdict is T and server.counts["connections"] == 2


def test_a_server_that_is_gone_makes_everything_wait_and_is_not_asked_for_each():
    with smtpd.running() as server, connected(server) as channel:
        server.stop()
        results = send(channel, [message(each) for each in range(100)])
        assert {(each.verdict, each.why, each.wait) for each in results} == {(L, Failure.PROVIDER_DOWN, 5.0)}


def test_who_says_stop_has_every_message_back_once():
    with smtpd.running() as server, connected(server) as channel:
        results = send(channel, [message(each) for each in range(10)], most=4)
    assert [each.verdict for each in results] == [T] * 4 + [L] * 6 and len(server.taken) == 4


def test_no_more_goes_than_was_agreed():
    with smtpd.running() as server, connected(server, "&rate=50") as channel:
        channel._next_at += 0.2  # a fifth of a second's worth is spent
        results = send(channel, [message(each) for each in range(3)])
        assert {each.verdict for each in results} == {T}


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
def test_a_server_that_does_not_go_on_after_all_hinders_nobody(extensions):
    replies = {2: "451 4.3.0 no room", 3: "554 5.7.1 no"}
    results, server = sent(Habits(extensions=extensions, refuse_data=replies), 4)
    assert [each.verdict for each in results] == [T, L, R, T] and server.counts["connections"] == 1


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
def test_a_sender_that_is_refused_is_said(extensions):
    results, server = sent(Habits(extensions=extensions, senders={HELP: "550 5.7.1 not yours"}), 2)
    assert {(each.verdict, each.why) for each in results} == {(R, Failure.NOT_ALLOWED)} and not server.taken


def test_a_mail_that_the_server_would_not_take_is_not_sent():
    results, server = sent(Habits(extensions=("SIZE 2000",)), 1, text="слово " * 1000)
    assert (results[0].verdict, results[0].why) == (R, Failure.TOO_LONG) and not server.taken


@pytest.mark.parametrize("way", ["implicit", "starttls"])
def test_everything_goes_through_tls(certificate: tuple[str, str], way: str):
    habits = Habits(tls=way, certificate=certificate, user="dodomu", password="p@ss/word")
    scheme = "smtps" if way == "implicit" else "smtp"
    with (
        smtpd.running(habits) as server,
        connected(server, f"&ca={certificate[0]}", scheme=scheme, user="dodomu:p%40ss%2Fword@") as channel,
    ):
        assert {each.verdict for each in send(channel, [message(1), message(2)])} == {T}
        assert all(each.is_encrypted for each in server.taken)
        before = server.said.index("STARTTLS") if way == "starttls" else 0
        assert not any(each.startswith(("AUTH", "MAIL")) for each in server.said[:before])


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: tuple[str, str]):
    habits = Habits(tls="implicit", certificate=certificate)
    refused = pytest.raises(ChannelError, match="no certificate that we trust")
    with smtpd.running(habits) as server, refused, connected(server, scheme="smtps"):
        pass


def test_a_server_without_tls_is_not_spoken_to():
    with smtpd.running() as server, pytest.raises(ChannelError, match="offers no TLS") as refused:
        channel_of_mail.connect(f"smtp://user:secret@127.0.0.1:{server.port}?from={HELP}")
    assert refused.value.why is Failure.NOT_ALLOWED and not any("AUTH" in each for each in server.said)


def test_a_wrong_password_is_said_without_the_password():
    habits = Habits(user="dodomu", password="right")
    with smtpd.running(habits) as server, pytest.raises(ChannelError, match="refused the password") as refused:
        channel_of_mail.connect(f"smtp://dodomu:wrongest@127.0.0.1:{server.port}?from={HELP}&tls=none")
    assert "wrongest" not in str(refused.value) and refused.value.why is Failure.NOT_ALLOWED


def test_a_server_that_greets_with_no_is_down():
    with smtpd.running(Habits(greeting="554 no")) as server, pytest.raises(ChannelError) as refused, connected(server):
        pass
    assert refused.value.why is Failure.PROVIDER_DOWN
