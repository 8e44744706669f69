"""Conversations at full size: what comes in, the desk beside it, and finding what was said."""
