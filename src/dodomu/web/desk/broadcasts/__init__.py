"""Broadcasts at the desk: drafting, approving, watching them go, and what comes back on paper."""
