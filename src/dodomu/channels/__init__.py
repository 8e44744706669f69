"""How we reach people: one folder a provider."""
