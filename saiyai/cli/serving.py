"""Start everything that `saiyai run` starts, and stop it all again."""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from saiyai.cli.example import refuse_a_part
from saiyai.cli.starting import is_safe
from saiyai.cli.words import _
from saiyai.intake import fence
from saiyai.policy.migrating import migrate

THREADS = 4
PATIENCE = 15  # seconds that a child has to end by itself
STARTING = 60  # seconds that the web server has to answer
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: nothing is imported after a fork
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """A signal asked us to stop. Raised wherever we are, so that every child is stopped on the way out."""


def _stop(*_):
    raise Stopped


def serve(host, port, desk_port, workers, *, demo):
    """Set up, then web processes, front desk, one worker and, in the demo, the mail catcher, until a signal comes."""
    for wanted, option in ((port, "--port"), (desk_port, "--frontdesk-port")):
        if not is_free(host, wanted):
            text = _("port %(port)d is in use. Stop what runs there, or choose another with %(option)s.")
            print(f"saiyai run: {text % {'port': wanted, 'option': option}}", file=sys.stderr)
            return 1
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        print(f"… {_('database and static files')}", flush=True)
        migrate()
        fence.renew()
        if not is_safe("run"):
            return 1
        collect_static()
        if demo and not _has_demo():
            return 1
        with ExitStack() as stack:
            if demo:
                stack.enter_context(_mail_catcher())
            stack.enter_context(_child("worker", [sys.executable, "-m", "saiyai", "worker"], again=True))
            desk = [sys.executable, "-m", "saiyai", "frontdesk", "--host", host, "--port", str(desk_port)]
            desk = stack.enter_context(_child("front desk", [*desk, "--workers", str(workers)], again=True))
            web = stack.enter_context(_child("web server", granian(host, port, workers)))
            for place, child in ((desk_port, desk), (port, web)):
                if not _answers(host, place, child):
                    print(f"saiyai run: {_('the web server did not start; see above.')}", file=sys.stderr)
                    return 1
            _greet(port, demo)
            return 0 if web.wait() == 0 else 1
    except Stopped:
        return 0


def collect_static(*, clear=True):
    """Compress and hash the static files, unless exactly these were collected before; with `clear`, forget older ones."""
    found = sorted(
        f"{path} {os.stat(storage.path(path)).st_mtime_ns} {storage.size(path)}"
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    fingerprint = hashlib.sha256("\n".join(found).encode()).hexdigest()
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=clear)
    stamp.write_text(fingerprint)


def is_free(host, port):
    """A second server would silently share the port of a stale one: look before binding."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) != 0


def _has_demo():
    """Load the demo network unless it is there; False where only a part of it is."""
    from saiyai.demo.load import is_broken_off, is_loaded, load

    if is_broken_off():
        refuse_a_part("run")
        return False
    if not is_loaded():
        print(f"… {_('demo network: 2,000 people, 300 applications (about half a minute)')}", flush=True)
        load(say=lambda text: print(f"  … {text}", flush=True))
    return True


@contextmanager
def _mail_catcher():
    from saiyai.demo.mailbox import catcher

    catching = catcher(settings.EMAIL_PORT)
    catching.start()
    try:
        yield
    finally:
        catching.stop()


def _end_with_parent():
    """In the child: end when the parent is killed, so that no stale server keeps the port (Linux)."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def _child(name, command, *, again=False):
    """A child process in a session of its own (Ctrl-C reaches us alone); with `again`, one that is started anew."""
    details = {"env": os.environ.copy(), "start_new_session": True}
    if LIBC:
        details["preexec_fn"] = _end_with_parent
    running = [subprocess.Popen(command, **details)]
    ended = threading.Event()
    if again:
        threading.Thread(target=_keep, args=(name, command, details, running, ended), daemon=True).start()
    try:
        yield running[0]
    finally:
        ended.set()
        _end(running[-1])


def _keep(name, command, details, running, ended):
    """Start a child that has ended again, after a pause. `details` go to Popen."""
    # The kernel ends a child when the *thread* that started it ends: this one lives as long as we do.
    while not ended.wait(2):
        if running[-1].poll() is not None and not ended.is_set():
            text = _("%(name)s ended and is started again") % {"name": name}
            print(f"saiyai run: {text}", file=sys.stderr, flush=True)
            running.append(subprocess.Popen(command, **details))


def _end(child):
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def granian(host, port, workers, *, socket=None, application="saiyai.wsgi:application", threads=THREADS, more=()):
    """The web server. Its access log stays off, because paths carry the secrets of private links."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    # A socket is for the group as well: the proxy is a member of it.
    command += ["--uds", str(socket), "--uds-permissions", "0o660"] if socket else ["--host", host, "--port", str(port)]
    command += ["--workers", str(workers or os.cpu_count() or 1), "--blocking-threads", str(threads)]
    # Its one warning is of many threads, which the front desk has on purpose (crypto/slow.py); a lost worker is an error.
    command += ["--no-access-log", "--log-level", "error", "--workers-kill-timeout", "10", "--no-ws"]
    return [*command, *more, application]


def _answers(host, port, web):
    """Wait until the port answers, or the web server has given up."""
    for _again in range(STARTING * 5):
        if web.poll() is not None:
            return False
        if not is_free(host, port):
            return True
        time.sleep(0.2)
    return False


def _greet(port, demo):
    print(f"\nสายใย · Saiyai   {settings.SITE_URL}")
    print(f"{_('Front desk for reports')}   {settings.FRONTDESK_URL}/report/\n")
    if demo:
        from saiyai.crypto.codes import shown
        from saiyai.demo.cast import CAST, PASSPHRASE, PASSWORD
        from saiyai.demo.reports import CONSENT, RECEIPT

        print(_("The cast of the demo (password of all: %(password)s)") % {"password": PASSWORD})
        for part in CAST:
            print(f"  {part.email:<28} {part.does}")
        print(_("Passphrase of every vault: %(passphrase)s") % {"passphrase": PASSPHRASE})
        print(_("Receipt of a report at the front desk: %(code)s") % {"code": shown(RECEIPT)})
        print(_("Consent code of its reporter: %(code)s") % {"code": shown(CONSENT)})
        text = _("All letters are at %(address)s (none leaves this machine)")
        print(f"\n{text % {'address': settings.SITE_URL + '/demo/mailbox/'}}\n")
    print(_("Ctrl-C: stop"), flush=True)


def work_until_stopped():
    """The worker in the foreground."""
    from saiyai.crypto import memory
    from saiyai.jobs.actions import work
    from saiyai.schedule import SCHEDULE

    memory.close()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(SCHEDULE, stop=stop)
    return 0
