"""The small world, for the permission matrix and for the browser."""

from tests.world import world

__all__ = ["world"]
