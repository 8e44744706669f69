"""Rehearsing: a crisis that was is played again, hour by hour, without hindsight."""
