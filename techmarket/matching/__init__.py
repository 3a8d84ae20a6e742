"""Matching of demands and results: ranking, stored pairs with reasons and gaps, evaluation."""
