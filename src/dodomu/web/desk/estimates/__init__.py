"""Estimates of how many are really there."""
