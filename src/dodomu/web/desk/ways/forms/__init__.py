"""Ways home as officers type them: one file for each noun, and what they have in common in `fields.py`."""
