"""The pages of membership."""
