"""Tamper evidence: the sealer, its key, and where its checkpoints go."""
