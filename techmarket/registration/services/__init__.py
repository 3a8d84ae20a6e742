"""Commands of the registration desk: apply, examine, register, change, end."""
