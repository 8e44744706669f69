"""Who is there: the register, identity decisions, the ledger of whereabouts."""
