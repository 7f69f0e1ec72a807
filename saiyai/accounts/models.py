import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saiyai.policy.reach import LABELS, Reach, Scope
from saiyai.policy.roles import ROLES, permissions_of


class UserManager(BaseUserManager):
    """Finds users; they are made by `accounts.actions.invite`."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their grants, and from nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.TextField(_("name"))
    language = models.CharField(max_length=2, choices=[("th", "ไทย"), ("en", "English")], default="th")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]
    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_is_lower_case", condition=~Q(email__regex=r"[A-Z]"))]

    def __str__(self):
        return self.display_name

    @property
    def actor_label(self):
        """How the trail names this user."""
        return f"user:{self.display_name}"

    @cached_property
    def standing_grants(self):
        """The grants in force today: one query a request."""
        return list(Grant.objects.standing().filter(user=self).select_related("office")) if self.is_active else []

    @cached_property
    def _held(self):
        """Permission -> the scopes in which it is held, of the grants in force."""
        held = {}
        for grant in self.standing_grants:
            for permission in permissions_of(grant.role):
                held.setdefault(permission, {})[grant.scope] = True
        return {permission: tuple(scopes) for permission, scopes in held.items()}

    def scopes(self, permission):
        """How far, and for which office, network or unit, a permission is held; one for each grant that says so."""
        return self._held.get(permission, ())

    def allows(self, permission, office=None, network=None):
        """Whether a grant in force holds this permission, for a record of this office and network if they are named."""
        office = office and office.pk
        return any(scope.is_for(office, network) for scope in self.scopes(permission))

    def offices_allowing(self, permission):
        """The keys of the offices for which this permission is held; None stands for all of them."""
        offices = {scope.office for scope in self.scopes(permission)}
        return None if None in offices else offices

    @cached_property
    def sees_beyond(self):
        """Whether a grant lets them see more than their own and what is shown to members: their looks are noted."""
        return self.is_officer or any(grant.reach != Reach.OWN for grant in self.standing_grants)

    @cached_property
    def is_officer(self):
        return any(grant.role in ROLES and ROLES[grant.role].officer for grant in self.standing_grants)


class Office(models.Model):
    """A central or regional office that looks after provinces and decides on applications."""

    code = models.CharField(max_length=8, primary_key=True)
    name_th = models.TextField()
    name_en = models.TextField()
    number = models.PositiveSmallIntegerField(unique=True, help_text="First part of application and member numbers")
    address = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    is_central = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_central_office", fields=["is_central"], condition=Q(is_central=True))
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_th


class OfficeProvince(models.Model):
    """From when to when an office looks after a province (two-digit DOPA code)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="provinces")
    province_code = models.CharField(max_length=2)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_office_a_province_at_a_time", fields=["province_code"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="office_province_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]


class GrantQuerySet(models.QuerySet):
    def standing(self, on=None):
        """Confirmed, begun, not ended."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), status=Grant.Status.CONFIRMED, starts_on__lte=on
        )


class Grant(models.Model):
    """A role held by a user, for one office or for all, in one network or in all, as far as its reach, with dates.

    `network` and `unit` are bare keys: networks and organisations stand on higher floors. Roles that see more than
    their own need a second person, and so does another reach: a new grant that `replaces` the one before.
    """

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed, waits for a second person")
        CONFIRMED = "CONFIRMED", _("In force")
        DECLINED = "DECLINED", _("Declined")
        ENDED = "ENDED", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    network = models.UUIDField(null=True, blank=True)
    unit = models.UUIDField(null=True, blank=True)
    reach = models.CharField(max_length=8, choices=[(one.value, text) for one, text in LABELS.items()], default="OWN")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="grant_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("user"))),
            ),
            models.CheckConstraint(
                name="grant_names_what_it_reaches",
                condition=Q(reach__in=["OWN", "ALL"])
                | Q(reach="UNIT", unit__isnull=False)
                | Q(reach="OFFICE", office__isnull=False)
                | Q(reach="NETWORK", network__isnull=False),
            ),
        ]

    @property
    def role_label(self):
        return ROLES[self.role].label if self.role in ROLES else self.role

    @property
    def scope(self):
        """How far it sees. The network that a member joined says nothing of that: it is no limit of a work."""
        works = self.role in ROLES and ROLES[self.role].by_two
        return Scope(Reach(self.reach), self.office_id, self.network if works else None, self.unit)


class PrivateLink(models.Model):
    """A secret address that lets its holder do one thing to one record. Only the digest of its token is kept."""

    class Purpose(models.TextChoices):
        DRAFT = "DRAFT", _("Fill in an application")
        ENDORSE = "ENDORSE", _("Endorse an application")
        INVITATION = "INVITATION", _("Open an account")
        RECOVERY = "RECOVERY", _("Recover a sign-in")
        PARTICIPATE = "PARTICIPATE", _("Sign for a unit")
        CONFIRM = "CONFIRM", _("Confirm one's details")
        FOUNDING = "FOUNDING", _("Answer as a founder")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    subject = models.TextField()
    key = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "key"], name="private_link_subject")]


class Recovery(models.Model):
    """A way back for somebody who has lost every means of sign-in: one person proposes it, another confirms it.

    Confirming sends a link to the confirmed address of the account. Only its owner sets anything new.
    """

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed, waits for a second person")
        CONFIRMED = "CONFIRMED", _("Link sent")
        DECLINED = "DECLINED", _("Declined")
        ENDED = "ENDED", _("Signed in again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recoveries")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    reason = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_recovery_waits_for_a_user", fields=["user"], condition=Q(status="PROPOSED")
            ),
            models.CheckConstraint(
                name="recovery_is_for_somebody_else",
                condition=~Q(proposed_by=F("user"))
                & (Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("user")))),
            ),
        ]


class OutsideIdentity(models.Model):
    """That a user may also sign in through a provider outside.

    Of who they are there only a keyed digest is kept: it finds the account again and can be read back by nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    linked_on = models.DateField(default=timezone.localdate)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_identity_a_provider", fields=["user", "issuer"])]


class Session(AbstractBaseSession):
    """A sign-in. Holds no address and no browser name: the owner tells sessions apart by day and last use."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    started_on = models.DateField(default=timezone.localdate)
    used_on = models.DateField(default=timezone.localdate)

    @classmethod
    def get_session_store_class(cls):
        from saiyai.accounts.sessions import SessionStore

        return SessionStore


class Tally(models.Model):
    """How often something was tried lately. Named by a keyed digest of the day, and gone within the hour."""

    digest = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)


from saiyai.accounts.vault.models import (  # noqa: E402, F401  (tables of this app that lie in a folder of their own)
    BoundPasskey,
    Ceremony,
    Piece,
    Quorum,
    Trustee,
    Unlock,
    Vault,
    VaultKey,
    VaultReset,
)
