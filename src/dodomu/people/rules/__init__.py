"""Decisions of the register, pure."""
