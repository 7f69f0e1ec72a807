"""One question to a provider of sign-in: JSON only, never much, never for long, never to where it was sent on."""

import http.client
import json
import socket
import ssl
from threading import Timer
from urllib.parse import urlencode, urlsplit

PAUSE = 5  # seconds without a word
DEADLINE = 8  # seconds for all of it: a provider that sends a letter now and then is cut off as well
MOST = 256 * 1024  # bytes of an answer


class NoAnswer(Exception):
    """`why` is a word for the log of the machine."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def ask(address, *, form=None, headers=None):
    """The JSON object at this address; with `form` it is posted. Raises NoAnswer."""
    parts = urlsplit(address)
    connection = _Cut(parts.hostname, parts.port, parts.scheme == "https")
    watch = Timer(DEADLINE, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        content = _spoken(connection, parts, form, headers or {})
    except (OSError, ValueError, AttributeError, http.client.HTTPException) as problem:
        late = connection.was_cut or isinstance(problem, TimeoutError)
        raise NoAnswer("timeout" if late else "unreachable") from None
    finally:
        watch.cancel()
        connection.close()
    if connection.was_cut:
        raise NoAnswer("timeout")
    return _object(content)


def _spoken(connection, parts, form, headers):
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept": "application/json", "User-Agent": "Saiyai", **headers}
    if form is None:
        connection.request("GET", target, headers=sent)
    else:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", target, urlencode(form), sent)
    answer = connection.getresponse()
    if answer.status != 200:
        raise NoAnswer(f"status {answer.status}")
    content = answer.read(MOST + 1)
    if len(content) > MOST:
        raise NoAnswer("too long")
    return content


def _object(content):
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NoAnswer("not JSON") from None
    if not isinstance(found, dict):
        raise NoAnswer("not an object")
    return found


class _Cut(http.client.HTTPConnection):
    """A connection that another thread can end."""

    def __init__(self, name, port, secure):
        self.default_port = 443 if secure else 80  # else Host would name the port
        super().__init__(name, port, timeout=PAUSE)
        self._secure, self.was_cut = secure, False

    def connect(self):
        self.sock = socket.create_connection((self.host, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()
        if self.was_cut:
            raise TimeoutError

    def cut(self):
        """From the watch: whatever waits on the connection stops waiting."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # gone already
