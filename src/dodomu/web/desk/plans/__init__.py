"""Plans at the desk: asked for, watched, read, compared, adopted; one party's way and what is decided otherwise."""
