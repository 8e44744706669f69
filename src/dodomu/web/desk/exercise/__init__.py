"""Playing an exercise on from its banner."""
