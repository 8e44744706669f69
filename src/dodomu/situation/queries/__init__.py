"""The situation as screens and other chapters read it."""
