"""One request to a stranger's machine: to the public internet only, once resolved to one address, never for long.

The name is looked up once and the connection goes to the address that was checked: a name that answers differently the
second time leads nowhere else. Redirects are not followed. A receiver that sends a letter now and then is cut off at
the deadline like one that says nothing.
"""

import http.client
import socket
import ssl
from threading import Timer
from urllib.parse import urlsplit

from saiyai.api import rules

PAUSE = 5  # seconds without a word
DEADLINE = 10  # seconds for all of it


class NotSent(Exception):
    """`outcome` is a key of rules.OUTCOMES."""

    def __init__(self, outcome):
        super().__init__(outcome)
        self.outcome = outcome


def post(address, body, headers):
    """Send it; returns the status that was answered. Raises NotSent."""
    if rules.why_not_address(address):
        raise NotSent("private")
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    family, place = resolve(parts.hostname, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts.hostname, port, family, place, parts.scheme == "https")
    watch = Timer(DEADLINE, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    except (OSError, ValueError, AttributeError, http.client.HTTPException) as problem:
        late = connection.was_cut or isinstance(problem, TimeoutError)
        raise NotSent("timeout" if late else "unreachable") from None
    finally:
        watch.cancel()
        connection.close()
    if 300 <= status < 400:
        raise NotSent("redirect")
    return status


def resolve(name, port):
    """(family, address) that a name leads to; nothing if any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("unknown") from None
    if not found or not all(rules.is_public(place[0]) for *_rest, place in found):
        raise NotSent("private")
    family, _type, _protocol, _name, place = found[0]
    return family, place


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked; certificate and Host are those of the name."""

    def __init__(self, name, port, family, place, secure):
        self.default_port = 443 if secure else 80  # else Host would name the port
        super().__init__(name, port, timeout=PAUSE)
        self._family, self._place, self._secure, self.was_cut = family, place, secure, False

    def connect(self):
        self.sock = socket.socket(self._family, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._place)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self):
        """From the watch: whatever waits on the connection stops waiting."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # not connected yet, or gone already
