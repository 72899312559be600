"""HTTP in, HTTP out: the composition root, the JSON API, the pages."""
