"""`dodomu post run`: everything of a post on this machine, over HTTPS, for devices of the local network."""

import argparse
import io
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import segno

from dodomu.site import data_folder
from dodomu.site.children import Child
from dodomu.site.cli.run import check_port
from dodomu.site.post import authority, handing
from dodomu.site.post.authority import Certificates
from dodomu.site.postgres import cluster
from dodomu.site.stack import CannotRun, Kept, Stack, bracketed
from dodomu.site.stopping import Stopping

FAILED = 1


def run(options: argparse.Namespace) -> int:
    """Start everything and watch over it; on Ctrl-C stop everything in order and return 0."""
    began = time.monotonic()
    folder = data_folder.chosen()
    cluster.make_folder(folder, 0o711 if os.geteuid() == 0 else 0o700)
    names = authority.names_here(options.name)
    given = authority.certificates(folder, names, at=datetime.now(UTC))
    at = _address(names, options.port)
    hand_port = options.hand_port or options.port + 1
    os.environ.setdefault("DODOMU_HOSTS", ",".join(bracketed(each) for each in names))
    os.environ.setdefault("DODOMU_ADDRESS", at)
    os.environ.setdefault("DODOMU_HTTPS", "yes")
    stop_handing: Callable[[], None] | None = None
    with Stopping() as stopping:
        stack = Stack(options.host, options.port, "", 0, stopping, _say, kept=_kept(options.every), tls=given)
        try:
            check_port(options.host, options.port)
            check_port(options.host, hand_port)
            _say("The post is starting …")
            stack.start()
            if not stopping.is_asked():
                stop_handing = handing.hand_out(
                    options.host, hand_port, given.authority.read_bytes(), given.fingerprint, f"{at}/field/gate/"
                )
                _say(welcome(at, names, hand_port, given, time.monotonic() - began))
            stack.watch()
        except CannotRun as why:
            sys.stderr.write(f"dodomu post: {why}\n")
            return FAILED
        finally:
            if stop_handing:
                stop_handing()
            stack.stop()
    _say("Everything is stopped.")
    return 0


def welcome(at: str, names: list[str], hand_port: int, given: Certificates, seconds: float) -> str:
    """Return what is printed once everything runs."""
    handed = f"http://{_first(names)}:{hand_port}/"
    lines = [
        f"The post is ready after {seconds:.1f} s. Ctrl-C stops everything.",
        "",
        f"  desk   {at}/desk/",
        f"  gate   {at}/field/gate/",
        "",
        f"Every telephone first opens {handed} once, and installs the certificate of this post:",
        f"  {given.fingerprint}",
        "",
    ]
    if _first(names) == "localhost":
        lines.append(
            "This machine has no address in a local network: nobody but it reaches the post. Name one by --name.\n"
        )
    return "\n".join(lines) + "\n" + _drawn(handed)


def _kept(every: int) -> tuple[Kept, ...]:
    """The worker, and who calls headquarters. A post plans nothing and sends nothing."""
    verbs = [("worker", ["worker"])]
    verbs.append(("exchange", ["post", "exchange", "--when-asked", "--every", str(every)]))
    return tuple(Kept(Child(name, [sys.executable, "-m", "dodomu", *verb])) for name, verb in verbs)


def _address(names: list[str], port: int) -> str:
    return f"https://{bracketed(_first(names))}:{port}"


def _first(names: list[str]) -> str:
    """Return the address that devices most likely reach: one of the network before one of this machine alone."""
    return next((each for each in names if each[0].isdigit() and not each.startswith("127.")), names[0])


def _drawn(text: str) -> str:
    out = io.StringIO()
    segno.make(text).terminal(out, compact=True)
    return out.getvalue()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
