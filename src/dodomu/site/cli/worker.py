"""`dodomu worker`."""

import argparse
import os
import signal
import threading

BEHIND = 10  # how far it stands back: where processors are short, people who wait for an answer come first


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="handle what waits now, then end")


def run(options: argparse.Namespace) -> int:
    from dodomu.jobs import worker  # the settings are read first

    os.nice(BEHIND)
    if options.once:
        while worker.handle_waiting():
            pass
        return 0
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    worker.run(stop)
    return 0
