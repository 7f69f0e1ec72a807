"""What must not be (saiyai/home/safety.py) stops a start, with a sentence for each."""

import sys

from django.utils import translation

from saiyai.cli.words import _, language


def is_safe(command, dangers=None):
    """Whether this command may start; says what is in the way, and what was allowed all the same."""
    from django.conf import settings

    if dangers is None:
        from saiyai.home.safety import dangers

    with translation.override(language()):
        found = dangers()
    refused = [danger for danger in found if danger.name not in settings.ALLOW_UNSAFE]
    for danger in found:
        allowed = "" if danger in refused else f" ({_('allowed by SAIYAI_ALLOW_UNSAFE')})"
        print(f"saiyai {command}: {danger.found}{allowed}", file=sys.stderr)
        if not allowed:
            print(f"        → {danger.do} [{danger.name}]", file=sys.stderr)
    if refused:
        print(f"saiyai {command}: {_('not started; see docs/guides/safe-start.md')}", file=sys.stderr)
    return not refused
