"""A problem as a folder of tables: one for each sort of thing, made to be filled in with a spreadsheet.

    settings.csv  begins, ends, zone … one to a line; or problem.json with the same names (or with everything)
    places.csv  parties.csv  legs.csv  charters.csv  fleets.csv  links.csv  closures.csv  permissions.csv
    rounds.csv  the journeys of fleets.csv        risk.csv, processing.csv  what changes over time at places.csv

Files come as a mapping from name to text, bytes or lines, because the engine opens none itself. Every fault is told
with file, line and column, all of them together. What stands in each column: `docs/howto/plan-from-a-folder.md`.
"""

import re
from array import array
from collections.abc import Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import Any

from dodomu.engines.planner.forms import json_text, problem_json
from dodomu.engines.planner.forms.faults import Faults, FormCode, placed
from dodomu.engines.planner.forms.rows import Content, Table, lines_of, render
from dodomu.engines.planner.forms.tables import ROUNDS, SETTINGS, SORTS, Field, Sort, meant, sort_of
from dodomu.engines.planner.forms.values import INSTANT, REAL, TEXT, Misread, Value, shown
from dodomu.engines.planner.marking import Phrase, Translate, gettext_noop, listed
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.validation.limits import MOST

BROKEN: Any = object()  # in place of what could not be read
NEEDED = ("places", "parties")
SETTING = (("name", "value"), ("name", "value"))  # columns, and those of them that must be there
_path = re.compile(r"(?P<sort>\w+)\[(?P<at>\d+)\](\.(?P<field>\w+)(\[(?P<part>\d+)\])?\.?\[?(?P<rest>\w+)?\]?.*)?")


@dataclass(frozen=True, slots=True)
class Detail:
    """A table whose rows are part of a row of another one: they name it in the column `noun`, which `words` calls."""

    owners: str
    noun: str
    words: str
    sort: Sort


def _changes(name: str, column: str) -> Sort:
    fields = (Field("from", INSTANT, "From when.", required=True), Field(column, REAL, "How much.", required=True))
    return sort_of(name, "change", lambda **found: (found["from"], found[column]), *fields)


DETAILS: Mapping[str, Detail] = {
    "rounds": Detail("fleets", "fleet", gettext_noop("fleet"), ROUNDS),
    "risk": Detail("places", "place", gettext_noop("place"), _changes("risk", "risk")),
    "processing": Detail("places", "place", gettext_noop("place"), _changes("processing", "persons")),
}
NAMES = ("problem.json", "settings.csv", *(f"{name}.csv" for name in (*SORTS, *DETAILS)))


@dataclass(slots=True)
class Lines:
    """On which line of its file each thing of a problem begins, and each row that is a part of it."""

    things: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # by sort: id and line
    parts: dict[str, dict[str, MutableSequence[int]]] = field(
        default_factory=dict
    )  # by table of details: lines by owner

    def of(self, where: str, translate: Translate = str) -> str:
        """Return file, line and column, in words, of what a ProblemFault names by its path; else the path itself."""
        found = _path.fullmatch(where)
        rows = self.things.get(found["sort"], []) if found else []
        if not found or int(found["at"]) >= len(rows):
            return where
        owner, line = rows[int(found["at"])]
        parts = self.parts.get(found["field"] or "", {}).get(owner, ())
        if found["part"] and int(found["part"]) < len(parts):
            columns, sort = found["rest"] or "", DETAILS[found["field"]].sort
            if columns.isdigit() and int(columns) < len(sort.columns):
                columns = sort.columns[int(columns)]
            return placed(f"{found['field']}.csv", parts[int(found["part"])], columns, translate=translate)
        one = SORTS[found["sort"]].by_name.get(found["field"] or "")
        return placed(f"{found['sort']}.csv", line, listed(one.columns) if one else "", translate=translate)


def read(files: Mapping[str, Content]) -> Problem:
    """Return the problem in a folder, or raise Unreadable with every fault of form in any of its files.

    Whether it can be planned is another question: ask `Problem.faults()`. What `write` gives is read back equal.
    """
    return read_with_lines(files)[0]


def read_with_lines(files: Mapping[str, Content]) -> tuple[Problem, Lines]:
    """Return the problem in a folder as `read` does, and on which line of its file each thing of it begins.

    So `lines.of(fault.where)` tells the file, line and column of a ProblemFault.
    """
    return _Folder(files).problem()


