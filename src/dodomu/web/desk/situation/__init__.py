"""What is happening, as the desk knows it: overview, timeline, map, figures, and stating it."""
