"""Pages of one's own account, of roles and of offices."""