def write(problem: Problem) -> dict[str, str]:
    """Return the files of a folder by name, which `read` reads back equal if the problem has no faults.

    Raises ValueError for a time zone without a name.
    """
    files = {"settings.csv": render(("name", "value"), _settings_rows(problem))}
    for name, sort in SORTS.items():
        things = getattr(problem, name)
        if things or name in NEEDED:
            files[f"{name}.csv"] = render(sort.columns, (_cells(each, sort) for each in things))
    for name, detail in DETAILS.items():
        rows = list(_detail_rows(problem, name, detail))
        if rows:
            files[f"{name}.csv"] = render((detail.noun, *detail.sort.columns), rows)
    return files


def _settings_rows(problem: Problem) -> Iterator[tuple[str, str]]:
    for one in SETTINGS.fields:
        value = getattr(problem, one.name)
        if one.required or value != one.default:
            yield one.name, one.value.to_cells(value)[0]


def _cells(thing: Any, sort: Sort) -> tuple[str, ...]:
    found: list[str] = []
    for one in sort.fields:
        if one.in_table:
            value = getattr(thing, one.name)
            is_left_out = value is None or (not one.required and value == one.default)
            found += [""] * len(one.columns) if is_left_out else one.value.to_cells(value)
    return tuple(found)


def _detail_rows(problem: Problem, name: str, detail: Detail) -> Iterator[tuple[str, ...]]:
    for owner in getattr(problem, detail.owners):
        value = getattr(owner, name)
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, tuple):
                moment, amount = each
                yield owner.id, *INSTANT.to_cells(moment), *REAL.to_cells(amount)
            else:
                yield owner.id, *_cells(each, detail.sort)


@dataclass(slots=True)
class _Details:
    """What was read of one table of details, by owner, and on which lines it stands."""

    table: Table
    values: dict[str, list[Any]] = field(default_factory=dict)
    lines: dict[str, MutableSequence[int]] = field(default_factory=dict)


