"""Reads of inquiries, deals and public notices."""
