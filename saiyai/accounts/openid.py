"""Speaking OpenID Connect with a provider: the authorization code with PKCE, and an ID token that is believed in nothing
but its subject, after its signature, issuer, audience, times and nonce were checked.

The access token is dropped unread, and the provider is asked for nothing more: what it says of names or e-mail has no
meaning here, so that no lie about them can have one (docs/adr/0012).
"""

import base64
import hashlib
import json
import secrets
import time
from contextlib import contextmanager
from hmac import compare_digest
from threading import BoundedSemaphore
from urllib.parse import quote, urlencode

from django.core.cache import caches
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, import_key

from saiyai.accounts import fetching, providers

AT_ONCE = 4  # conversations of this process: a provider that hangs takes no more of its threads
LEEWAY = 60  # seconds that two clocks may differ
FRESH = 600  # seconds for which an ID token may have been on its way
KEYS_KEPT = 600
DOCUMENT_KEPT = 3600
ASKED_AGAIN = 60  # seconds between two looks for a key that was not there
LONGEST = 16_384  # letters of an ID token
LEAST_RSA = 2048  # bits
KINDS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
_turns = BoundedSemaphore(AT_ONCE)


class Failed(Exception):
    """`reason` is a key of rules.OUTSIDE_REASONS; `detail` is for the log of the machine."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@contextmanager
def _turn():
    if not _turns.acquire(blocking=False):
        raise Failed("busy", "too many conversations")
    try:
        yield
    except fetching.NoAnswer as silence:
        raise Failed("down", silence.why) from None
    finally:
        _turns.release()


def secrets_of_a_try():
    """What binds one try to one session: state, nonce, and the verifier of PKCE."""
    return {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}


def way_to(provider, back, tried):
    """The address at the provider to which the browser goes; `back` is where it comes back to."""
    with _turn():
        address = _addresses(provider)["authorization_endpoint"]
    challenge = hashlib.sha256(tried["verifier"].encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scope,
        "state": tried["state"],
        "nonce": tried["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def subject_for(provider, code, back, tried):
    """Who came back with this code, in the words of the provider. Raises Failed."""
    with _turn():
        token = _id_token(provider, code, back, tried["verifier"])
        return _checked(token, provider, tried["nonce"])


def _addresses(provider):
    """The provider's three addresses: from the file, or from its own document, which must name the same issuer."""
    if provider.authorization_endpoint:
        return {name: getattr(provider, name) for name in providers.ENDPOINTS}
    store, key = caches["process"], f"openid.document.{provider.issuer}"
    found = store.get(key)
    if found is None:
        document = fetching.ask(provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get("issuer") != provider.issuer:
            raise Failed("untrue", "issuer of the document")
        found = {name: document.get(name) for name in providers.ENDPOINTS}
        if not all(map(providers.is_safe_address, found.values())):
            raise Failed("untrue", "addresses of the document")
        store.set(key, found, DOCUMENT_KEPT)
    return found


def _id_token(provider, code, back, verifier):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if provider.client_auth == "post":
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    token = fetching.ask(_addresses(provider)["token_endpoint"], form=form, headers=headers).get("id_token")
    if not isinstance(token, str) or len(token) > LONGEST or token.count(".") != 2 or not token.isascii():
        raise Failed("untrue", "no signed token")
    return token


def _checked(token, provider, nonce):
    """The subject of a token in which everything is as it must be."""
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in provider.algorithms or header.get("typ", "JWT") not in ("JWT", "jwt"):
        raise Failed("untrue", "algorithm")
    try:
        if algorithm == providers.SHARED:
            key = OctKey.import_key(provider.client_secret)
        else:
            key = _published_key(provider, algorithm, header.get("kid"))
        claims = jwt.decode(token, key, algorithms=[algorithm]).claims
        must = {name: {"essential": True} for name in ("iss", "sub", "aud", "exp", "iat", "nonce")}
        jwt.JWTClaimsRegistry(leeway=LEEWAY, **must).validate(claims)
    except (JoseError, ValueError, TypeError) as problem:
        raise Failed("untrue", type(problem).__name__) from None
    for name, good in _facts(claims, provider, nonce):
        if not good:
            raise Failed("untrue", name)
    return claims["sub"]


def _facts(claims, provider, nonce):
    """What the library does not judge as strictly: one audience, ours; a token made just now, for this try."""
    yield "iss", claims["iss"] == provider.issuer
    yield "aud", claims["aud"] in (provider.client_id, [provider.client_id])
    yield "azp", claims.get("azp", provider.client_id) == provider.client_id
    yield "iat", claims["iat"] >= time.time() - FRESH - LEEWAY
    given = claims["nonce"]
    yield "nonce", isinstance(given, str) and compare_digest(given.encode(), nonce.encode())
    yield "sub", isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= 255


def _header(token):
    try:
        part = token.partition(".")[0]
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or not all(isinstance(header.get(name, ""), str) for name in ("alg", "kid", "typ")):
        raise Failed("untrue", "header")
    return header


def _published_key(provider, algorithm, kid):
    """The key that the provider publishes under this name; looked for anew if it is not there yet."""
    store, name = caches["process"], f"openid.keys.{provider.issuer}"
    key = _fitting(store.get(name) or [], algorithm, kid)
    if key is None and store.add(f"{name}.asked", 1, ASKED_AGAIN):
        rows = fetching.ask(_addresses(provider)["jwks_uri"]).get("keys")
        rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        store.set(name, rows, KEYS_KEPT)
        key = _fitting(rows, algorithm, kid)
    if key is None:
        raise Failed("untrue", "key")
    return key


def _fitting(rows, algorithm, kid):
    """The one key that may have signed: of the kind of the algorithm, meant for signing; a token that names none has it
    only where there is no choice."""
    rows = [row for row in rows if row.get("kty") == KINDS[algorithm] and row.get("use", "sig") == "sig"]
    rows = [row for row in rows if row.get("alg", algorithm) == algorithm and kid in (None, row.get("kid"))]
    if len(rows) != 1:
        return None
    key = import_key(rows[0])
    if KINDS[algorithm] == "RSA" and key.public_key.key_size < LEAST_RSA:
        raise Failed("untrue", "short key")
    return key
