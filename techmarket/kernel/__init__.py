"""What every feature stands on and that knows no marketplace word."""
