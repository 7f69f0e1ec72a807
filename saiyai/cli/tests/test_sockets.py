"""The socket of a web process: cleared away after one that was killed, and taken from the proxy before one is stopped."""

import socket
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
    path, mark, seen = tmp_path / "web-1.sock", tmp_path / "web-1.leaving", []
    monkeypatch.setattr(processes.time, "sleep", lambda _seconds: seen.append((mark.exists(), path.exists())))
    assert processes._leave(SimpleNamespace(socket=path)) == 0 and not mark.exists(), (
        "nobody is there to be led away from"
    )
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        assert processes._leave(SimpleNamespace(socket=path)) == 0
    assert seen == [(True, True), (True, False)]
