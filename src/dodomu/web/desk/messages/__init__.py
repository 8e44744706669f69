"""Conversations at the desk: who waits longest, one thread, the tray, saved answers, how long people wait."""
