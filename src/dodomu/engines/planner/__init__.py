"""Everybody home soonest, safest first, with proof."""
