"""Reads of listings, one file per topic."""
