"""A try-out on one machine: its own database and its own keys, where the environment names none."""

import atexit
import base64
import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from dodomu.site import data_folder, postgres
from dodomu.site.env import CannotRead
from dodomu.site.postgres import cluster

SECRETS = "secrets.env"
SIGNING_KEY = "signing.key"
POST = "post.env"  # written by `dodomu post begin`
HEADING = "# Made by `dodomu run` for this data folder. Without these keys nothing sealed in its database can be read."


_joined: list[Path] = []


def joined() -> Path | None:
    """Return the data folder whose database this process uses; None where the environment names another."""
    return _joined[0] if _joined else None


def join_local() -> postgres.Server:
    """Use the try-out's database and keys for as long as this process lives; refuse in plain words."""
    try:
        server = postgres.start()
        set_keys(data_folder.chosen())
        set_channels(data_folder.chosen())
        set_post(data_folder.chosen())
    except postgres.NoPostgres as why:
        raise CannotRead(str(why)) from why
    except OSError as fault:
        raise CannotRead(f"The data folder cannot be used: {fault}. Set DODOMU_DATA to another folder.") from fault
    os.environ["DATABASE_URL"] = server.url
    _joined.append(data_folder.chosen())
    atexit.register(server.stop)
    return server


def set_keys(data: Path) -> None:
    """Put the data folder's keys into the environment; what the environment already gives stays."""
    for name, value in kept_keys(data).items():
        if f"{name}_FILE" not in os.environ:
            os.environ.setdefault(name, value)
    os.environ.setdefault("DODOMU_SIGNING_KEY_FILE", str(data / SIGNING_KEY))  # made by `prepare`


def set_post(data: Path) -> None:
    """Let a data folder in which a post began be that post, whichever command is used."""
    file = data / POST
    if file.exists():
        name, _, letter = file.read_text(encoding="utf-8").strip().partition("=")
        os.environ.setdefault(name, letter)


def set_channels(data: Path) -> None:
    """Let a try-out write its messages and sheets into the data folder, where the environment names no channels."""
    if "DODOMU_CHANNELS" in os.environ:
        return
    os.environ["DODOMU_CHANNELS"] = "paper,drill"
    for name in ("paper", "drill"):
        link = (data / name).resolve().as_uri().replace("file:", f"{name}:", 1)
        os.environ.setdefault(f"DODOMU_CHANNEL_{name.upper()}", link)


def kept_keys(data: Path) -> dict[str, str]:
    """Return the keys kept in the data folder, made once, readable by their owner only."""
    cluster.make_folder(data, 0o711 if os.geteuid() == 0 else 0o700)
    file = data / SECRETS
    if not file.exists():
        _write_once(file, new_keys())
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def new_keys() -> dict[str, str]:
    """Return fresh keys under the names that the settings read."""
    return {
        "DODOMU_SECRET_KEY": secrets.token_urlsafe(48),
        "DODOMU_FIELD_KEY": f"k1:{_random_key()}",
        "DODOMU_INDEX_KEY": _random_key(),
        "DODOMU_EXERCISE_PASSWORD": _easy_to_type(),
    }


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _easy_to_type() -> str:
    """Return a password without letters and digits that look alike: 60 random bits in four groups."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(3)) for _ in range(4))


def _write_once(file: Path, keys: dict[str, str]) -> None:
    """Write the file whole or not at all; where another start was quicker, its keys stand."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".secrets-")  # with mode 0600
    half = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join([HEADING, *(f"{key}={value}" for key, value in keys.items())]) + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(half, file)
    half.unlink()
