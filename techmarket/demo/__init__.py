"""The demo market: an invented cast whose past is played through the real services."""
