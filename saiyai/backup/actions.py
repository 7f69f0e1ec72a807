"""What the trail tells of backups."""

from saiyai.audit import trail
from saiyai.policy.action import action


@action
def note_made(name, *, by, **facts):
    """Say in the trail that a copy of everything left the house."""
    trail.record("backup.made", ("backup", name), by=by, **facts)


@action
def note_restored(manifest, *, by):
    """Say in the trail from which backup this site began again."""
    facts = {name: manifest[name] for name in ("made_on", "release", "site")}
    trail.record("backup.restored", ("backup", manifest["made_on"]), by=by, **facts)