class _Folder:
    """One reading of a folder."""

    def __init__(self, files: Mapping[str, Content]) -> None:
        self.files = files
        self.faults = Faults()
        self.lines = Lines()
        self.ids: dict[str, set[str]] = {sort: set() for sort in SORTS}  # also of rows that could not be read
        self.details: dict[str, _Details] = {}

    def problem(self) -> tuple[Problem, Lines]:
        """Read everything, and refuse it with all its faults if it has any."""
        for name in self.files:
            if name not in NAMES:
                self.faults.add(FormCode.UNKNOWN_FILE, file=name, facts={"meant": meant(name, NAMES)})
        fields = self._from_json()
        self._settings(fields)
        for name, detail in DETAILS.items():
            self._read_details(name, detail)
        for name, sort in SORTS.items():
            self._sort(name, sort, fields)
        for name, detail in DETAILS.items():
            self._every_detail_has_an_owner(name, detail)
        self.faults.raise_if_any()
        return Problem(**fields), self.lines

    def _from_json(self) -> dict[str, Any]:
        if "problem.json" not in self.files:
            return {}
        content = self.files["problem.json"]
        text = content if isinstance(content, str | bytes) else "".join(lines_of(content))
        own = Faults()
        raw = json_text.parse(text, own, "problem.json")
        fields = {} if own.count else problem_json.read_parts(raw, own)
        self.faults.adopt(own, "problem.json")
        # What a broken file holds is unknown, and not missing.
        return dict.fromkeys([*SETTINGS.by_name, *SORTS], BROKEN) if own.count else fields

    def _settings(self, fields: dict[str, Any]) -> None:
        if "settings.csv" in self.files:
            table = Table("settings.csv", self.files["settings.csv"], *SETTING, MOST["settings"], self.faults)
            seen: set[str] = set()
            for cell, text in table.rows():
                self._setting(table, cell.strip(), text, fields, seen)
        for one in SETTINGS.fields:
            if one.required and one.name not in fields:
                file = "problem.json" if "problem.json" in self.files else "settings.csv"
                self.faults.add(FormCode.MISSING_FIELD, file=file, facts={"name": one.name})

    def _setting(self, table: Table, name: str, text: str, fields: dict[str, Any], seen: set[str]) -> None:
        one = SETTINGS.by_name.get(name)
        if one is None:
            hint = meant(name, list(SETTINGS.by_name))
            table.add(FormCode.UNKNOWN_FIELD, "name", {"name": shown(name), "meant": hint})
        elif name in seen:
            table.add(FormCode.REPEATED_FIELD, "name", {"name": name})
        elif fields.get(name, BROKEN) is not BROKEN:
            table.add(FormCode.GIVEN_TWICE, "name", {"name": name, "other": "problem.json"})
        elif text.strip():
            fields[name] = self._value(table, one.value, (text,), ("value",))
        elif one.required:
            fields[name] = BROKEN
            table.add(FormCode.EMPTY_CELL, "value")
        seen.add(name)

    def _value(self, table: Table, value: Value, cells: Sequence[str], columns: Sequence[str]) -> Any:
        try:
            return value.from_cells(cells)
        except Misread as misread:
            for _, code, facts in misread.flaws:
                table.add(code, listed(columns), facts)
        return BROKEN

    def _row(self, table: Table, sort: Sort, cells: Sequence[str]) -> dict[str, Any] | None:
        """Return the values of a row, or None after telling everything that is wrong with it."""
        found: dict[str, Any] = {}
        whole, at = True, 0
        for one in sort.fields:
            if not one.in_table:
                continue
            mine = cells[at : at + len(one.columns)]
            at += len(mine)
            if not any(mine) or (one.value is not TEXT and not any(each.strip() for each in mine)):
                if one.required and one.default is None:
                    whole = False
                    table.add(FormCode.EMPTY_CELL, one.name)
                elif one.required:
                    found[one.name] = one.default
                continue
            value = found[one.name] = self._value(table, one.value, mine, one.columns)
            whole = whole and value is not BROKEN
        return found if whole else None

    def _read_details(self, name: str, detail: Detail) -> None:
        file, sort = f"{name}.csv", detail.sort
        if file not in self.files:
            return
        columns, needed = (detail.noun, *sort.columns), (detail.noun, *sort.needed)
        table = Table(file, self.files[file], columns, needed, MOST[name], self.faults)
        details = self.details[name] = _Details(table)
        self.lines.parts[name] = details.lines
        for owner, *cells in table.rows():
            if not owner.strip():
                table.add(FormCode.EMPTY_CELL, detail.noun)
            found = self._row(table, sort, cells)
            details.lines.setdefault(owner.strip(), array("Q")).append(table.line)
            if found is not None:
                details.values.setdefault(owner.strip(), []).append(sort.make(**found))

    def _sort(self, name: str, sort: Sort, fields: dict[str, Any]) -> None:
        file = f"{name}.csv"
        if file not in self.files:
            if name in NEEDED and name not in fields:
                self.faults.add(FormCode.MISSING_FILE, file=file)
        elif fields.get(name, BROKEN) is not BROKEN:
            self.faults.add(FormCode.GIVEN_TWICE, file=file, facts={"name": name, "other": "problem.json"})
        else:
            fields[name] = tuple(self._things(file, sort))

    def _things(self, file: str, sort: Sort) -> Iterator[Any]:
        table = Table(file, self.files[file], sort.columns, sort.needed, MOST[sort.name], self.faults)
        lines = self.lines.things[sort.name] = []
        ids = self.ids[sort.name]
        for cells in table.rows():
            ids.add(cells[0].strip())
            found = self._row(table, sort, cells)
            if found is not None and self._with_details(table, sort, found):
                lines.append((found.get("id", ""), table.line))
                yield sort.make(**found)

    def _with_details(self, table: Table, sort: Sort, found: dict[str, Any]) -> bool:
        """Put what stands in tables of details into a row; tell whether it is given once only."""
        once = True
        for name, detail in DETAILS.items():
            if detail.owners != sort.name:
                continue
            details = self.details.get(name)
            values = details.values.get(found.get("id", "")) if details else None
            if values is not None and name in found:
                table.add(FormCode.GIVEN_TWICE, name, {"name": name, "other": f"{name}.csv"})
                once = False
            elif values is not None or name == "rounds":
                found[name] = tuple(values or ())
        return once

    def _every_detail_has_an_owner(self, name: str, detail: Detail) -> None:
        details = self.details.get(name)
        if details is None:
            return
        file = f"{detail.owners}.csv"
        if file not in self.files:
            self.faults.add(FormCode.MISSING_FILE, file=file)
            return
        for owner, lines in details.lines.items():
            if owner and owner not in self.ids[detail.owners]:
                facts = {"noun": Phrase(detail.words), "id": shown(owner), "file": file}
                details.table.add(FormCode.UNKNOWN_OWNER, detail.noun, facts, lines[0])
