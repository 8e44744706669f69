"""`dodomu words`: the translations of what people read."""

import argparse
import sys

ACTS = {
    "compile": "compile the catalogues that are newer than their compiled form",
    "gather": "bring the catalogues to the words that are shown now",
    "check": "say what is not translated; exit 1 if anything is",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=list(ACTS), help="; ".join(f"{act}: {does}" for act, does in ACTS.items()))


def run(options: argparse.Namespace) -> int:
    from dodomu.site import words  # polib and Django's template reader are needed by this verb alone

    if options.act == "compile":
        words.compile_stale()
        return 0
    if options.act == "gather":
        words.gather()
        return 0
    found = words.faults()
    for line in found:
        print(line, file=sys.stderr)
    print(f"{len(words.messages())} messages in 4 languages, {len(found)} faults")
    return 1 if found else 0
