"""Letters and webhooks: the outbox, and those who carry them."""
