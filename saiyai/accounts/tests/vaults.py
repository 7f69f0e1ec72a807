"""Ways to set up and unlock vaults that several tests share."""

from django.test import Client, RequestFactory

from saiyai.accounts.models import User
from saiyai.accounts.tests.ways import sign_in
from saiyai.accounts.vault import actions, queries, session
from saiyai.crypto import hybrid
from saiyai.crypto.places import place

PASSPHRASE = "ช้างป่า เดินช้า ใต้ฝนดาวตก ยามเย็น"
OTHER = "เรือใบ ลำน้อย ลอยกลาง ทะเลสาบสีคราม"
HERE = place("test", 1)


def fresh(user):
    """The user as the next request finds them: nothing of their grants is remembered."""
    return User.objects.get(pk=user.pk)


def signed_in(user):
    """A client of somebody who has just signed in by the page."""
    client = Client()
    sign_in(client, user)
    return client


def with_vault(user, passphrase=PASSPHRASE):
    """A client of somebody who signed in and set a vault up: unlocked."""
    client = signed_in(user)
    half = actions.set_up_vault(user, passphrase, client.session.session_key, by=user)
    put_half(client, half)
    return client


def put_half(client, half):
    import base64

    client.cookies[session.cookie_name()] = base64.urlsafe_b64encode(half).decode()


def request_of(client, user):
    """A request as this browser sends it."""
    request = RequestFactory().get("/")
    request.user, request.session = fresh(user), client.session
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request


def keys_of(client, user):
    """What this browser has unlocked, or None."""
    return session.current(request_of(client, user))


def closed_to(user, content=b"k" * 32):
    key = queries.active_key(fresh(user))
    return hybrid.wrap(content, bytes(key.public_key), info=HERE), key.epoch


def opens(client, user, wrapped, epoch):
    keys = keys_of(client, user)
    return keys is not None and keys.unwrap(wrapped, epoch=epoch, info=HERE) == b"k" * 32
