"""People, their organisations, memberships with roles, and signing in."""
