"""Notifications and webhooks: who is written to, and what became of it."""
