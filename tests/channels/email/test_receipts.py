"""Returns are known for what they are: receipts for one mail of ours, and never the beginning of a loop."""

import pytest

from dodomu.channels.email import codes
from dodomu.channels.messages import Arrival, Failure, Receipt
from tests.channels.email.post import HELP, OLENA, heard, plain, receipt, words

OURS = f"{7:032x}"
BACK = f"back+{OURS}@crisis.example.org"
HEAD = "From: MAILER-DAEMON@mx.example.org\nTo: {to}\n"
HEAD += "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"


def report(
    *groups: str, returned: str = f"Message-ID: <{OURS}@crisis.example.org>", kind: str = "delivery-status"
) -> str:
    said = "\n\n".join(["Reporting-MTA: dns; mx.example.org", *groups])
    return (
        HEAD.format(to=HELP) + f'Content-Type: multipart/report; report-type={kind}; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n\n"
        f"--b\nContent-Type: message/{kind}\n\n{said}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nFrom: {HELP}\n{returned}\n\n--b--\n"
    )


def failed(status: str, said: str = "") -> str:
    more = f"\nDiagnostic-Code: smtp; {said}" if said else ""
    return f"Final-Recipient: rfc822; {OLENA}\nAction: failed\nStatus: {status}{more}"


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        ("5.1.1", "", Failure.NO_SUCH_ADDRESS),
        ("5.2.2", "", Failure.NOT_REACHABLE),
        ("5.7.1", "", Failure.NOT_ALLOWED),
        ("5.0.0", "550 5.1.1 unknown user", Failure.NO_SUCH_ADDRESS),
        ("5.0.0", "550 unknown user", Failure.NO_SUCH_ADDRESS),
        ("5.0.0", "nothing that helps", Failure.NOT_UNDERSTOOD),
        ("4.4.7", "", Failure.EXPIRED),
        ("4.4.1", "connection timed out", Failure.NOT_REACHABLE),
        ("4.0.0", "", Failure.EXPIRED),
        ("5.4.6", "", Failure.NOT_REACHABLE),
    ],
)
def test_a_report_says_why_a_mail_did_not_arrive(status: str, said: str, why: Failure):
    came = receipt(report(failed(status, said)))
    assert (came.ref, came.arrival, came.why, came.code) == (OURS, Arrival.FAILED, why, status)


@pytest.mark.parametrize(
    ("action", "arrival"),
    [
        ("delayed", Arrival.UNDER_WAY),
        ("delivered", Arrival.DELIVERED),
        ("relayed", Arrival.UNDER_WAY),
        ("?", Arrival.UNDER_WAY),
    ],
)
def test_a_report_that_is_no_failure_is_none(action: str, arrival: Arrival):
    came = receipt(report(f"Action: {action}\nStatus: 2.0.0"))
    assert (came.arrival, came.why) == (arrival, None)


def test_of_several_the_worst_counts():
    came = receipt(report("Action: delivered\nStatus: 2.0.0", failed("5.1.1"), "Action: delayed\nStatus: 4.0.0"))
    assert came.arrival is Arrival.FAILED


def test_the_same_report_twice_has_one_key_and_another_has_another():
    assert receipt(report(failed("5.1.1"))).key == receipt(report(failed("5.1.1"))).key
    assert receipt(report(failed("5.1.1"))).key != receipt(report("Action: delayed\nStatus: 4.0.0")).key


def test_a_mail_that_was_shown_is_seen():
    shown = report("Disposition: manual-action/MDN-sent-manually; displayed", kind="disposition-notification")
    assert receipt(shown, sender=OLENA).arrival is Arrival.SEEN


def test_the_address_of_a_return_says_for_which_mail_it_is():
    came = receipt(report(failed("5.1.1"), returned="X: nothing"), to=BACK)
    assert (came.ref, came.arrival) == (OURS, Arrival.FAILED)


@pytest.mark.parametrize(
    "returned", ["X: nothing", "Message-ID: <abc@crisis.example.org>", f"Message-ID: <{OURS}@example.org>"]
)
def test_a_return_for_no_mail_of_ours_is_words_of_a_machine(returned: str):
    came = words(report(failed("5.1.1"), returned=returned), sender="")
    assert came.is_automatic and not came.is_stop


def test_old_returns_are_read_as_letters():
    qmail = (
        "From: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\nHi. This is the qmail-send program.\n"
        f"<{OLENA}>:\n550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\n"
        f"Message-ID: <{OURS}@crisis.example.org>\nSubject: x\n"
    )
    assert (receipt(qmail).ref, receipt(qmail).why) == (OURS, Failure.NO_SUCH_ADDRESS)
    exim = f"From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nX-Failed-Recipients: {OLENA}\n\n"
    exim += "mailbox is full: 552 full"
    assert receipt(exim, to=BACK).why is Failure.NOT_REACHABLE


def test_somebody_who_is_away_is_no_failure():
    away = plain("Я у відпустці до понеділка.", "Auto-Submitted: auto-replied")
    came = words(away, sender="", to=BACK)
    assert came.is_automatic and came.answers == OURS and came.text.startswith("Я у відпустці")


def test_words_to_the_address_of_returns_are_words():
    came = words(plain("Допоможіть"), to=BACK)
    assert came.answers == OURS and not came.is_automatic


def test_a_return_of_a_return_ends_there():
    inner = report(failed("5.1.1"))
    outer = HEAD.format(to=HELP) + 'Content-Type: multipart/report; report-type=delivery-status; boundary="c"\n\n'
    outer += "--c\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\nStatus: 5.4.6\n\n"
    came = heard(outer + f"--c\nContent-Type: message/rfc822\n\n{inner}\n--c--\n", sender="")
    assert isinstance(came, Receipt) and came.ref == OURS


def test_who_calls_a_mail_unwanted_wants_nothing_more():
    said = f"Feedback-Type: abuse\nOriginal-Rcpt-To: {OLENA}"
    complaint = report(said, kind="feedback-report").replace(
        "report-type=feedback-report", "report-type=feedback-report"
    )
    came = words(complaint.replace("Reporting-MTA: dns; mx.example.org\n\n", ""), sender="fbl@example.org")
    assert came.is_stop and came.sender == OLENA and came.answers == OURS


@pytest.mark.parametrize("cut", range(0, 700, 23))
def test_a_report_that_breaks_off_is_still_something(cut: int):
    assert heard(report(failed("5.1.1"))[:cut], sender="").key


def test_every_reply_has_a_meaning():
    assert codes.why(550, "5.1.1 x") is Failure.NO_SUCH_ADDRESS and codes.why(599, "x") is Failure.NOT_UNDERSTOOD
    assert codes.why(554, "your address 4.2.2.1 and 15.1.1 are listed") is Failure.NOT_ALLOWED
    assert codes.brief(550, "5.1.1 no") == "550 5.1.1" and codes.brief(550, "no") == "550"
