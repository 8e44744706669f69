"""Keys come from the environment; nothing starts with a missing, short or malformed one."""

import base64
import binascii
import re

from dodomu.site.env import CannotRead, Env

KEY_BYTES = 32
SHORTEST_SECRET = 40
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def secret_key(env: Env) -> str:
    """Return Django's secret, at least forty characters long."""
    given = env.text("DODOMU_SECRET_KEY")
    if len(given) < SHORTEST_SECRET:
        raise CannotRead(f"DODOMU_SECRET_KEY has {len(given)} characters: at least {SHORTEST_SECRET} are needed")
    return given


def field_key(env: Env) -> str:
    """Return `id:base64[,id:base64…]`, the current key first, each of 32 bytes."""
    given = env.text("DODOMU_FIELD_KEY")
    for part in given.split(","):
        key_id, _, key = part.strip().partition(":")
        if not key_id or not key_id.isascii() or not key_id.isalnum():
            raise CannotRead("DODOMU_FIELD_KEY: each key is written as id:base64, the id of letters and digits")
        _check("DODOMU_FIELD_KEY", key)
    return given


def index_key(env: Env) -> str:
    """Return the key of the blind indexes: 32 bytes as base64. It can never be changed without indexing anew."""
    given = env.text("DODOMU_INDEX_KEY")
    _check("DODOMU_INDEX_KEY", given)
    return given


def telegram_secret(env: Env) -> str:
    """Return what Telegram carries when it calls our page, as it may be written; empty where it does not call."""
    given = env.text("DODOMU_TELEGRAM_SECRET", "")
    if given and not TELEGRAM_SECRET.fullmatch(given):
        raise CannotRead("DODOMU_TELEGRAM_SECRET: 16 to 256 of A–Z a–z 0–9 _ - are needed (openssl rand -hex 24)")
    return given


def _check(name: str, key: str) -> None:
    try:
        size = len(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        raise CannotRead(f"{name}: a key is not valid base64") from None
    if size != KEY_BYTES:
        raise CannotRead(f"{name}: a key has {size} bytes, {KEY_BYTES} are needed (openssl rand -base64 32)")
