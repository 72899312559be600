"""The trail as files of several forms, each written piece by piece as its events are read."""
