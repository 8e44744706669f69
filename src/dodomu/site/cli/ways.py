"""`dodomu ways`: take in a table of legs and links."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dodomu.foundation.crises import CrisisView
    from dodomu.journeys.operations.importing import RowLook
    from dodomu.journeys.rules.faults import Fault

FAULTS_SHOWN = 50
FAULTY, WRONG = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    take = acts.add_parser("import", help="take in a table of legs and links: all of it or nothing")
    take.add_argument("--crisis", required=True, metavar="CRISIS", help="for example kazakhstan-2022")
    take.add_argument(
        "--look", action="store_true", help="only say what would be done, every fault, and what is odd about which leg"
    )
    take.add_argument("file", type=Path, metavar="FILE", help="for example links.csv or links.xlsx")


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation import crises  # the settings are read first
    from dodomu.foundation.refusal import Refused
    from dodomu.web.parts.sentences import sentence

    crisis = crises.crisis_by_slug(options.crisis)
    if crisis is None:
        print(f"dodomu ways: there is no crisis “{options.crisis}”: see `dodomu crisis list`", file=sys.stderr)
        return WRONG
    try:
        return _take(crisis, options.file, only_look=options.look)
    except OSError as fault:
        print(f"{options.file}: cannot be read: {fault.strerror}", file=sys.stderr)
    except Refused as no:
        print(f"dodomu ways: {sentence(no)}", file=sys.stderr)
    return WRONG


def _take(crisis: "CrisisView", file: Path, *, only_look: bool) -> int:
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import now
    from dodomu.journeys.operations.importing import import_legs, look_over

    content, at = file.read_bytes(), now(crisis)
    seen = look_over(crisis=crisis.id, content=content, by=SYSTEM, at=at)
    grave = [fault for fault in seen.faults if not fault.is_warning]
    if grave:
        _say_faults(file, grave)
        return FAULTY
    if only_look:
        _say_rows(seen.rows)
        return 0
    done = import_legs(crisis=crisis.id, content=content, by=SYSTEM, at=at)
    gone = f", {done.gone} left as they are because they are gone" if done.gone else ""
    print(f"{file}: {done.added} added, {done.changed} changed, {done.same} known already{gone}")
    return 0


def _say_faults(file: Path, faults: "list[Fault]") -> None:
    for fault in faults[:FAULTS_SHOWN]:
        where = ":".join(str(each) for each in (file, fault.line, fault.field) if each)
        print(f"{where}: {_words(fault.code.value, fault.facts.items())}", file=sys.stderr)
    more = len(faults) - FAULTS_SHOWN
    print(f"{file}: nothing was kept{f', and {more} more faults' if more > 0 else ''}", file=sys.stderr)


def _say_rows(rows: "Iterable[RowLook]") -> None:
    for row in rows:
        print(f"{row.line}\t{row.ref}\t{row.what.value}")
        for found in row.checks:
            facts = (*found.facts, *((("by", found.restriction),) if found.restriction else ()))
            print(f"\t\t{_words(found.check.value, facts)}")


def _words(code: str, facts: "Iterable[tuple[str, object]]") -> str:
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts)
    return code.replace("-", " ") + (f" ({said})" if said else "")
