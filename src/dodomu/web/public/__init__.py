"""What anyone sees: register, private page."""
