"""Decisions about the situation, pure."""
