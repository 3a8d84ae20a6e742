"""Pages of results and demands."""
