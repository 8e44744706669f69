"""What screens read of the register and the ledger: small frozen dataclasses made for the screen."""
