"""Forms of listings, one file per topic."""
