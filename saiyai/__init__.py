"""Saiyai (สายใย): the working home of a public-sector anti-corruption network."""

__version__ = "0.1.0"
