"""Pages of inquiries, deals and public notices."""
