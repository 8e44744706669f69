"""How a plan is found: prices, rounding, mending, and an exact model for small problems."""
