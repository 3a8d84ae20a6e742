"""Indicators over the turnover ledger; reads only."""
