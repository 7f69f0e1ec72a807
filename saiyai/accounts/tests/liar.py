"""An OpenID provider on this machine that keeps the rules, but for the one it is told to break."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "saiyai-test", "s" * 40


class Liar:
    """`lie(**changes)` changes claims of the next ID tokens; `break_by` names another fault."""

    def __init__(self):
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
        self.other = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.rsa = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
        self.codes, self.asked, self.held = {}, [], threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.honest()
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def honest(self):
        self.changes, self.fault, self.published = {}, "", [self.key]

    def lie(self, fault="", **changes):
        self.fault, self.changes = fault, changes

    def close(self):
        self.held.set()
        self.server.shutdown()
        self.server.server_close()

    def table(self, **more):
        return {"label": "ผู้ให้บริการทดสอบ", "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, **more}

    def allow(self, address, subject, **answer):
        """What the provider does after somebody has agreed: the address to which it sends the browser."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = (asked, subject)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], **answer})}"

    def token(self, asked, subject):
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], **self.changes}
        claims = {name: value for name, value in claims.items() if value is not None}
        return self._signed(claims)

    def _signed(self, claims):
        if self.fault == "none":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        if self.fault == "public-key-as-secret":
            parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims)]
            text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
            mark = hmac.new(self.key.as_pem(private=False), text, hashlib.sha256).digest()  # the library itself refuses
            return f"{text.decode()}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
        if self.fault == "shared":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        if self.fault == "own-key-in-header":
            header = {"alg": "ES256", "kid": "two", "jwk": self.other.as_dict(private=False)}
            return jwt.encode(header, claims, self.other)
        if self.fault == "rsa":
            return jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, self.rsa)
        signed = jwt.encode(
            {"alg": "ES256", "kid": "one"}, claims, self.other if self.fault == "other-key" else self.key
        )
        if self.fault == "changed":
            head, _body, mark = signed.split(".")
            body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "officer"}).encode()).rstrip(b"=").decode()
            return f"{head}.{body}.{mark}"
        return signed

    def answer(self, handler):
        """(status, body) for a request."""
        path = urlsplit(handler.path).path
        form = parse_qs(handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode())
        self.asked.append((path, form, handler.headers.get("Authorization", "")))
        if self.fault == "hangs":
            self.held.wait(20)
        if self.fault in ("redirects", "fails"):
            return (302 if self.fault == "redirects" else 500), {}
        if path.endswith("openid-configuration"):
            own = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            issuer = "http://127.0.0.1:1" if self.fault == "document" else self.issuer
            return 200, {"issuer": issuer, **{name: self.issuer + path for name, path in own.items()}}
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
        return self._grant({name: values[0] for name, values in form.items()})

    def _grant(self, form):
        asked, subject = self.codes.pop(form.get("code"), (None, None))
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != proof or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if self.fault == "huge":
            return 200, {"id_token": "x" * 400_000}
        return 200, {"access_token": "unused", "token_type": "Bearer", "id_token": self.token(asked, subject)}

    def _handler(liar):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def reply(self):
                status, body = liar.answer(self)
                content = b"not json" if liar.fault == "no-json" else json.dumps(body).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", liar.issuer + "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                try:
                    self.wfile.write(content)
                except OSError:
                    pass  # cut off, as it should be

            do_GET = do_POST = reply  # noqa: N815

            def log_message(self, *args):
                pass

        return Handler
