"""The words people read: found in code and templates, translated in `locale/`, compiled when a translation is newer.

Extraction is our own, some fifty lines on Django's `templatize` and Python's `ast`, because GNU xgettext is not on
every machine that runs `make check`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "site" / "locale"
LANGUAGES = ("uk", "ru", "kk")  # English is what the words are written in
PLURALS = {
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "kk": "nplurals=1; plural=0;",
}
FORMS = {"uk": 3, "ru": 3, "kk": 1}
_ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_MANY = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CALL = re.compile(
    r"\b(gettext|ngettext|pgettext)\(((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*)+)", re.DOTALL
)
_STRING = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Message:
    """Words that are shown, with their context and their plural, and where they stand."""

    text: str
    plural: str = ""
    context: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def messages() -> dict[tuple[str, str], Message]:
    """Return everything that can be shown, from templates and code."""
    found: dict[tuple[str, str], Message] = {}
    for file in sorted(PACKAGE.rglob("*.html")) + sorted(PACKAGE.rglob("*.txt")):
        if "templates" in file.parts:
            for each in _in_template(file):
                found.setdefault(each.key, each)
    for file in sorted(PACKAGE.rglob("*.py")):
        for each in _in_code(file):
            found.setdefault(each.key, each)
    return found


def _in_template(file: Path) -> Iterator[Message]:
    where = file.relative_to(PACKAGE).as_posix()
    for name, arguments in _CALL.findall(templatize(file.read_text(encoding="utf-8"), origin=where)):
        texts = [ast.literal_eval(text) for text in _STRING.findall(arguments)]
        yield _message(name, texts, where)


def _in_code(file: Path) -> Iterator[Message]:
    where = file.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _ONE | _MANY | _CONTEXT:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                if texts:
                    yield _message(name, texts, where)


def _message(name: str, texts: list[str], where: str) -> Message:
    if name in _CONTEXT:
        return Message(texts[1], context=texts[0], where=where)
    return Message(texts[0], plural=texts[1] if name in _MANY and len(texts) > 1 else "", where=where)


def catalogue(language: str) -> polib.POFile:
    """Return a language's translations, empty where there are none yet."""
    file = LOCALE / language / "LC_MESSAGES" / "django.po"
    if file.exists():
        return polib.pofile(str(file), wrapwidth=110)
    made = polib.POFile(wrapwidth=110)
    made.fpath = str(file)
    return made


def gather() -> None:
    """Bring the catalogues to what is shown now: new words come in untranslated, words no longer shown go out."""
    shown = messages()
    for language in LANGUAGES:
        old = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue(language)}
        made = polib.POFile(wrapwidth=110)
        made.metadata = {
            "Language": language,
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURALS[language],
        }
        for key in sorted(shown):
            made.append(_entry(shown[key], old.get(key), language))
        file = LOCALE / language / "LC_MESSAGES" / "django.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        made.save(str(file))


def _entry(shown: Message, old: polib.POEntry | None, language: str) -> polib.POEntry:
    made = polib.POEntry(msgid=shown.text, msgctxt=shown.context or None, occurrences=[(shown.where, "")])
    if shown.plural:
        made.msgid_plural = shown.plural
        have = old.msgstr_plural if old else {}
        made.msgstr_plural = {number: have.get(number, "") for number in range(FORMS[language])}
    else:
        made.msgstr = old.msgstr if old else ""
    if _PLACEHOLDER.search(shown.text):
        made.flags = ["python-format"] if "%" in shown.text else ["python-brace-format"]
    return made


def faults() -> list[str]:
    """Return what is wrong with the translations, one line each; nothing when they are complete."""
    shown, found = messages(), []
    for language in LANGUAGES:
        have = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue(language)}
        for key, message in sorted(shown.items()):
            found += [
                f"{language}: {fault}: {message.text!r} ({message.where})" for fault in _wrong(message, have.get(key))
            ]
        found += [f"{language}: no longer shown: {key[1]!r}" for key in sorted(set(have) - set(shown))]
    return found


def _wrong(message: Message, entry: polib.POEntry | None) -> Iterator[str]:
    if entry is None:
        yield "missing"
        return
    texts = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if not all(texts) or "fuzzy" in entry.flags:
        yield "not translated"
        return
    wanted = set(_PLACEHOLDER.findall(message.text)) | set(_PLACEHOLDER.findall(message.plural))
    for text in texts:
        # A plural form for one may leave its number out; no form may name what the code does not give.
        given = set(_PLACEHOLDER.findall(text))
        if given - wanted or (not message.plural and wanted - given):
            yield f"placeholders differ: {sorted(wanted ^ given)}"


def compile_stale() -> int:
    """Compile every catalogue that is newer than its compiled form; return how many that was."""
    done = 0
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < file.stat().st_mtime_ns:
            fresh = compiled.with_suffix(".mo.new")
            polib.pofile(str(file)).save_as_mofile(str(fresh))
            fresh.replace(compiled)
            done += 1
    return done
