"""Sample permits for a demo: an office that has been at work for some weeks. Every person in it is invented."""
