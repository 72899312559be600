"""Papers as PDF/A: pure functions from values to bytes. Nothing here reads a clock, a file of the case or a setting."""
