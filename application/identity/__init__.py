"""Who somebody is, by the office's OpenID provider: its keys, what is asked of it, and the sessions made from it."""
