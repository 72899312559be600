"""Questions to the tree and its checkpoints."""
