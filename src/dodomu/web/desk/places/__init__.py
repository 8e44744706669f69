"""Places of a crisis, and correcting them."""
