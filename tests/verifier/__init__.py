"""What `scripts/verify-trail` finds, and that another program, written otherwise, finds the same."""
