"""Markup as text that cannot be broken by what it is given: what is no markup already is escaped."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from dodomu.web.parts.map.lettering import shown

LONGEST_NAME = 120


def tag(name: str, *content: str, **attributes: str | int | float | None) -> SafeString:
    """Return one element; `class_` gives class, `font_size` font-size; content that is no markup is escaped."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return SafeString(f"<{name}{told}>{joined(*content)}</{name}>")


def joined(*parts: str) -> SafeString:
    """Return the parts one after another; what is no markup is escaped."""
    return SafeString("".join(conditional_escape(part) for part in parts))


def drawn(markup: str) -> SafeString:
    """Return markup of our own drawings, in which every word was escaped when it was put there."""
    return SafeString(markup)


def called(text: str, longest: int = LONGEST_NAME) -> str:
    """Return somebody's name for something as one line: no marks that turn the page around, and not endless."""
    return shown(text, longest)


def percent_of(part: float, whole: float) -> str:
    """Return how far along something is, as SVG takes it."""
    share = 100 * part / whole if whole else 0.0
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


def _value(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return conditional_escape(str(value))
