"""Start everything that `saiyai run` starts, and stop it all again."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command

THREADS = 4


def serve(host, port, workers, *, demo):
    """Set up, then web processes, one worker and, in the demo, the mail catcher, until a signal comes."""
    if not _is_free(host, port):
        print(
            f"saiyai run: port {port} is in use. Stop what runs there, or choose another with --port.", file=sys.stderr
        )
        return 1
    print("… database", flush=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        _load_demo()
    with _mail_catcher(demo), _worker_process():
        _greet(port, demo)
        return _web(host, port, workers)


def _is_free(host, port):
    """A second server would silently share the port of a stale one: look before binding."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) != 0


def _load_demo():
    from saiyai.demo.load import is_loaded, load

    if not is_loaded():
        print("… demo network: 2,000 people, 300 applications (about half a minute)", flush=True)
        load(say=lambda text: print(f"  … {text}", flush=True))


@contextmanager
def _mail_catcher(demo):
    if not demo:
        yield
        return
    from saiyai.demo.mailbox import catcher

    catching = catcher(settings.EMAIL_PORT)
    catching.start()
    try:
        yield
    finally:
        catching.stop()


@contextmanager
def _worker_process():
    """The worker as a child; it ends when we do."""
    child = subprocess.Popen([sys.executable, "-m", "saiyai", "worker"], env=os.environ.copy())
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def _web(host, port, workers):
    """Granian in the foreground; its access log stays off, because paths carry the secrets of private links."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers or os.cpu_count() or 1), "--blocking-threads", str(THREADS)]
    command += ["--no-access-log", "--log-level", "warning", "saiyai.wsgi:application"]
    web = subprocess.Popen(command, env=os.environ.copy())

    def pass_on(number, _frame):
        web.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    code = web.wait()
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else 1


def _greet(port, demo):
    print(f"\nสายใย · Saiyai   http://localhost:{port}\n")
    if demo:
        from saiyai.demo.cast import CAST, PASSWORD

        print(f"ผู้แสดงในชุดสาธิต (รหัสผ่านทุกคน: {PASSWORD})")
        for part in CAST:
            print(f"  {part.email:<28} {part.does}")
        print(f"\nจดหมายทั้งหมดอยู่ที่ http://localhost:{port}/demo/mailbox/  (ไม่มีฉบับใดออกจากเครื่องนี้)\n")
    sys.stdout.flush()


def work_until_stopped():
    """The worker in the foreground."""
    from saiyai.jobs.actions import work
    from saiyai.schedule import SCHEDULE

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(SCHEDULE, stop=stop)
    return 0
