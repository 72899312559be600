"""What proves the trail, and what is noted of those who take it away."""
