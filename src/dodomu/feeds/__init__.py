"""How news reaches us: one folder a kind."""
