"""Backups: the data and, apart from them and for a shorter time, the keys; and how both become an office again."""
