"""The trail as evidence: read whole or in part, straight from the ledger."""
