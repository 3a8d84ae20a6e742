"""The technology market of a city: from a published result to the turnover tally."""
