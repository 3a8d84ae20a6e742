"""Inquiries, deals with numbered terms, and public notices."""
