"""The socket of a web process: cleared away after one that was killed, and taken from the proxy before one is stopped."""

import socket
from contextlib import ExitStack
from types import SimpleNamespace

from saiyai.cli import processes


def test_a_socket_left_by_a_killed_process_is_cleared_and_nothing_else(tmp_path):
    path = tmp_path / "web.sock"
    assert processes._clear(path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        assert not processes._clear(path)
    assert processes._clear(path) and not path.exists()
    path.write_text("a file")
    assert not processes._clear(path) and path.exists()


def test_who_leaves_says_so_before_the_socket_is_gone(tmp_path, monkeypatch):
    path, mark, seen = tmp_path / "web-1.sock", tmp_path / "web-1.sock.leaving", []
    answers = iter(["TimeoutError", 200, 503])  # its hands are full, and the proxy stands in the same line
    monkeypatch.setattr(processes, "_ask", lambda _options, path: seen.append(path) or next(answers))
    monkeypatch.setattr(processes.time, "sleep", lambda seconds: seen.append((seconds, mark.exists(), path.exists())))
    assert processes._leave(SimpleNamespace(socket=path)) == 0 and not mark.exists(), (
        "nobody is there to be led away from"
    )
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        assert processes._leave(SimpleNamespace(socket=path)) == 0
    waited = (0.2, True, True)
    assert seen == ["/healthz", waited, "/healthz", waited, "/healthz", (3, True, True), (0.5, True, False)]


def test_a_server_whose_line_is_full_is_somebody(tmp_path):
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as listening, ExitStack() as stack:
        listening.bind(str(path))
        listening.listen(0)
        for _n in range(3):
            waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
            waiting.setblocking(False)
            waiting.connect_ex(str(path))
        assert not processes._clear(path) and path.exists()
