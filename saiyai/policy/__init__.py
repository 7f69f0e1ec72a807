"""What may be done and by whom: permissions, roles, lifecycles, actions. No tables of its own."""
