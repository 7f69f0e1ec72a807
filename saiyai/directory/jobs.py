"""What the directory does by itself."""

from saiyai.directory import actions
from saiyai.policy.actors import SYSTEM


def rebuild_search(now):
    """Once a week: write the search index anew, so that holdings which ended by their date leave it."""
    return str(actions.rebuild_search(by=SYSTEM))
