"""Two records in, a probability with its reasons out."""
