"""A passkey made of software: signs as an authenticator does, and computes a secret from a salt (WebAuthn PRF)."""

import hmac
import json
import os
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from saiyai.accounts.tests.vaults import PASSPHRASE

HERE, ORIGIN = "testserver", "https://testserver"
FLAG = AuthenticatorData.FLAG


class Passkey:
    """One passkey of one person. `counts`: whether it counts its signatures, as keys on a key ring do."""

    def __init__(self, user, name="กุญแจพกติดตัว", *, counts=True, secret=None):
        self.private, self.secret = ec.generate_private_key(ec.SECP256R1()), secret or os.urandom(32)
        self.count, self.counts, self.name = 0, counts, name
        public = ES256.from_cryptography_key(self.private.public_key())
        self.credential = AttestedCredentialData.create(bytes(16), os.urandom(16), public)
        self.row = Authenticator.objects.create(
            user=user, type="webauthn", data={"name": name, "credential": self.made()}
        )

    @property
    def id(self):
        return websafe_encode(self.credential.credential_id)

    def made(self):
        """What the browser answers when a passkey is made, as it lies in the table."""
        flags = FLAG.UP | FLAG.UV | FLAG.AT
        data = AuthenticatorData.create(sha256(HERE.encode()).digest(), flags, 0, self.credential)
        client = CollectedClientData.create("webauthn.create", b"c" * 32, ORIGIN)
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "clientExtensionResults": {"credProps": {"rk": True}, "prf": {"enabled": True}},
            "response": {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
        }

    def computes(self, salt):
        """As browsers compute it (WebAuthn Level 3, 10.1.4), from a secret that never leaves."""
        return hmac.digest(self.secret, sha256(b"WebAuthn PRF\0" + salt).digest(), "sha256")

    def answers(self, options, *, origin=ORIGIN, verified=True, output=None, salt=None, **more):
        """What the page posts: the signed answer to this question, and what was computed."""
        asked = options["request_options"]["publicKey"]
        self.count += self.counts
        flags = FLAG.UP | FLAG.UV if verified else FLAG.UP
        data = AuthenticatorData.create(sha256(HERE.encode()).digest(), flags, self.count)
        client = CollectedClientData.create("webauthn.get", websafe_decode(asked["challenge"]), origin, **more)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        salts = asked["extensions"]["prf"]["evalByCredential"]
        salt = salt or websafe_decode(salts[self.id]["first"]) if self.id in salts or salt else bytes(32)
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }
        credential = {"id": self.id, "rawId": self.id, "type": "public-key", "response": response}
        return {"credential": json.dumps(credential), "prf": websafe_encode(output or self.computes(salt))}


def asked_on(client, address):
    """What the page asks of passkeys."""
    return client.get(address).context["js_data"]


def bind(client, passkey, passphrase=PASSPHRASE):
    """Bind it by the pages, as its owner does: tried once, then once more with the passphrase."""
    where = reverse("vault:bind_passkey")
    tried = client.post(where, passkey.answers(asked_on(client, where)))
    return client.post(where, {"passphrase": passphrase} | passkey.answers(tried.context["js_data"]))


def unlock(client, passkey, passphrase=PASSPHRASE, **how):
    """Unlock by the page."""
    where = reverse("vault:unlock")
    return client.post(where, {"passphrase": passphrase} | passkey.answers(asked_on(client, where), **how))
