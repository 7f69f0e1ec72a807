"""Saiyai (สายใย): the working home of a public-sector anti-corruption network."""

from datetime import date

__version__ = "0.1.0"
RELEASED = date(2026, 11, 1)  # no later than this release is handed out; a clock that is right shows no earlier day
