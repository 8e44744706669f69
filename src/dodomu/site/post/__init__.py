"""A post that works alone: calling headquarters, and running in the local network over HTTPS of its own."""
