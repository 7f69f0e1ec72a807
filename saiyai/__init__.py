"""Saiyai (สายใย): the working home of a public-sector anti-corruption network."""
