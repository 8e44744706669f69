"""Pure computing: each engine is usable alone and knows no database, screen or clock."""
