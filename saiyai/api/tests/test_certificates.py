"""Over https: the certificate must be of the name, though the connection goes to the address that was checked."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from saiyai.api import rules, sending

NAME = "hooks.example.org"


def certificate(folder, name):
    """A certificate for this name, which nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


class Server(threading.Thread):
    """Answers 204 to one request over TLS."""

    def __init__(self, file):
        super().__init__(daemon=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(file)
        self.listening, self.got = socket.create_server(("127.0.0.1", 0)), b""
        self.port = self.listening.getsockname()[1]

    def run(self):
        taken, _from = self.listening.accept()
        with taken:
            try:
                with self.context.wrap_socket(taken, server_side=True) as spoken:
                    while b"{}" not in self.got:
                        self.got += spoken.recv(4096)
                    spoken.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                pass  # the other side did not like the certificate


@pytest.mark.parametrize(("of", "trusted"), [(NAME, True), (NAME, False), ("other.example.org", True)])
def test_the_certificate_is_of_the_name_and_trusted(tmp_path, monkeypatch, of, trusted):
    file = certificate(tmp_path, of)
    server = Server(file)
    server.start()
    monkeypatch.setattr(rules, "is_public", lambda text: True)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *words, **more: found)
    real = ssl.create_default_context
    monkeypatch.setattr(sending.ssl, "create_default_context", lambda: real(cafile=file if trusted else None))
    try:
        if of == NAME and trusted:
            assert sending.post(f"https://{NAME}/x", b"{}", {}) == 204
            assert f"\r\nHost: {NAME}\r\n".encode() in server.got
        else:
            with pytest.raises(sending.NotSent) as refused:
                sending.post(f"https://{NAME}/x", b"{}", {})
            assert refused.value.outcome == "unreachable" and server.got == b""
    finally:
        server.join(5)
        server.listening.close()
