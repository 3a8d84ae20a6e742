"""The search port and its engines; knows no feature."""
