"""Providers of sign-in outside that this site has chosen, read from the file that SAIYAI_OUTSIDE names.

One table of the file is one provider. A table with a fault is never offered, and stops a start (home/safety.py).
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SIGNED = ("RS256", "PS256", "ES256", "EdDSA")  # with a key of the provider's own, which it publishes
SHARED = "HS256"  # with the secret that both sides have
LEAST_SECRET = 32  # letters, where the secret itself signs
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# What public documents tell; not tried with the providers themselves (docs/guides/outside.md).
PRESETS = {
    "line": {
        "label": "LINE",
        "issuer": "https://access.line.me",
        "algorithms": [SHARED, "ES256"],
        "client_auth": "post",
    },
    "thaid": {"label": "ThaID"},
}
DEFAULTS = {"algorithms": ["RS256", "ES256"], "client_auth": "basic", "scope": "openid"}
KNOWN = {"label", "issuer", "client_id", "client_secret", *DEFAULTS, *ENDPOINTS}


@dataclass(frozen=True)
class Provider:
    """A provider as its table says; the three addresses are empty where the provider tells them itself."""

    key: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    algorithms: tuple
    client_auth: str
    scope: str
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    jwks_uri: str = ""


def _whole(key, table):
    return {**DEFAULTS, "label": key, **PRESETS.get(key, {}), **table}


def is_safe_address(address):
    """https, with nothing hidden in it; plain http only on this machine, in the demo and the tests."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
        _port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    clean = host and "*" not in address and "@" not in parts.netloc and not parts.fragment and address.isascii()
    if not clean or re.search(r"[\s\\\x00-\x1f\x7f]", address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _may_be_plain(host))


def _may_be_plain(host):
    if not (settings.DEMO or settings.TESTING):
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def faults(key, table):
    """What is wrong with one table, as sentences."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", key) or not isinstance(table, dict):
        return [
            _("the name of a provider has up to 20 small Latin letters, digits and hyphens, and a table of its own")
        ]
    whole, found = _whole(key, table), []
    if unknown := sorted(set(table) - KNOWN):
        found.append(_("%(names)s is not known") % {"names": ", ".join(unknown)})
    texts = [whole.get(name, "") for name in ("label", "issuer", "client_id", "client_secret", "scope", *ENDPOINTS)]
    if not all(isinstance(text, str) for text in texts):
        return [*found, _("every value is a text, and algorithms is a list of texts")]
    if not is_safe_address(whole.get("issuer", "")) or urlsplit(whole["issuer"]).query:
        found.append(_("issuer must be one https:// address"))
    if not whole.get("client_id") or "*" in whole["client_id"]:
        found.append(_("client_id is missing"))
    if not whole.get("client_secret"):
        found.append(_("client_secret is empty"))
    return found + _faults_of_protocol(whole)


def _faults_of_protocol(whole):
    found, algorithms = [], whole["algorithms"]
    if not isinstance(algorithms, list) or not algorithms or not set(map(str, algorithms)) <= {*SIGNED, SHARED}:
        known = ", ".join((*SIGNED, SHARED))
        found.append(_("algorithms may name %(known)s only") % {"known": known})
    elif SHARED in algorithms and len(whole.get("client_secret", "")) < LEAST_SECRET:
        found.append(_("client_secret needs %(n)d letters where it signs (HS256)") % {"n": LEAST_SECRET})
    if whole["client_auth"] not in ("basic", "post"):
        found.append(_("client_auth is basic or post"))
    if "openid" not in whole["scope"].split():
        found.append(_("scope must hold openid"))
    given = [whole[name] for name in ENDPOINTS if whole.get(name)]
    if given and (len(given) < len(ENDPOINTS) or not all(map(is_safe_address, given))):
        found.append(_("give all three of %(names)s as https:// addresses, or none") % {"names": ", ".join(ENDPOINTS)})
    return found


def objections():
    """Everything that is wrong with the file, as sentences with the provider before them."""
    told = [f"[{key}] {text}" for key, table in settings.OUTSIDE.items() for text in faults(key, table)]
    issuers = [_whole(key, table).get("issuer") for key, table in settings.OUTSIDE.items() if not faults(key, table)]
    if len(set(issuers)) < len(issuers):
        told.append(_("two providers have the same issuer"))
    return told


def offered():
    """The providers that may be used, in the order of the file; none at all while two share an issuer."""
    sound = [_provider(key, _whole(key, table)) for key, table in settings.OUTSIDE.items() if not faults(key, table)]
    return sound if len({provider.issuer for provider in sound}) == len(sound) else []


def _provider(key, whole):
    texts = {name: whole.get(name, "") for name in ("label", "issuer", "client_id", "client_secret", *ENDPOINTS)}
    more = {"client_auth": whole["client_auth"], "scope": whole["scope"]}
    return Provider(key=key, algorithms=tuple(whole["algorithms"]), **texts, **more)


def named(key):
    """The offered provider of this name, or None."""
    return next((provider for provider in offered() if provider.key == key), None)
