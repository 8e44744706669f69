"""What we do in the register and the ledger: the only place that writes."""
