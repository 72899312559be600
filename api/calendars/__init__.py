"""The office's calendars: read, previewed, published."""
