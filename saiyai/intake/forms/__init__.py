"""What reporters type."""
