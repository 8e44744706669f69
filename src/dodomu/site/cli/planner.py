"""`dodomu planner`."""

import argparse
import os
import signal
import threading
from uuid import uuid4

BEHIND = 15  # a search takes all it can get for minutes: people and their news come first


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="make the plans that wait now, then end")


def run(options: argparse.Namespace) -> int:
    from dodomu.jobs import planning  # the settings are read first

    os.nice(BEHIND)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    if options.once:
        worker = uuid4()
        while not stop.is_set() and planning.plan_next(worker, stop):
            pass
        return 0
    planning.run(stop)
    return 0
