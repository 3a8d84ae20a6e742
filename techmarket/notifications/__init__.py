"""Turns events into messages for people."""
