"""Ways to set up and unlock vaults that several tests share."""

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from saiyai.accounts.models import User
from saiyai.accounts.tests.ways import sign_in
from saiyai.accounts.vault import actions, queries, session
from saiyai.accounts.vault.models import Ceremony
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


def quickly_signed_in(user, kind=Client):
    """As `signed_in`, without the pages of it: for tests with many people."""
    client = kind()
    client.force_login(user)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client


def quickly_with_vault(user):
    """As `with_vault`, without the pages of signing in."""
    client = quickly_signed_in(user)
    put_half(client, actions.set_up_vault(user, PASSPHRASE, client.session.session_key, by=user))
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


class Room:
    """Five trustees and a lead with unlocked vaults, and what they do."""

    def __init__(self, officers, cast, capture):
        self.admin, self.people, self.capture = cast.admin, officers, capture
        self.users = [getattr(officers, f"trustee{n}") for n in range(1, 6)]
        self.clients = {user.pk: quickly_with_vault(user) for user in [*self.users, officers.lead]}

    def keys(self, user):
        return keys_of(self.clients[user.pk], user)

    def propose(self, users=None, needed=3, **more):
        return actions.propose_quorum(users or self.users, needed, by=self.admin, reason="ตั้งต้น", **more)

    def found(self, users=None, needed=3, **more):
        proposed = self.propose(users, needed, **more)
        with self.capture(execute=True):
            return actions.found_quorum(proposed, by=fresh(self.users[0]))

    def open(self, purpose=Ceremony.Purpose.RECOVERY, by=None, confirm=True):
        by = by or self.people.lead
        ceremony = actions.open_ceremony(purpose, "กุญแจหายหมด", self.keys(by), by=fresh(by))
        if confirm and ceremony.status == "PROPOSED":
            actions.confirm_ceremony(ceremony, by=fresh(self.users[4]))
        return ceremony

    def give(self, ceremony, *users):
        for user in users:
            actions.give_piece(ceremony, self.keys(user), by=fresh(user))

    def seed(self, ceremony, by=None):
        by = by or self.people.lead
        return actions.recovered_seed(ceremony, self.keys(by), by=fresh(by))
