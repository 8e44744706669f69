"""Passes at the desk: printed for who has no telephone, sent at a wish, ended as lost."""
