"""What applicants do before there is a file, and after it: drafts that they keep, and what they thought of us."""
