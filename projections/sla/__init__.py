"""Time as supervisors read it: visits, lines and parties of every case."""
