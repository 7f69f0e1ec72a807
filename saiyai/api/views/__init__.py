"""The pages about programs: the documentation, and one's own tokens."""
