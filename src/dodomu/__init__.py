"""Dodomu, homeward: who is there, how to reach them, the way home for everyone, and an account of every person."""
