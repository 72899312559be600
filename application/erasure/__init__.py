"""Forgetting: what a decision to erase destroys, in which order, and how it goes on after a standstill."""
