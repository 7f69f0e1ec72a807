"""`saiyai web`, `leave`, `static`, `ping`: what a site needs whose web and worker processes run apart."""

import errno
import http.client
import os
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from saiyai.cli.words import _

BUSY = 8  # seconds that a server with its hands full has for saying that it leaves
LED_AWAY = 3  # seconds; the proxy asks every second (deploy/proxy/Caddyfile)
DESK = "/report/"
TAKEN_IN = 0.5  # seconds in which a connection that was made is taken from the line


def add_to(commands):
    """Put the four commands into the parser."""
    web = commands.add_parser("web", help=_("serve the pages only; migrations and static files must be there"))
    web.add_argument("--port", type=int, default=8000, help=_("where the pages are served (default 8000)"))
    web.add_argument("--host", default="127.0.0.1", help=_("address to listen on (behind a proxy: leave it)"))
    web.add_argument("--socket", type=Path, help=_("a Unix socket instead of a port, for a proxy on this machine"))
    web.add_argument("--workers", type=int, default=0, help=_("web processes; 0 means one a core"))
    web.set_defaults(do=_web)

    leave = commands.add_parser(
        "leave", help=_("have the proxy lead nobody to a web process any more, before it is stopped")
    )
    leave.add_argument("--socket", type=Path, required=True, help=_("of the web process"))
    leave.set_defaults(do=_leave, needs_keys=False, needs_django=False)

    static = commands.add_parser("static", help=_("collect the static files into SAIYAI_STATIC; needs no database"))
    static.set_defaults(do=_static, needs_keys=False)

    ping = commands.add_parser("ping", help=_("ask a web process whether it is ready (exit 1 if not)"))
    ping.add_argument("--port", type=int, default=0, help=_("of the web process"))
    ping.add_argument("--host", default="127.0.0.1", help=_("of the web process"))
    ping.add_argument("--socket", type=Path, help=_("of the web process"))
    ping.add_argument("--wait", type=float, default=0, metavar=_("SECONDS"), help=_("ask again until it is ready"))
    ping.add_argument("--frontdesk", action="store_true", help=_("ask the front desk instead"))
    ping.set_defaults(do=_ping, needs_keys=False, needs_django=False)


def _web(options):
    """Become the web server: signals of systemd or of a container reach it itself."""
    from saiyai.cli import serving
    from saiyai.cli.starting import is_safe
    from saiyai.home.queries import vitals

    if not _is_prepared() or not is_safe("web"):
        return 1
    if not has_a_place("web", options):
        return 1
    if options.socket:
        _mark(options.socket).unlink(missing_ok=True)
        os.environ[vitals.LEAVING] = str(_mark(options.socket))
    command = serving.granian(options.host, options.port, options.workers, socket=options.socket)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  (no shell: that is wanted)


def has_a_place(command, options):
    """Whether the socket or port that was asked for is free; says so if not."""
    from saiyai.cli import serving

    if options.socket:
        if not _clear(options.socket):
            told = _("%(path)s is in use, or is no socket.") % {"path": options.socket}
            print(f"saiyai {command}: {told}", file=sys.stderr)
            return False
    elif not serving.is_free(options.host, options.port):
        print(f"saiyai {command}: {_('port %(port)d is in use.') % {'port': options.port}}", file=sys.stderr)
        return False
    return True


def _is_prepared():
    """Whether the tables are of this release and the static files are there. Several may start at once, so none makes them."""
    from django.conf import settings

    from saiyai.home.queries import vitals

    if not vitals.tables_are_up_to_date():
        print(f"saiyai web: {_('the tables are not of this release. Run saiyai migrate, once.')}", file=sys.stderr)
        return False
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        print(f"saiyai web: {_('the static files are not collected. Run saiyai static.')}", file=sys.stderr)
        return False
    return True


def _clear(path):
    """Take away the socket of a process that was killed. False if somebody listens, or if it is something else."""
    if not path.exists():
        return True
    if not path.is_socket():
        return False
    if _listens(path):
        return False
    path.unlink()
    return True


def _listens(path):
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        return probe.connect_ex(str(path)) not in (errno.ENOENT, errno.ECONNREFUSED)  # a full line is somebody


def _mark(path):
    """Where it is laid down that the web server at this socket is about to be stopped."""
    return path.with_name(f"{path.name}.leaving")


def _leave(options):
    """A proxy that asks sees that it is leaving (Caddy), one that does not finds no socket (nginx); who was led here is served."""
    if _listens(options.socket):
        _mark(options.socket).touch()
        end = time.monotonic() + BUSY
        while _ask(options, "/healthz") != 503 and time.monotonic() < end:  # the proxy stands in the same line
            time.sleep(0.2)
        time.sleep(LED_AWAY)
        options.socket.unlink(missing_ok=True)
        time.sleep(TAKEN_IN)
    return 0


def _static(options):
    """Add, and delete nothing: a process of the release before may still serve its own files."""
    from saiyai.cli import serving

    os.umask(0o022)  # public files; in an image another user reads them
    serving.collect_static(clear=False)
    return 0


class _Unix(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def _ping(options):
    end = time.monotonic() + options.wait
    options.port = options.port or (8001 if options.frontdesk else 8000)
    path = DESK if options.frontdesk else "/readyz"
    while (answer := _ask(options, path)) != 200 and time.monotonic() < end:
        time.sleep(0.5)
    print("ready" if answer == 200 else f"not ready ({answer})")
    return 0 if answer == 200 else 1


def _ask(options, path):
    """The status of an address of the site, or of the front desk, asked as the proxy would; or what went wrong."""
    from django.conf import settings

    site = urlsplit(settings.FRONTDESK_URL if path == DESK else settings.SITE_URL)
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    asking = _Unix(options.socket, 5) if options.socket else http.client.HTTPConnection(options.host, options.port, 5)
    try:
        asking.request("GET", path, headers=headers)
        return asking.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        return type(problem).__name__
    finally:
        asking.close()
