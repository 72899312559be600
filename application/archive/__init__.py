"""Documents by their hash, encrypted, in a folder or in S3."""
