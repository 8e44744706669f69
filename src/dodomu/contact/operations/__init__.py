"""What we do to keep in touch: the only place that writes."""
