"""Broadcasts: writing an audience down, messages a second through SMPP, and what is left after kills."""
