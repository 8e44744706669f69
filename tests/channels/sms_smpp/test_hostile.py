"""Peers that are broken, hostile, or gone."""

import contextlib
import datetime
import ipaddress
import random
import struct
from pathlib import Path

import pytest
from benchmarks.peers import smsc, smsc_words
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dodomu.channels import sms_smpp
from dodomu.channels.messages import ChannelError, Failure, Verdict
from dodomu.channels.sms_smpp.client import Smpp
from tests.channels.sms_smpp.operator import connected, messages, send

DELIVER, SUBMIT_RESP, NACK, UNBIND = 0x5, 0x80000004, 0x80000000, 0x6


def unit(command: int, body: bytes = b"", *, status: int = 0, sequence: int = 1, length: int | None = None) -> bytes:
    return struct.pack(">IIII", 16 + len(body) if length is None else length, command, status, sequence) + body


def back(client: Smpp, centre: smsc.Centre, connections: int) -> None:
    """Wait until the client has bound so often."""
    while centre.counts["bound"] < connections:
        with contextlib.suppress(ChannelError):
            client.hear(0.02)


@pytest.mark.parametrize("length", [0, 1, 15, 70_001, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_length_that_cannot_be_ends_the_connection_and_the_next_works(length: int):
    with smsc.running() as centre, connected(centre) as client:
        centre.raw(unit(DELIVER, b"abc", length=length))
        back(client, centre, 2)
        assert (NACK, 2) in {(command, status) for command, status, _ in centre.answers}
        assert {each.verdict for each in send(client, messages(5)).values()} == {Verdict.TAKEN}


def test_an_unknown_command_is_answered_as_such():
    with smsc.running() as centre, connected(centre) as client:
        centre.raw(unit(0x00010203, b"whatever", sequence=9) + unit(0x3, sequence=10))
        client.hear(0.05)
        centre.until(lambda: centre.answers == [(NACK, 3, 9), (NACK, 3, 10)])


def test_answers_to_what_was_never_asked_are_left_alone():
    with smsc.running() as centre, connected(centre) as client:
        for each in (SUBMIT_RESP, NACK, 0x80000015, 0x80000009, 0x8000ABCD, 0x80000006):
            centre.raw(unit(each, b"77\0", sequence=12345))
        assert {each.verdict for each in send(client, messages(50)).values()} == {Verdict.TAKEN}
        assert centre.answers == []
        assert centre.counts["connections"] == 1


def test_a_nack_to_a_message_refuses_it():
    with smsc.running(smsc.Habits(silent_at=(1,))) as centre, connected(centre) as client:

        def nack() -> bool:
            if centre.taken:
                centre.raw(unit(NACK, status=0x02, sequence=2))
            return True

        (result,) = client.send(messages(1), goes_on=nack)
        assert (result.verdict, result.code) == (Verdict.REFUSED, "ESME_RINVCMDLEN")


@pytest.mark.parametrize("body", [b"", b"\0", b"no end", b"\0\1\1123\0\1\1456\0\0\0\0\0\0\0\0\0\0\xff" + b"short"])
def test_a_message_that_cannot_be_read_is_refused_and_the_next_is_heard(body: bytes):
    with smsc.running() as centre, connected(centre) as client:
        centre.raw(
            unit(DELIVER, body, sequence=9000) + unit(DELIVER, smsc_words.message("380001", b"Help"), sequence=9001)
        )
        assert [each.text for each in client.hear(5)] == ["Help"]
        centre.until(lambda: centre.answers == [(DELIVER | NACK, 0x65, 9000)])


def test_broken_parameters_keep_no_message_back():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message("380001", b"Help", more=b"\x04\x24\xff\xff12"))
        assert [each.text for each in client.hear(5)] == ["Help"]


def test_a_unit_that_never_ends_is_not_waited_for_for_ever():
    deaf = smsc.Habits(answers_enquiries=False)
    with smsc.running(deaf) as centre, connected(centre, enquire=0.05, dead=0.1) as client:
        centre.raw(unit(DELIVER, b"abc", length=500))
        back(client, centre, 2)
        assert centre.counts["enquired"] >= 1


def test_a_message_that_comes_octet_by_octet_is_heard():
    with smsc.running() as centre, connected(centre) as client:
        for octet in unit(DELIVER, smsc_words.message("380001", b"Help"), sequence=9):
            centre.raw(bytes((octet,)))
        assert [each.text for each in client.hear(5)] == ["Help"]


@pytest.mark.parametrize("seed", range(20))
def test_garbage_is_survived(seed: int):
    luck = random.Random(seed)
    with smsc.running() as centre, connected(centre) as client:
        if seed % 2:
            centre.raw(luck.randbytes(2000))
        else:
            body = bytearray(smsc_words.message("380001", b"Help", esm_class=luck.choice((0, 4, 0x40))))
            for _ in range(3):
                body[luck.randrange(len(body))] = luck.randrange(256)
            centre.raw(unit(DELIVER, bytes(body)) * 3)
        for _ in range(2):
            with contextlib.suppress(ChannelError):
                client.acknowledge(client.hear(0.02))
        back(client, centre, 1)


def test_silence_is_asked_about_and_an_answer_keeps_the_connection():
    with smsc.running() as centre, connected(centre, enquire=0.02) as client:
        while centre.counts["enquired"] < 3:
            client.hear(0.05)
        assert centre.counts["connections"] == 1


def test_an_answer_that_waited_for_us_long_enough_keeps_the_connection():
    with smsc.running() as centre, connected(centre, enquire=0.02) as client:
        while not centre.counts["enquired"]:
            client.hear(0.03)
            client._line._heard_at = client._line._asked_at = client._line._heard_at - 1
        client._line._asked_at, client._line._heard_at = client._line._asked_at - 50, client._line._heard_at - 60
        client.hear(0.05)
        assert centre.counts["connections"] == 1


def test_it_is_answered_whether_we_are_there():
    with smsc.running(smsc.Habits(enquire_every=0.01)) as centre, connected(centre) as client:
        while sum(command == 0x80000015 for command, _, _ in centre.answers) < 3:
            client.hear(0.05)


def test_an_operator_may_take_its_leave():
    with smsc.running() as centre, connected(centre) as client:
        centre.hang_up(softly=True)
        back(client, centre, 2)
        assert (UNBIND | NACK, 0, 77) in centre.answers


def test_we_take_our_leave_in_order():
    with smsc.running() as centre:
        with connected(centre):
            pass
        centre.until(lambda: centre.counts["unbound"] == centre.counts["closed"] == 1)


def test_leaving_does_not_wait_for_a_peer_that_is_gone():
    with smsc.running() as centre, connected(centre) as client:
        centre.hang_up()
        centre.until(lambda: centre.counts["closed"] == 1)
        client.close()
        client.close()


@pytest.mark.parametrize(
    ("status", "why", "name"),
    [(0x0E, Failure.NOT_ALLOWED, "ESME_RINVPASWD"), (0x05, Failure.PROVIDER_DOWN, "ESME_RALYBND")],
)
def test_a_refused_bind_says_why_and_never_the_password(status: int, why: Failure, name: str):
    with smsc.running(smsc.Habits(bind_status=status)) as centre:
        with pytest.raises(ChannelError, match=name) as refused:
            sms_smpp.connect(f"smpp://dodomu:secret@127.0.0.1:{centre.port}?source=Dodomu")
        assert refused.value.why is why
        assert "secret" not in str(refused.value)


def test_nobody_there_is_said_in_words():
    with smsc.running() as centre:
        port = centre.port
    with pytest.raises(ChannelError, match=r"no connection \(Connection refused\)") as refused:
        sms_smpp.connect(f"smpp://dodomu:secret@127.0.0.1:{port}?source=Dodomu")
    assert refused.value.why is Failure.PROVIDER_DOWN


def test_the_wait_grows_while_nobody_is_there_and_nothing_is_lost():
    with smsc.running() as centre, connected(centre, again=10, again_most=25) as client:
        centre.habits.bind_status = 0x08
        centre.hang_up()
        centre.until(lambda: centre.counts["closed"] == 1)
        waits = []
        for _ in range(4):
            client._again_at = 0.0  # as if the wait were over
            results = send(client, messages(10))
            assert {each.verdict for each in results.values()} == {Verdict.LATER}
            assert {each.why for each in results.values()} == {Failure.PROVIDER_DOWN}
            waits.append(round(max(each.wait for each in results.values())))
        assert waits == [10, 20, 25, 25]
        with pytest.raises(ChannelError, match="not connected"):
            client.hear(0)
        centre.habits.bind_status = 0
        client._again_at = 0.0
        assert {each.verdict for each in send(client, messages(10)).values()} == {Verdict.TAKEN}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 that nobody signed but itself."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sms.example.org")])
    begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(public), str(private)


def test_everything_goes_through_tls(certificate: tuple[str, str]):
    habits = smsc.Habits(receipts="after")
    with (
        smsc.running(habits, certificate=certificate) as centre,
        connected(centre, f"&tls=1&ca={certificate[0]}") as client,
    ):
        assert {each.verdict for each in send(client, messages(2000)).values()} == {Verdict.TAKEN}
        heard = set()
        while len(heard) < 2000:
            came = client.hear(1)
            heard |= {each.ref for each in came}
            client.acknowledge(came)
        centre.until(lambda: not centre.outbox)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: tuple[str, str]):
    refused = pytest.raises(ChannelError, match="self-signed certificate")
    with smsc.running(certificate=certificate) as centre, refused, connected(centre, "&tls=1"):
        pass


def test_tls_with_a_peer_that_speaks_none_is_refused():
    refused = pytest.raises(ChannelError, match="no secure connection")
    with smsc.running() as centre, refused, connected(centre, "&tls=1", open=0.2):
        pass
