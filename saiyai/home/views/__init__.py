"""The pages of this module; the first page of everybody is `home`."""

from saiyai.home.views.first import home

__all__ = ["home"]
