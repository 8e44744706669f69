"""What is done to the situation; the only place that writes it."""
