"""Ways home, as the desk keeps them: departures with what is to be said of each, and all that belongs to them."""
