"""Reading the command line, and saying in plain words what is wrong with it."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from dodomu.site.env import CannotRead

USAGE = 2
FAILED = 1
INTERRUPTED = 130

# verb -> (module, needs the database and settings, what it does)
VERBS: dict[str, tuple[str, bool, str]] = {
    "run": ("run", False, "start everything on this machine: database, server, worker, planner and sender"),
    "migrate": ("migrate", True, "bring the database to this version"),
    "worker": ("worker", True, "handle news and the schedule"),
    "planner": ("planner", True, "make the plans that are asked for"),
    "sender": ("sender", True, "send messages and hear from providers"),
    "exercise": ("exercise", True, "load an exercise, or play it on"),
    "crisis": ("crisis", True, "draft a crisis for any country"),
    "situation": ("situation", True, "take in tables of what is happening"),
    "officer": ("officer", True, "add an officer or give a role"),
    "keys": ("keys", True, "make and name the keys that sign what we say"),
    "pass": ("passes", True, "check a boarding pass that somebody shows"),
    "post": ("post", True, "make, begin and merge a post that works alone"),
    "ways": ("ways", True, "take in a table of legs and links"),
    "account": ("account", True, "prove the count of whereabouts"),
    "plan": ("plan", False, "plan how everybody comes home, from a folder of files"),
    "words": ("words", False, "compile or check the translations"),
}


def _parser(wanted: str) -> argparse.ArgumentParser:
    """Read only the verb that is wanted: the others may need what this installation does not have."""
    parser = argparse.ArgumentParser(
        prog="dodomu", description="Homeward: who is there, and the way home for everyone."
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, (module, _, summary) in VERBS.items():
        each = verbs.add_parser(verb, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if verb == wanted:
            importlib.import_module(f"dodomu.site.cli.{module}").add_arguments(each)
    return parser


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
    if "DATABASE_URL" not in os.environ and "DATABASE_URL_FILE" not in os.environ:
        _join_running()
    import django  # only the verbs that need the settings pay for them

    django.setup()


def _join_running() -> None:
    """Use the database and the keys of `dodomu run` when none are named."""
    from dodomu.site.local import join_local  # starts PostgreSQL only for verbs that need it

    join_local()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 1 not done, 2 wrong arguments."""
    typed = sys.argv[1:] if arguments is None else arguments
    options = _parser(typed[0] if typed else "").parse_args(typed)
    module, needs_database, _ = VERBS[options.verb]
    try:
        if needs_database and not getattr(options, "sets_up_itself", False):
            _set_up()
        return int(importlib.import_module(f"dodomu.site.cli.{module}").run(options))
    except CannotRead as fault:
        print(f"dodomu: {fault}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        if not type(fault).__module__.startswith(("django.db", "psycopg")):
            raise
        print(f"dodomu: the database says: {str(fault).strip()}", file=sys.stderr)
        print("Is it running, and is it at this version? `dodomu migrate` brings it there.", file=sys.stderr)
        return FAILED
