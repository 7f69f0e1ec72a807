"""Pages of one's own vault, of who has one, and of the trustees."""
