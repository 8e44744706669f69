"""Checks a minisign signature by its published format alone; it shares no line with what signs.

https://jedisct1.github.io/minisign/#signature-format
"""

import base64
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class BadSignature(Exception):
    pass


def verified(message: bytes, signature_file: str, public_key: str) -> str:
    """Return the trusted comment, or raise `BadSignature`."""
    untrusted, first, trusted, second = signature_file.splitlines()
    if not untrusted.startswith("untrusted comment: ") or not trusted.startswith("trusted comment: "):
        raise BadSignature("no signature file")
    signature, key = base64.b64decode(first), base64.b64decode(public_key)
    if signature[:2] != b"ED" or key[:2] != b"Ed" or len(signature) != 74 or len(key) != 42:
        raise BadSignature("unknown algorithm")
    if signature[2:10] != key[2:10]:
        raise BadSignature("another key")
    checker = Ed25519PublicKey.from_public_bytes(key[10:])
    comment = trusted.removeprefix("trusted comment: ")
    try:
        checker.verify(signature[10:], hashlib.blake2b(message, digest_size=64).digest())
        checker.verify(base64.b64decode(second), signature[10:] + comment.encode())
    except InvalidSignature:
        raise BadSignature("it does not fit") from None
    return comment


def tool() -> str:
    """Return the real minisign, or skip and say so; with DODOMU_REQUIRE_MINISIGN it must be there."""
    found = os.environ.get("DODOMU_MINISIGN") or shutil.which("minisign")
    if found is None and os.environ.get("DODOMU_REQUIRE_MINISIGN"):
        pytest.fail("no minisign found, and DODOMU_REQUIRE_MINISIGN is set", pytrace=False)
    if found is None:
        pytest.skip("minisign is not installed (apt install minisign): checked by the published format only")
    return found


def verified_by_tool(folder: Path, message: bytes, signature_file: str, public_key: str) -> bool:
    (folder / "message").write_bytes(message)
    (folder / "message.minisig").write_text(signature_file, encoding="utf-8")
    command = [tool(), "-V", "-P", public_key, "-m", str(folder / "message")]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
