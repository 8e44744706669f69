"""Opening a crisis from the world data."""
