"""Technology contracts: drafting, versions, signatures, instalments and payments."""
