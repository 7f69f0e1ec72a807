"""Who acts at the front desk: somebody of whom nothing is known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reporter:
    """Whoever tells, or comes back with a receipt. There is nothing here by which two of them differ."""

    pk: str = "reporter"
    actor_label: str = "reporter"
    is_authenticated: bool = False

    def allows(self, permission, office=None) -> bool:
        return False


REPORTER = Reporter()
