"""What is happening: reports, figures, restrictions, rumours, expected events."""
