"""Marks message ids for the translators' tools without importing Django.

`makemessages` finds calls named `gettext_noop`; whoever shows the text translates it:
`_(problem.message) % problem.params`.
"""


def gettext_noop(message: str) -> str:
    """The message id itself; the call only marks it for extraction."""
    return message
