"""Signing in and out: which provider, the pages of the code flow, sessions and the link of last resort."""
