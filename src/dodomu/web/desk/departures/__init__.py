"""Departures: what has to be kept for each to leave with everybody, and what is late."""
