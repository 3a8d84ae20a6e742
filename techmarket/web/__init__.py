"""HTTP glue that knows no feature."""
