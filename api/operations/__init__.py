"""Commands of the one who runs it, and what they look at: doctor, logs, metrics, health."""
