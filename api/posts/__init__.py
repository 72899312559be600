"""The posts of the office: who holds them, and who acts for them under a mandate (Plt., Plh.)."""
