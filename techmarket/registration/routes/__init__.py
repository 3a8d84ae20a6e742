"""Pages of the registration desk and of those who apply there."""
