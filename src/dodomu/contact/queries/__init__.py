"""What screens read of keeping in touch."""
