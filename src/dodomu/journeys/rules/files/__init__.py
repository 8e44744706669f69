"""Tables of ways in files, read: pure."""
