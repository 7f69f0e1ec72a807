"""The small world of the permission tests: a member with everything that is held about one."""

from tests.world import world

__all__ = ["world"]
