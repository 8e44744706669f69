"""Ways home: what goes when, who is planned on what, who was offered which place, and what they answered."""
