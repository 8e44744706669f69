"""Duplicates at the desk: two records side by side, and the decision."""
