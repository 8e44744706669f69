"""`dodomu worker`."""

import argparse
import signal
import threading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="handle what waits now, then end")


def run(options: argparse.Namespace) -> int:
    from dodomu.jobs import worker  # the settings are read first

    if options.once:
        while worker.handle_waiting():
            pass
        return 0
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    worker.run(stop)
    return 0
