"""The permit, its SOP, its rules and its time. Pure: stdlib only, no I/O, no clock, no randomness, no settings."""
