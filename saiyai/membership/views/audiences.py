"""What is told of an audience before an announcement goes out."""

from saiyai.membership import queries
from saiyai.membership.views.filters import told


def looked_at(network, saved, audience, user):
    """How many it reaches; of a filter what it says, whether it holds still, and whether it leaves anybody out."""
    if saved is None:
        members, readers = queries.reach_of(network, **audience)
        return {"members": members, "readers": readers}
    narrowed = queries.Narrowed(saved.list, saved.query, user)
    members, readers = queries.reach_of(network, **audience, narrowed=narrowed)
    return {
        "members": members,
        "readers": readers,
        "saved": saved,
        "saved_words": told(saved.list, saved.query, user),
        "broken": not queries.holds_still(saved.list, saved.query),
        "leaves_nobody_out": members > 0 and members == queries.reach_of(network, **audience)[0],
    }
