"""The one write path: load, decide, append, answer; and what must stay outside the append (papers, signatures, files)."""
