"""The socket of a web process that was killed is cleared away, and nothing else is."""

import socket

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
