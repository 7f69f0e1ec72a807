"""Asking a passkey for the secret that it computes (WebAuthn PRF), and looking whether its answer proves itself.

What it computed arrives in the same request as its signature over a challenge that was asked here and counts once, for
five minutes and one purpose. It is used in that request, and is in no session, table or log.
"""

import json
import os
import struct
from dataclasses import dataclass, field

from allauth.mfa.webauthn.internal import auth
from django.core.cache import cache
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticationResponse, UserVerificationRequirement

from saiyai.accounts.vault import queries, rules
from saiyai.accounts.vault.keeping import OUTPUT, WrongPasskey
from saiyai.crypto.envelopes import Sealed

KEPT = "vault.asked"  # in the session: challenge, purpose and moment; nothing of an answer
UNLOCK, BIND = "unlock", "bind"
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error)


@dataclass(frozen=True)
class Answer:
    """A passkey of this officer proved itself in this request. `output`: what it computed; `digest`: of its name."""

    credential: bytes
    digest: str
    salt: bytes
    count: int
    output: Sealed = field(repr=False)


def ask(request, purpose, salts, **more):
    """What the page asks of the passkeys: {credential: salt}. Another question takes the place of one before."""
    found = [(AttestedCredentialData(credential), salt) for credential, salt in salts.items()]
    by_passkey = {websafe_encode(one.credential_id): {"first": websafe_encode(salt)} for one, salt in found}
    options, state = auth.get_server().authenticate_begin(
        credentials=[one for one, _salt in found],
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions={"prf": {"evalByCredential": by_passkey}},
    )
    kept = {"purpose": purpose, "state": state, "at": int(timezone.now().timestamp())}
    request.session[KEPT] = kept | {"salts": {name: one["first"] for name, one in by_passkey.items()}} | more
    return {"request_options": dict(options)}


def ask_to_unlock(request):
    """Ask for any of the passkeys that are bound to the vault of this officer; None where none is."""
    bound = queries.bound_passkeys(request.user)
    return ask(request, UNLOCK, {bytes(one.credential): bytes(one.salt) for one in bound}) if bound else None


def take(request, purpose):
    """The question that was asked for this purpose and waits for its answer; it counts once. Raises WrongPasskey."""
    asked = request.session.pop(KEPT, None)
    if not asked or asked["purpose"] != purpose or rules.is_too_late(asked["at"], timezone.now()):
        raise WrongPasskey("nothing was asked, or too long ago")
    # Two requests at once may have read the same session: only one of them is first here.
    if not cache.add(f"accounts.vault.asked.{asked['state']['challenge']}", 1, timeout=2 * rules.ASKED_FOR.seconds):
        raise WrongPasskey("answered already")
    return asked


def answered(asked, credentials, given) -> Answer:
    """Look at what the browser posted: `credential`, the signed answer; `prf`, what was computed. Raises WrongPasskey."""
    known = [AttestedCredentialData(bytes(credential)) for credential in credentials]
    try:
        credential = json.loads(given["credential"])
        told = auth.get_server().authenticate_complete(asked["state"], known, credential)
        output = websafe_decode(given["prf"])
        response = AuthenticationResponse.from_dict(credential).response
        name = websafe_encode(told.credential_id)
        salt = websafe_decode(asked["salts"][name])
    except UNREADABLE:
        raise WrongPasskey("the answer does not prove itself") from None
    if response.client_data.cross_origin or len(output) != OUTPUT:
        raise WrongPasskey("asked by another site, or computed nothing")
    return Answer(bytes(told), queries.digest_of(told), salt, response.authenticator_data.counter, Sealed(output))


def again(asked, credentials):
    """(credential, salt) of a question that was asked of a single passkey, to ask it once more; None if that is gone."""
    names = {websafe_encode(AttestedCredentialData(one).credential_id): one for one in credentials}
    found = [(names[name], websafe_decode(salt)) for name, salt in asked["salts"].items() if name in names]
    return found[0] if len(found) == 1 else None


def new_salt() -> bytes:
    """From which a passkey computes: another one for each binding, so that none ever comes back."""
    return os.urandom(OUTPUT)
