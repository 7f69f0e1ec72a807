"""Who still needs an old key: higher modules say so, and accounts knows none of them.

A module's apps.py says `ask(still_needs)`; `still_needs(officer, epoch) -> bool` tells whether something is closed to the
key of that officer and epoch. While nobody above has entered a question, no key is ever taken away.
"""

_questions: list = []


def ask(still_needs):
    """Enter a question; once more with the same changes nothing."""
    if still_needs not in _questions:
        _questions.append(still_needs)


def is_needed(officer, epoch) -> bool:
    """Whether somebody needs this key, or nobody is there to tell."""
    return not _questions or any(still_needs(officer, epoch) for still_needs in _questions)
