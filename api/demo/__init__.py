"""The living demonstration: sample permits, people, a clock, and a walk through all nine steps."""
