"""A country drawn on the server as SVG, with places and how many people are at each; see `draw_country_map`."""

from dodomu.web.parts.map.drawing import draw_country_map
from dodomu.web.parts.map.marks import Emphasis, Mark

__all__ = ["Emphasis", "Mark", "draw_country_map"]
