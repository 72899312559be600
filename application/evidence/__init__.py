"""What proves the trail: the sealer, its key, where its checkpoints go; and what is noted of those who take it away."""
