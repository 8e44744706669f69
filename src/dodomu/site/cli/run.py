"""`dodomu run`: database, server, worker and planner on this machine, together, until Ctrl-C."""

import argparse
import errno
import socket
import sys
import time

from dodomu.site import data_folder
from dodomu.site.stack import CannotRun, SignIn, Stack, bracketed, reached_at
from dodomu.site.stopping import Stopping

FAILED = 1
HIGHEST = 65535
UNTIL = "2022-01-10T18:00"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to serve on (default: 8000)")
    parser.add_argument("--processes", type=int, default=0, help="of the server (default: 1 or 2, as fits the machine)")
    parser.add_argument("--no-exercise", action="store_true", help="leave an empty database empty")
    parser.add_argument("--open-until", default=UNTIL, metavar="HOUR", help=f"hour of the exercise (default: {UNTIL})")


def run(options: argparse.Namespace) -> int:
    """Start everything and watch over it; on Ctrl-C stop everything in order and return 0."""
    began = time.monotonic()
    until = "" if options.no_exercise else options.open_until
    with Stopping() as stopping:
        stack = Stack(options.host, options.port, until, options.processes, stopping, _say)
        try:
            check_port(options.host, options.port)
            _say("Dodomu is starting …")
            sign_ins = stack.start()
            if not stopping.is_asked():
                _say(welcome(options.host, options.port, sign_ins, time.monotonic() - began))
            stack.watch()
        except CannotRun as why:
            print(f"dodomu: {why}", file=sys.stderr)
            return FAILED
        finally:
            if stopping.is_asked():
                _say("Dodomu is stopping …")
            stack.stop()
    _say("Everything is stopped.")
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be served on before anything is started."""
    if not 0 < port <= HIGHEST:
        raise CannotRun(f"There is no port {port}: choose one from 1024 to {HIGHEST} with --port.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as fault:
        raise CannotRun(_why_not(fault, host, port)) from fault


def _why_not(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken, perhaps by a Dodomu that is already running. "
            f"Stop that one, or choose another port: make run PORT={port + 1}  (dodomu run --port {port + 1})"
        )
    if fault.errno == errno.EACCES:
        return f"Port {port} is reserved for the system: choose one above 1023 with --port."
    return f"Cannot serve on {host}: {fault.strerror or fault}. Choose an address of this machine with --host."


def welcome(host: str, port: int, sign_ins: list[SignIn], seconds: float) -> str:
    """Return what is printed once everything runs: addresses, sign-ins, where the data are."""
    at = f"http://{bracketed(reached_at(host))}:{port}"
    lines = [f"Dodomu is ready after {seconds:.1f} s. Ctrl-C stops everything.", ""]
    for each in sign_ins or [SignIn("public", "/", "", ""), SignIn("desk", "/desk/", "", "")]:
        who = f"{each.username}  /  {each.password}" if each.username else ""
        lines.append(f"  {each.audience:<15} {at + each.path:<36} {who}".rstrip())
    return "\n".join([*lines, "", f"  data and keys: {data_folder.chosen()}"])
