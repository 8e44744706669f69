"""Lists at the desk: handed in, looked at, kept, and what was refused given back."""
