"""A real OpenID provider of others (oidc-provider-mock), in a process of its own on this machine."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager


@contextmanager
def provider():
    """Its issuer, while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    try:
        _wait(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(process, port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return
        except OSError:
            assert process.poll() is None, "the provider did not start"
            time.sleep(0.1)
    raise AssertionError("the provider does not answer")
