"""What feeds every projection: the log, checkpoints, runners, rebuilds."""
