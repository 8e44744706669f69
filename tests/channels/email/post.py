"""What the tests of mail share: a server to send by, a door to bring mail to, and mails."""

import contextlib
import datetime
import ipaddress
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from benchmarks.peers import smtpd
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dodomu.channels import email
from dodomu.channels.email.client import Email
from dodomu.channels.email.link import read
from dodomu.channels.email.reading import Reader
from dodomu.channels.messages import Heard, Incoming, Outgoing, Receipt, Result

HELP = "help@crisis.example.org"
OLENA = "olena@example.org"
LINK = f"smtp://127.0.0.1:25?tls=none&from={HELP}&bounces=back@crisis.example.org"


def message(number: int = 1, *, to: str = OLENA, text: str = "Автобус о шостій.", **more) -> Outgoing:
    return Outgoing(UUID(int=number), to, text, **{"language": "uk", "subject": "Виїзд", **more})


@contextlib.contextmanager
def connected(server: smtpd.Server, more: str = "", *, scheme: str = "smtp", user: str = "") -> Iterator[Email]:
    tls = "&tls=none" if server.habits.tls == "none" else ""
    channel = email.connect(f"{scheme}://{user}127.0.0.1:{server.port}?from={HELP}{tls}{more}")
    try:
        yield channel
    finally:
        channel.close()


@contextlib.contextmanager
def open_door(more: str = "") -> Iterator[Email]:
    """Lend a channel that takes mail."""
    with smtpd.running() as server, connected(server, f"&listen=127.0.0.1:0{more}") as channel:
        yield channel


def send(channel: Email, messages: Sequence[Outgoing], *, most: int = 10**9) -> list[Result]:
    """Hand messages over, and stop when `most` results came."""
    results: list[Result] = []
    for each in channel.send(messages, goes_on=lambda: len(results) < most):
        results.append(each)
    return results


def heard(mail: str | bytes, *, sender: str = OLENA, to: str = HELP, **more) -> Heard:
    octets = mail.encode() if isinstance(mail, str) else mail
    return Reader(read(LINK)).read(octets, sender=sender, to=to, **more)


def words(mail: str | bytes, **more) -> Incoming:
    came = heard(mail, **more)
    assert isinstance(came, Incoming)
    return came


def receipt(mail: str | bytes, **more) -> Receipt:
    came = heard(mail, **{"sender": "", **more})
    assert isinstance(came, Receipt), came
    return came


def plain(text: str, *heads: str, subject: str = "Питання") -> str:
    """Return a mail as somebody's telephone writes it."""
    return "\n".join([f"From: Олена <{OLENA}>", f"To: {HELP}", f"Subject: {subject}", *heads, "", text])


def certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate for 127.0.0.1 that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
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
