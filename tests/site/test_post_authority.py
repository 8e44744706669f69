"""The certificates of a post: made once, renewed when names or days ask for it, good for nothing but local names."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from dodomu.site.post import authority

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = ["gate.local", "192.168.1.20", "localhost"]


def test_the_authority_is_made_once_and_vouches_for_the_names_that_are_asked_for(tmp_path):
    first = authority.certificates(tmp_path, NAMES, at=NOW)
    again = authority.certificates(tmp_path, NAMES, at=NOW + timedelta(days=1))
    assert first == again
    leaf = x509.load_pem_x509_certificate(first.chain.read_bytes())
    ca = x509.load_pem_x509_certificate(first.authority.read_bytes())
    leaf.verify_directly_issued_by(ca)
    ssl.create_default_context(cafile=str(first.authority))
    for file in (first.key, tmp_path / "post-ca.key"):
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["another name", "its end is near"])
def test_a_certificate_is_made_anew_under_the_same_authority_when_it_is_needed(tmp_path: Path, change):
    first = authority.certificates(tmp_path, NAMES, at=NOW).chain.read_bytes()
    names, at = ([*NAMES, "west.local"], NOW) if change == "another name" else (NAMES, NOW + timedelta(days=380))
    made = authority.certificates(tmp_path, names, at=at)
    assert made.chain.read_bytes() != first
    assert made.fingerprint == authority.certificates(tmp_path, names, at=at).fingerprint


def test_the_authority_can_vouch_for_no_name_of_the_world(tmp_path):
    made = authority.certificates(tmp_path, NAMES, at=NOW)
    ca = x509.load_pem_x509_certificate(made.authority.read_bytes())
    bounds = ca.extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical
    assert bounds.value.permitted_subtrees
    for name in ("example.org", "8.8.8.8", "local.example.org"):
        assert not authority.may_vouch(name)
    for name in ("gate.local", "10.1.2.3", "localhost", "::1", "fd00::1"):
        assert authority.may_vouch(name)
    assert "127.0.0.1" in authority.names_here(["gate.local", "example.org"])
    assert "example.org" not in authority.names_here(["example.org"])
