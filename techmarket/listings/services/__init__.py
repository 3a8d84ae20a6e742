"""Commands on listings, one file per topic."""
