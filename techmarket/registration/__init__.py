"""The registration desk: cases, decisions, numbers, and the turnover ledger."""
