"""What stands on a map, as SVG text: dots with numbers, diamonds, arrows, words with a pale edge, thin lines."""

from __future__ import annotations

from html import escape
from typing import Final

from dodomu.web.parts.map.lettering import Words, shown, width_of
from dodomu.web.parts.map.marks import Dot, Sizes
from dodomu.web.parts.map.projection import Spot

# Plain colours for a drawing without its style sheet; with it, the classes decide.
INK: Final = "#22323b"
QUIET: Final = "#5d6b73"
WHITE: Final = "#fff"
PEOPLE: Final = "#1f5f8b"
ATTENTION: Final = "#b3430a"
POST: Final = "#d99a00"

LONGEST_TITLE: Final = 600
_LONGEST_IN_SUMMARY: Final = 80
_SEVERAL: Final = 12
"""So many marks of one dot are told one by one."""
_INSIDE: Final = 1.6
"""How much of a circle's radius a number inside it may take from side to side."""


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """One SVG element: `class_` gives class, `font_size` font-size; values are escaped, the content must be already."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def safe_text(text: str) -> str:
    """Somebody's words as the content of an element: no markup, no control marks, not endless."""
    return escape(shown(text, LONGEST_TITLE))


def path_of(*spots: tuple[float, float], closed: bool = False) -> str:
    """A path of straight lines through the spots."""
    corners = " ".join(f"{_rounded(x)} {_rounded(y)}" for x, y in spots)
    return f"M{corners}{'z' if closed else ''}"


def count_of(dot: Dot) -> str:
    """The number of people as it is written, or nothing for nobody."""
    return f"{dot.count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if dot.count else ""


def fits_inside(dot: Dot, sizes: Sizes) -> bool:
    """Whether the number stands in the circle, rather than beside it."""
    wide = width_of(count_of(dot), sizes.number)
    return dot.count > 0 and wide <= dot.radius * _INSIDE and dot.radius > sizes.number * 0.75


def letter_size(dot: Dot, sizes: Sizes) -> float:
    """The size of a dot's label: a little smaller where nobody is."""
    return sizes.label if dot.count or dot.level else sizes.number


def dot_with_label(dot: Dot, words: Words | None, post: Spot | None, sizes: Sizes) -> str:
    """A dot with all that belongs to it, as a link where its first mark has one."""
    kind = f"map-mark map-{dot.emphasis}" + ("" if dot.count or dot.level else " map-empty")
    summary = _summary(dot)
    parts = [element("title", safe_text(summary)), _leader(words), _circle(dot, sizes)]
    parts += [_post(post, sizes), _arrow(dot, sizes), _number(dot, sizes)]
    parts.append(words_of(words, "map-label", letter_size(dot, sizes)) if words else "")
    if dot.lead.href is None:
        return element("g", "".join(parts), class_=kind)
    return element("a", "".join([*parts, _target(dot, sizes)]), class_=kind, href=dot.lead.href, aria_label=summary)


def words_of(words: Words, kind: str, size: float) -> str:
    """Words in their place, with a paler edge under the letters that keeps them readable over borders."""
    number = element("tspan", words.number, class_="map-count", font_weight="700") if words.number else ""
    return element(
        "text",
        " ".join(part for part in (safe_text(words.text), number) if part),
        class_=kind,
        x=words.at.x,
        y=words.at.y,
        font_size=size,
        text_anchor=words.anchor,
        fill=INK,
        stroke=WHITE,
        stroke_width=size / 4.5,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _summary(dot: Dot) -> str:
    """All marks of the dot with their numbers, for a pointer at rest and for screen readers."""
    told = [f"{shown(mark.label, _LONGEST_IN_SUMMARY)}: {mark.told or mark.count}" for mark in dot.marks[:_SEVERAL]]
    return "; ".join(told) + ("; …" if len(dot.marks) > _SEVERAL else "")


def _target(dot: Dot, sizes: Sizes) -> str:
    """What a finger may touch: never smaller than a fingertip."""
    reach = max(dot.radius + 3 * sizes.unit, sizes.target)
    return element("circle", cx=dot.at.x, cy=dot.at.y, r=reach, fill="none", pointer_events="all")


def _circle(dot: Dot, sizes: Sizes) -> str:
    if not dot.count and dot.emphasis == "post":
        return ""
    attention, is_full = dot.emphasis == "attention", bool(dot.count or dot.level)
    full, hollow = (ATTENTION, ATTENTION) if attention else (PEOPLE, QUIET)
    fill, line = (full, WHITE) if is_full else (WHITE, hollow)
    ring = _ring(dot, sizes) if attention else ""
    weight = (1.3 if is_full else 1.6) * sizes.unit
    place = {"cx": dot.at.x, "cy": dot.at.y, "r": dot.radius}
    return ring + element("circle", class_="map-dot", **place, fill=fill, stroke=line, stroke_width=weight)


def _ring(dot: Dot, sizes: Sizes) -> str:
    """A second circle for attention: colour alone says nothing to those who do not see it."""
    place = {"cx": dot.at.x, "cy": dot.at.y, "r": dot.radius + 2.6 * sizes.unit, "stroke_width": 1.6 * sizes.unit}
    return element("circle", class_="map-ring", **place, fill="none", stroke=ATTENTION)


def _post(spot: Spot | None, sizes: Sizes) -> str:
    """The diamond of an embassy or consulate."""
    if spot is None:
        return ""
    (x, y), half = spot, 5.2 * sizes.unit
    path = path_of((x, y - half), (x + half, y), (x, y + half), (x - half, y), closed=True)
    return element("path", class_="map-diamond", d=path, fill=POST, stroke=WHITE, stroke_width=1.2 * sizes.unit)


def _arrow(dot: Dot, sizes: Sizes) -> str:
    """A small arrow for a place beyond the page, pointing where it lies."""
    if dot.away is None:
        return ""
    x, y = dot.away
    near, far, half = dot.radius + 1.5 * sizes.unit, dot.radius + 7 * sizes.unit, 4 * sizes.unit
    tip = (dot.at.x + x * far, dot.at.y + y * far)
    left = (dot.at.x + x * near - y * half, dot.at.y + y * near + x * half)
    right = (dot.at.x + x * near + y * half, dot.at.y + y * near - x * half)
    return element("path", class_="map-arrow", d=path_of(tip, left, right, closed=True), fill=INK)


def _number(dot: Dot, sizes: Sizes) -> str:
    if not fits_inside(dot, sizes):
        return ""
    place = {"x": dot.at.x, "y": dot.at.y + sizes.number * 0.36, "font_size": sizes.number}
    look = {"font_weight": "600", "text_anchor": "middle", "fill": WHITE}
    return element("text", count_of(dot), class_="map-number", **place, **look)


def _leader(words: Words | None) -> str:
    """The thin line from a dot to a label that stands farther off."""
    if words is None or words.from_dot is None:
        return ""
    weight = (words.box.bottom - words.box.top) / 18
    path = path_of(words.from_dot, words.end)
    return element("path", class_="map-leader", d=path, fill="none", stroke=QUIET, stroke_width=weight)


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else _rounded(value)


def _rounded(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
