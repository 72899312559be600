"""What people read in a browser: pages on the same queries as the API, no second logic."""
