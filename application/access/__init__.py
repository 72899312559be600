"""Who looked at what: the rows of the access log, what of them is sealed, and how they are written."""
