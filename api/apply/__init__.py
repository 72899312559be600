"""The applicant's pages: the guided form with its drafts, repairs, one's own files, and what one thought of it."""
