"""What can be done with a contract: drafting, signing and ending, plan and payments."""
