"""What the three audiences share."""
