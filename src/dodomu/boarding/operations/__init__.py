"""What is done to ways, plans and offers; the only place that writes them."""
