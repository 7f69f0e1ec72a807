"""The last layer before the line: pages of the front desk have one length to the byte, and one status.

Their bodies are padded already (middleware.py). What is left are the words of the head: an answer that something was
mistyped or is not there would be eighteen bytes longer than the one that shows a report, and who watches the line counts.
No program reads these statuses; people read the page.
"""

BUCKET = 32 * 1024  # bytes of a body, or twice that, and so on
HEAD = 1024  # bytes of the status and the headers of ours
SAID_ON_THE_PAGE = ("409", "422")
ON_THE_LINE = {"413": "413 Payload Too Large"}  # the server words it so, and not as Django does
# The one paper, the slip, and a draft file are as long as a page too (slips.py, drafts.py).
ALIKE = ("text/html", "application/pdf", "application/octet-stream")
NAME = "X-Even"


class Even:
    """A WSGI application whose pages all look alike from outside."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        def start(status, headers, exc_info=None):
            if any(name == "Content-Type" and value.startswith(ALIKE) for name, value in headers):
                status = "200 OK" if status[:3] in SAID_ON_THE_PAGE else ON_THE_LINE.get(status[:3], status)
                headers = [*headers, (NAME, "0" * _missing(status, headers))]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self.application(environ, start)


def _missing(status, headers):
    taken = len(status) + sum(len(name) + len(value) + 4 for name, value in headers) + len(NAME) + 4
    return -taken % HEAD
