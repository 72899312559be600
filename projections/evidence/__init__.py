"""The trail as evidence: its tree and checkpoints, and the trail itself, whole or in part, straight from the ledger."""
