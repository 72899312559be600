"""The read path: one file a question, fed from the log by position, rebuildable at any time."""
