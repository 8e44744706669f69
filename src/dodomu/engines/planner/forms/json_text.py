"""JSON from text or bytes, with line and column when it is broken, and with fields that are given twice remembered."""

import json
from typing import Any

from dodomu.engines.planner.forms.faults import Faults, FormCode, of_library
from dodomu.engines.planner.marking import Phrase, gettext_noop

MOST_CHARACTERS = 100_000_000  # six times the largest problem; read, it takes some ten times its length in memory


class Object(dict[str, Any]):
    """An object of JSON that remembers which of its fields were given more than once."""

    __slots__ = ("repeated",)
    repeated: tuple[str, ...]


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
    else:
        found.repeated = ()
    return found


class _NotANumber(ValueError):
    pass


def _constant(name: str) -> Any:
    raise _NotANumber(name)


def parse(content: str | bytes, faults: Faults, file: str = "") -> Any:
    """Return what a JSON text says, or None after adding the fault that it has.

    NaN and Infinity are refused: they are not JSON, and nothing can be counted with them.
    """
    if len(content) > MOST_CHARACTERS:
        faults.add(FormCode.TOO_LONG, file=file, facts={"most": str(MOST_CHARACTERS)})
        return None
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = bytes(error.object[: error.start])
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        faults.add(
            FormCode.BAD_ENCODING, file=file, line=line, column=str(column), facts={"message": of_library(error.reason)}
        )
        return None
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        facts = {"message": of_library(error.msg)}
        faults.add(FormCode.BROKEN_JSON, file=file, line=error.lineno, column=str(error.colno), facts=facts)
    except _NotANumber as error:
        line, column = _where(text, str(error))
        facts = {"message": Phrase(gettext_noop("{value} is not a number"), {"value": str(error)})}
        faults.add(FormCode.BROKEN_JSON, file=file, line=line, column=str(column), facts=facts)
    except RecursionError:
        faults.add(FormCode.TOO_DEEP, file=file)
    except ValueError as error:  # a number of more digits than Python converts
        faults.add(FormCode.BROKEN_JSON, file=file, facts={"message": str(error).partition(";")[0]})
    return None


def _where(text: str, word: str) -> tuple[int, int]:
    """Return line and column of a word that stands in a JSON text outside its strings."""
    outside, at = True, 0
    while at < len(text):
        if text[at] == '"':
            outside = not outside
        elif text[at] == "\\":
            at += 1
        elif outside and text.startswith(word, at):
            break
        at += 1
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def render(document: Any) -> str:
    """Return a document as JSON: one line for each thing of a list, so that two files can be compared by eye."""
    if not isinstance(document, dict):
        return _line(document) + "\n"
    parts = []
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join(f"    {_line(each)}" for each in value)
            parts.append(f"  {_line(name)}: [\n{rows}\n  ]")
        else:
            parts.append(f"  {_line(name)}: {_line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
