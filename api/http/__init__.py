"""What every call shares: headers, limits, languages, conditions, paging, answers."""
