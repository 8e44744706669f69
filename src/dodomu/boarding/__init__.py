"""Leaving: passes, manifests, scans, devices."""
