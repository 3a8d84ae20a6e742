"""The work page: what waits for a person, by deadline."""
