"""The certificates of a post: an authority of its own, that can vouch for nothing but names of the local network.

A browser gives a page the camera and lets it work without network only over HTTPS. A laptop at a gate has no name that
an authority of the world would vouch for, so it has one of its own, which devices install once. So that nobody is
harmed who does, what it can vouch for is bounded: private addresses, `localhost` and names under `.local`.
"""

import contextlib
import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_YEARS: Final = 3
LEAF_DAYS: Final = 390  # telephones refuse more than 398
EARLY: Final = timedelta(days=2)  # clocks of telephones
RENEW: Final = timedelta(days=30)
LOCAL: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
LOCAL_NAMES: Final = ("localhost", "local")
OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files of a post lie."""

    authority: Path  # to be installed on devices
    chain: Path
    key: Path
    fingerprint: str  # SHA-256 of the authority, to be compared


def certificates(folder: Path, names: Iterable[str], *, at: datetime) -> Certificates:
    """Return certificates for these names; the authority is made once, the rest whenever names or days ask for it."""
    ca_file, ca_key_file = folder / "post-ca.crt", folder / "post-ca.key"
    if not (ca_file.exists() and ca_key_file.exists()):
        made, key = _authority(at)
        _write(ca_key_file, _pem_key(key))
        ca_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    ca = x509.load_pem_x509_certificate(ca_file.read_bytes())
    ca_key = serialization.load_pem_private_key(ca_key_file.read_bytes(), None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{ca_key_file} is no key of ours")
    chain, key_file = folder / "post.crt", folder / "post.key"
    wanted = sorted(set(names))
    if not _fits(chain, ca, wanted, at):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(ca, ca_key, key, wanted, at)
        _write(key_file, _pem_key(key))
        pem = serialization.Encoding.PEM
        chain.write_bytes(leaf.public_bytes(pem) + ca.public_bytes(pem))
    return Certificates(ca_file, chain, key_file, ca.fingerprint(hashes.SHA256()).hex(":").upper())


def names_here(more: Iterable[str] = ()) -> list[str]:
    """Return the names and addresses by which devices of the local network may reach this machine."""
    host = socket.gethostname().split(".")[0].lower()
    found = ["localhost", "127.0.0.1", f"{host}.local", *_addresses(), *more]
    return [each for each in dict.fromkeys(found) if may_vouch(each)]


def may_vouch(name: str) -> bool:
    """Say whether the authority of a post can vouch for a name at all."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name.rpartition(".")[2] in LOCAL_NAMES
    return any(address in ipaddress.ip_network(each) for each in LOCAL if (":" in each) == (address.version == 6))  # noqa: PLR2004


def _addresses() -> list[str]:
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial, contextlib.suppress(OSError):
        trial.connect(("10.255.255.255", 9))  # nothing is sent: it only shows which address would be used
        found.append(str(trial.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return found


def _authority(at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Dodomu post {socket.gethostname()[:40]}")])
    networks = [x509.IPAddress(ipaddress.ip_network(each)) for each in LOCAL]
    bounds = x509.NameConstraints([*networks, *(x509.DNSName(each) for each in LOCAL_NAMES)], None)
    return (
        _begun(name, name, key, at, timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
        .add_extension(bounds, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256()),
        key,
    )


def _leaf(
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    names: list[str],
    at: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dodomu post")])
    return (
        _begun(subject, ca.subject, key, at, timedelta(days=LEAF_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - EARLY)
        .not_valid_after(at + lasts)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _fits(chain: Path, ca: x509.Certificate, names: list[str], at: datetime) -> bool:
    if not chain.exists():
        return False
    leaf = x509.load_pem_x509_certificate(chain.read_bytes())
    told = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    has = {*told.get_values_for_type(x509.DNSName), *map(str, told.get_values_for_type(x509.IPAddress))}
    return leaf.issuer == ca.subject and set(names) <= has and at + RENEW < leaf.not_valid_after_utc


def _pem_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
