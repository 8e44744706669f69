"""Decisions about ways home, pure."""
