import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.thai.names import full_name

OPEN = ("ENDORSEMENT", "DOCUMENTS", "SUPPLY", "BACKGROUND", "OPINION", "DECISION", "APPEAL")


class Application(models.Model):
    """A person's, or a unit's, request to join a network: the form of the paper, and where it stands.

    Identity numbers are sealed; beside them lie a keyed digest, to find duplicates, and the last digits, to show.
    Fields of the form may be empty while it is a draft, and are complete from submission on (rules.missing).
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", _("A person")
        UNIT = "UNIT", _("A unit of an organisation")

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        ENDORSEMENT = "ENDORSEMENT", _("Waits for the superior's endorsement")
        DOCUMENTS = "DOCUMENTS", _("Waits for the document check")
        SUPPLY = "SUPPLY", _("Waits for the applicant")
        BACKGROUND = "BACKGROUND", _("Waits for the background check")
        OPINION = "OPINION", _("Waits for the regional opinion")
        DECISION = "DECISION", _("Waits for the decision")
        APPROVED = "APPROVED", _("Approved")
        REJECTED = "REJECTED", _("Not approved")
        APPEAL = "APPEAL", _("Under appeal")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    class Applicant(models.TextChoices):
        OFFICIAL = "OFFICIAL", _("State official")
        CITIZEN = "CITIZEN", _("Citizen")
        PRIVATE = "PRIVATE", _("Private sector")
        CIVIC = "CIVIC", _("Civil society organisation")

    class IdKind(models.TextChoices):
        NATIONAL = "NATIONAL", _("National identity card")
        OFFICIAL = "OFFICIAL", _("State official's card")

    class Sex(models.TextChoices):
        UNSAID = "", _("Prefer not to say")
        FEMALE = "FEMALE", _("Female")
        MALE = "MALE", _("Male")
        OTHER = "OTHER", _("Other")

    class Opinion(models.TextChoices):
        SUPPORT = "SUPPORT", _("Support")
        OBJECT = "OBJECT", _("Do not support")

    # What it is and where it stands
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("networks.Network", on_delete=models.PROTECT, related_name="applications")
    chapter = models.ForeignKey(
        "networks.Chapter", on_delete=models.PROTECT, null=True, blank=True, related_name="applications",
        help_text="The chapter that the applicant would like to work in",
    )  # fmt: skip
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    number = models.CharField(max_length=24, null=True, blank=True, unique=True)
    office = models.ForeignKey(
        "accounts.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="assigned_applications"
    )
    language = models.CharField(max_length=2, default="th")
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, help_text="Counts saves, so that two tabs do not overwrite")
    submitted_at = models.DateTimeField(null=True, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    resumes_to = models.CharField(max_length=12, blank=True, default="", help_text="Where SUPPLY goes back to")
    search_text = models.TextField(editable=False, default="", help_text="Folded names and workplace, for the queue")
    sort_key = models.TextField(editable=False, default="", help_text="The name in the order of a Thai dictionary")
    on_paper = models.BooleanField(default=False, help_text="Entered by an officer from a paper form")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Name
    title = models.TextField(_("title"), blank=True, default="")
    given_name = models.TextField(_("given name"), blank=True, default="")
    family_name = models.TextField(_("family name"), blank=True, default="")
    given_name_en = models.TextField(blank=True, default="")
    family_name_en = models.TextField(blank=True, default="")
    # Identity
    id_kind = models.CharField(max_length=8, choices=IdKind, blank=True, default="")
    id_sealed = models.TextField(blank=True, default="")
    id_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    id_last = models.CharField(max_length=4, blank=True, default="")
    id_issued_on = models.DateField(null=True, blank=True)
    id_expires_on = models.DateField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True, default="")
    nationality = models.TextField(blank=True, default="")
    # Addresses: what stands before the area, the six-digit area code, and the postcode
    address = models.TextField(blank=True, default="")
    area_code = models.CharField(max_length=6, blank=True, default="")
    postcode = models.CharField(max_length=5, blank=True, default="")
    registered_same = models.BooleanField(null=True, blank=True)
    registered_address = models.TextField(blank=True, default="")
    registered_area_code = models.CharField(max_length=6, blank=True, default="")
    registered_postcode = models.CharField(max_length=5, blank=True, default="")
    # Contact
    email = models.EmailField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    line_id = models.TextField(blank=True, default="")
    other_contact_name = models.TextField(blank=True, default="")
    other_contact_phone = models.TextField(blank=True, default="")
    # Work
    applicant_kind = models.CharField(max_length=8, choices=Applicant, blank=True, default="")
    occupation = models.TextField(blank=True, default="")
    position = models.TextField(blank=True, default="")
    level = models.TextField(blank=True, default="")
    organization = models.ForeignKey(
        "directory.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organization_name = models.TextField(blank=True, default="")
    unit_name = models.TextField(blank=True, default="")
    province_code = models.CharField(max_length=2, blank=True, default="", help_text="Where the applicant works")
    superior_name = models.TextField(blank=True, default="")
    superior_position = models.TextField(blank=True, default="")
    superior_email = models.EmailField(blank=True, default="")
    # A unit's own part
    head_name = models.TextField(blank=True, default="")
    head_position = models.TextField(blank=True, default="")
    head_email = models.EmailField(blank=True, default="")
    mandate = models.TextField(blank=True, default="", help_text="What the unit takes part in, and its limits")
    resources = models.TextField(blank=True, default="")
    goals = models.TextField(blank=True, default="")
    ways_of_working = models.TextField(blank=True, default="")
    target_groups = models.TextField(blank=True, default="")
    # Abilities, areas, roles
    education = models.TextField(blank=True, default="")
    skills = models.JSONField(default=list, blank=True, help_text="Keys of directory.Skill")
    experience = models.TextField(blank=True, default="")
    other_networks = models.TextField(blank=True, default="")
    watch_provinces = models.JSONField(default=list, blank=True, help_text="Two-digit DOPA codes")
    watch_note = models.TextField(blank=True, default="")
    roles = models.JSONField(default=list, blank=True, help_text="Keys of rules.ROLES_WISHED")
    # Declarations: True = has declared that the bar does not apply
    declares_qualified = models.BooleanField(null=True, blank=True)
    state_contractor = models.BooleanField(
        null=True, blank=True, help_text="Self or spouse has a contract with the state"
    )
    state_contractor_detail = models.TextField(blank=True, default="")
    pledges_truth = models.BooleanField(default=False)
    pledges_confidence = models.BooleanField(default=False)
    pledges_code = models.BooleanField(default=False)
    # Office part
    documents_note = models.TextField(blank=True, default="")
    background_note = models.TextField(blank=True, default="")
    opinion = models.CharField(max_length=8, choices=Opinion, blank=True, default="")
    opinion_text = models.TextField(blank=True, default="")
    opinion_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True, default="")
    appeal_text = models.TextField(blank=True, default="")
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    appeal_reason = models.TextField(blank=True, default="")
    applicant_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_numbered_exactly_when_submitted",
                condition=Q(status="DRAFT", number__isnull=True, submitted_at__isnull=True)
                | (~Q(status="DRAFT") & Q(number__isnull=False, submitted_at__isnull=False, office__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_decided_has_decider",
                condition=~Q(status__in=["APPROVED", "REJECTED", "APPEAL"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_appeal_by_another",
                condition=Q(appeal_decided_by__isnull=True) | ~Q(appeal_decided_by=F("decided_by")),
            ),
            models.UniqueConstraint(
                name="application_one_open_an_identity",
                fields=["network", "id_digest"],
                condition=Q(status__in=OPEN, kind="PERSON") & ~Q(id_digest=""),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status", "due_on"], name="application_queue"),
            models.Index(fields=["status", "saved_at"], name="application_drafts"),
        ]

    def __str__(self):
        return self.party_name

    @property
    def name(self):
        """The applicant's name; of a unit, the focal person's."""
        return full_name(self.title, self.given_name, self.family_name)

    @property
    def party_name(self):
        """Who applies: the person, or the unit."""
        return self.unit_name if self.kind == self.Kind.UNIT else self.name

    @property
    def member_or_none(self):
        """The membership that came of it, or None."""
        return getattr(self, "member", None)

    @property
    def workplace(self):
        return " ".join(part for part in (self.unit_name, self.organization_name) if part)

    @property
    def endorser_email(self):
        """Who endorses: the superior, or the head of the unit."""
        return self.head_email if self.kind == self.Kind.UNIT else self.superior_email


class Document(models.Model):
    """A file of an application, sealed on the disk. `accepted` is None until an officer has looked."""

    class Kind(models.TextChoices):
        ID_CARD = "ID_CARD", _("Copy of identity card")
        OFFICIAL_CARD = "OFFICIAL_CARD", _("Copy of state official's card")
        SUPPORT_LETTER = "SUPPORT_LETTER", _("Letter of endorsement")
        PHOTO = "PHOTO", _("Photograph")
        MANDATE = "MANDATE", _("Document that names the unit's part")
        PAPER_FORM = "PAPER_FORM", _("Scan of the signed paper form")
        OTHER = "OTHER", _("Other document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.TextField()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.TextField(editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    accepted = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    replaced = models.BooleanField(default=False, help_text="A newer file of the same kind has taken its place")


class Endorsement(models.Model):
    """What the superior, or the head of the unit, was asked and answered."""

    class Answer(models.TextChoices):
        WAITING = "", _("No answer yet")
        ENDORSED = "ENDORSED", _("Endorsed")
        DECLINED = "DECLINED", _("Not endorsed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="endorsements")
    name = models.TextField()
    position = models.TextField(blank=True, default="")
    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="")


class Entry(models.Model):
    """One step of an application as people read it: what was done, by whom, and what was said.

    `shown`: the applicant sees it too. The trail (audit) is the proof; this is the story.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="entries")
    move = models.CharField(max_length=24)
    status = models.CharField(max_length=12, choices=Application.Status)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_label = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]


class Counter(models.Model):
    """Running numbers: one row a series, such as the applications of an office in a year."""

    series = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)
