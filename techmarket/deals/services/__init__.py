"""Commands of inquiries, deals and public notices."""
