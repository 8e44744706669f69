"""Ways, plans and offers as screens and other chapters read them."""
