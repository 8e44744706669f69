"""The ledger: who stands in which account, and the proof of the count."""
