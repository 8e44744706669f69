"""What an officer at a gate sees."""
