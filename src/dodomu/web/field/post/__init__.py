"""Where posts that work alone call."""
