"""Which letters were sent about an application and a membership; never what they say."""

from saiyai.notify import queries as notify

# The one letter about an application that goes to somebody else than the applicant.
TO_THE_SUPERIOR = "endorsement_request"


def letters_about(application=None, member=None):
    """Every letter about a record that the viewer sees, newest first: for officers."""
    return notify.letters_about(*[record for record in (application, member) if record is not None])


def letters_to(application=None, member=None):
    """Those that went to the applicant or member: for the member's page, and for themselves."""
    return letters_about(application, member).exclude(kind=TO_THE_SUPERIOR)
