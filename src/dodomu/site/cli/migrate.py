"""`dodomu migrate`."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether something is to be done (exit 1)")


def run(options: argparse.Namespace) -> int:
    from django.core.management import call_command  # the settings are read first

    try:
        call_command("migrate", verbosity=1, interactive=False, check_unapplied=options.check)
    except SystemExit as end:
        return int(end.code or 0)
    return 0
