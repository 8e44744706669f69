"""What happens by itself: reactions to news, and the schedule."""
