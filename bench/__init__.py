"""Benchmarks, run by `./market bench`: tables to compare, never tests."""
