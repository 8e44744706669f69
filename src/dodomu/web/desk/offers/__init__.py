"""Offers of places: what waits for an officer, what was answered, who is next in line."""
