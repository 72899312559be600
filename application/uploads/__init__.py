"""What is sent in: parsed apart, judged, cleaned, scanned, kept."""
