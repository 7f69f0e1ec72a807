"""The networks of this installation."""
