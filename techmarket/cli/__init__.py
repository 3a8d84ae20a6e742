"""`flask market …`: the commands behind ./market, one module a topic."""
