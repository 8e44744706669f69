"""A problem as JSON. `problem.schema.json` beside this file is its published form."""

from typing import Any

from dodomu.engines.planner.forms import json_text, tables
from dodomu.engines.planner.forms.faults import Faults, FormCode
from dodomu.engines.planner.forms.values import shown
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.validation.limits import MOST

FORMAT = "dodomu-problem/1"
NOT_FIELDS = ("format", "$schema")


def read(content: str | bytes) -> Problem:
    """Return the problem that a JSON text describes, or raise Unreadable with every fault of form that it has.

    Whether it can be planned is another question: ask `Problem.faults()`. What `write` gives is read back equal.
    """
    faults = Faults()
    raw = json_text.parse(content, faults)
    faults.raise_if_any()
    fields = read_parts(raw, faults)
    if isinstance(raw, dict):
        missing = [one.name for one in tables.SETTINGS.fields if one.required and one.name not in raw]
        missing += [name for name in ("places", "parties") if name not in raw]
        for name in missing:
            faults.add(FormCode.MISSING_FIELD, facts={"name": name})
    faults.raise_if_any()
    return Problem(**fields)


def read_parts(raw: Any, faults: Faults) -> dict[str, Any]:
    """Return the fields of a problem that an object of JSON holds, and add what is wrong with them.

    None need be there: in a folder the rest stands in tables.
    """
    tables.read_format(raw, FORMAT, faults)
    if not isinstance(raw, dict):
        faults.add(FormCode.NOT_AN_OBJECT, facts={"value": shown(raw)})
        return {}
    scalars = {name: each for name, each in raw.items() if name not in tables.SORTS and name not in NOT_FIELDS}
    known = [*tables.SETTINGS.by_name, *tables.SORTS]
    for name in [name for name in scalars if name not in tables.SETTINGS.by_name]:
        del scalars[name]
        faults.add(FormCode.UNKNOWN_FIELD, facts={"name": shown(name), "meant": tables.meant(name, known)})
    for name in getattr(raw, "repeated", ()):
        faults.add(FormCode.REPEATED_FIELD, facts={"name": shown(name)})
    optional = tables.optional(tables.SETTINGS)
    fields = tables.read_fields(scalars, "", optional, faults) or {}
    for name, sort in tables.SORTS.items():
        if name in raw:
            fields[name] = _read_list(raw[name], sort, faults)
    return fields


def _read_list(raw: Any, sort: tables.Sort, faults: Faults) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        faults.add(FormCode.NOT_A_LIST, path=sort.name, facts={"value": shown(raw)})
        return ()
    if len(raw) > MOST[sort.name]:
        faults.add(FormCode.TOO_MANY_ROWS, path=sort.name, facts={"most": str(MOST[sort.name])})
        return ()
    return tuple(tables.read_object(each, f"{sort.name}[{index}]", sort, faults) for index, each in enumerate(raw))


def write(problem: Problem) -> str:
    """Return a problem as JSON that `read` reads back equal, if it has no faults.

    Raises ValueError for what JSON cannot hold, such as NaN or a time zone without a name.
    """
    document: dict[str, Any] = {"format": FORMAT, **tables.write_object(problem, tables.SETTINGS)}
    for name, sort in tables.SORTS.items():
        things = getattr(problem, name)
        if things or name in ("places", "parties"):
            document[name] = [tables.write_object(each, sort) for each in things]
    return json_text.render(document)
