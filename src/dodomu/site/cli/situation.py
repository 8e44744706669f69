"""`dodomu situation`: take in tables of what is happening."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dodomu.foundation.crises import CrisisView

FAULTS_SHOWN = 50
FAULTY, WRONG = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    take = acts.add_parser(
        "import", help="take in tables: places, sources, restrictions, reports, facts, timeline, rumours and more"
    )
    take.add_argument("--crisis", required=True, metavar="CRISIS", help="for example kazakhstan-2022")
    take.add_argument("--look", action="store_true", help="only say what would be done, and every fault")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE", help="for example reports.csv or reports.xlsx")


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation import crises  # the settings are read first

    crisis = crises.crisis_by_slug(options.crisis)
    if crisis is None:
        print(f"dodomu situation: there is no crisis “{options.crisis}”: see `dodomu crisis list`", file=sys.stderr)
        return WRONG
    results = [_one(crisis, file, only_look=options.look) for file in _in_order(options.files)]
    return max(results)


def _in_order(files: list[Path]) -> list[Path]:
    """Places before what names them, whatever order was typed."""
    from dodomu.situation.rules.files.reading import TABLES

    order = list(TABLES)
    return sorted(files, key=lambda file: order.index(file.stem) if file.stem in order else len(order))


def _one(crisis: "CrisisView", file: Path, *, only_look: bool) -> int:
    from dodomu.foundation.refusal import Refused
    from dodomu.web.desk.lists.words import refusal_words
    from dodomu.web.parts.table_words import table_refusal

    try:
        return _take(crisis, file, only_look=only_look)
    except OSError as fault:
        print(f"{file}: cannot be read: {fault.strerror}", file=sys.stderr)
    except Refused as no:
        words = refusal_words(no) if "fault" in no.details else table_refusal(no)
        print(f"{file}: {words}", file=sys.stderr)
    return WRONG


def _take(crisis: "CrisisView", file: Path, *, only_look: bool) -> int:
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import now
    from dodomu.situation.operations.importing import import_table, look_over
    from dodomu.web.parts.table_words import cell_fault

    content, at = file.read_bytes(), now(crisis)
    seen = look_over(crisis=crisis.id, name=file.name, content=content, by=SYSTEM, at=at)
    for fault in seen.faults[:FAULTS_SHOWN]:
        typed = f" “{fault.typed}”" if fault.typed else ""
        print(f"{file}:{fault.line}: {fault.column}{typed}: {cell_fault(fault)}", file=sys.stderr)
    if seen.faults:
        more = len(seen.faults) - FAULTS_SHOWN
        print(f"{file}: nothing was kept{f', and {more} more faults' if more > 0 else ''}", file=sys.stderr)
        return FAULTY
    if only_look:
        print(
            f"{file}: {seen.rows} rows: {seen.would_add} new, {seen.would_change} changed, {seen.known_already} known"
        )
        return 0
    done = import_table(crisis=crisis.id, name=file.name, content=content, by=SYSTEM, at=at)
    print(f"{file}: {done.added} added, {done.changed} changed, {done.known_already} known already")
    return 0
