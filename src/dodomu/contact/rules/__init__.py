"""Decisions of keeping in touch, pure."""
