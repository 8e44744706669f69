"""Ways home: legs, plans, offers and answers."""
