"""The habits of the house that the import linter cannot see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOURCE = HOUSE / "src" / "dodomu"
CHAPTERS = ("people", "situation", "contact", "journeys", "boarding", "account", "exercise")
UNNAMED = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service", "services", "misc"}
SCREENS = ("django.http", "django.shortcuts", "django.template", "django.views", "django.urls", "django.forms")
MOST_LINES = 420


def python_files(*folders: str) -> list[Path]:
    roots = [SOURCE / folder for folder in folders] or [SOURCE]
    return [file for root in roots for file in sorted(root.rglob("*.py")) if "migrations" not in file.parts]


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_module_is_unnamed():
    assert [file for file in python_files() if file.stem in UNNAMED or file.parent.name in UNNAMED] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_knows_no_screens(chapter: str):
    wrong = [(file.name, name) for file in python_files(chapter) for name in imports(file) if name.startswith(SCREENS)]
    assert wrong == []


def test_only_the_launcher_and_the_clock_read_the_hour_of_the_machine():
    allowed = {"foundation/clock.py"}
    wrong = [
        name
        for file in python_files()
        if (name := file.relative_to(SOURCE).as_posix()) not in allowed
        and not name.startswith("site/")
        and any(call in file.read_text(encoding="utf-8") for call in ("datetime.now(", "timezone.now(", "date.today("))
    ]
    assert wrong == []


def public_functions(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_every_operation_takes_named_arguments_only():
    """`by` and `at` are named at the call: two hours or two persons are never confused."""
    wrong = [
        f"{file.relative_to(SOURCE)}:{function.name}"
        for file in python_files("people/operations", "situation/operations", "journeys/operations", "exercise")
        for function in public_functions(file)
        if any(each.arg == "at" for each in function.args.args) or any(each.arg == "by" for each in function.args.args)
    ]
    assert wrong == []


def test_every_public_function_says_what_it_promises():
    wrong = [
        f"{file.relative_to(SOURCE)}:{function.name}"
        for file in python_files(*CHAPTERS, "foundation", "engines")
        for function in public_functions(file)
        if not ast.get_docstring(function)
    ]
    assert wrong == []


def test_no_file_is_too_long_to_read():
    long = {
        file.relative_to(SOURCE).as_posix(): lines
        for file in python_files()
        if (lines := file.read_text(encoding="utf-8").count("\n")) > MOST_LINES and "names" not in file.stem
    }
    assert long == {}


def test_templates_hold_no_inline_script_or_style_attribute():
    wrong = [
        file.name
        for file in sorted(SOURCE.rglob("*.html"))
        if any(mark in file.read_text(encoding="utf-8") for mark in (" style=", " onclick=", " onload=", "javascript:"))
    ]
    assert wrong == []


def test_nothing_is_loaded_from_elsewhere():
    wrong = [
        file.name
        for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.css"), *SOURCE.rglob("static/**/*.js")]
        if any(
            mark in file.read_text(encoding="utf-8")
            for mark in ('src="http', "url(http", '@import "http', 'link href="http')
        )
    ]
    assert wrong == []


def test_words_are_marked_by_names_that_are_looked_for():
    """A function of gettext under another name is found by nobody: its words would stay untranslated."""
    wrong = [
        f"{file.name}: {each.asname}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.asname not in (None, "_")
    ]
    assert wrong == []
