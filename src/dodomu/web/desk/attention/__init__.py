"""What needs attention, person by person."""
