"""Keys, sealed text, digests and tokens. Knows nothing of the rest of the house."""
