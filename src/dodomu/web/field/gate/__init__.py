"""The gate: a page that works for days without a network, and what it speaks with."""
