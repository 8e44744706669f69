"""Officers, their roles and their passwords."""
