"""How quick each channel is, beside a real peer on loopback."""
