"""Whether everything that says the same thing says it: log, numbers, keys, read models, decrees and archive."""
