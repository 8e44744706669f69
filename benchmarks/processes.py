"""What processes cost: processor time and memory, read from /proc (Linux)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MB = 1024.0
PROC = Path("/proc")
IDLE, IOWAIT, STEAL = 3, 4, 7  # columns of /proc/stat


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: `pss` shares out what processes have in common, `rss` counts it once for each."""

    pss: float
    rss: float


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    name: str
    seconds: float  # of processor time, with that of children that ended


def everybody() -> dict[int, Process]:
    """Return every process that runs now."""
    found = (_process(each) for each in PROC.iterdir() if each.name.isdigit())
    return {each.pid: each for each in found if each is not None}


def _process(folder: Path) -> Process | None:
    try:
        text = (folder / "stat").read_text()
    except OSError:  # it ended meanwhile
        return None
    name, _, rest = text[text.index("(") + 1 :].rpartition(")")
    fields = rest.split()
    return Process(int(folder.name), int(fields[1]), name, sum(map(int, fields[11:15])) / TICK)


def below(root: int) -> list[Process]:
    """Return a process and all that it started."""
    all_of_them = everybody()
    found, level = [], [root] if root in all_of_them else []
    while level:
        found += level
        level = [each.pid for each in all_of_them.values() if each.parent in level]
    return [all_of_them[pid] for pid in found]


def seconds(roots: Iterable[int]) -> float:
    """Return the processor time that some processes and all they started took since they began."""
    return sum(each.seconds for root in roots for each in below(root))


def memory(root: int) -> Memory:
    """Return what a process and all it started hold in memory now."""
    each = [_rollup(process.pid) for process in below(root)]
    return Memory(sum(one.pss for one in each), sum(one.rss for one in each))


def _rollup(pid: int) -> Memory:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0.0, 0.0)
    sizes = {line.split(":")[0]: int(line.split()[1]) / MB for line in lines if line.startswith(("Pss:", "Rss:"))}
    return Memory(sizes.get("Pss", 0.0), sizes.get("Rss", 0.0))


def busy() -> float:
    """Return the seconds in which the processors of this machine were busy since it began, stolen time included."""
    fields = [int(field) for field in (PROC / "stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[IDLE] - fields[IOWAIT]) / TICK
