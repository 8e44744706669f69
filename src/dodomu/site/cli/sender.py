"""`dodomu sender`."""

import argparse
import signal
import threading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from dodomu.jobs import sending  # the settings are read first

    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    sending.run(stop)
    return 0
