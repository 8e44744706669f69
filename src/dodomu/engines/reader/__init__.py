"""An article in, drafts that name the words they rest on out."""
