"""What the administrator sees of the outbox, and what everybody sees of their own inbox."""

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Q, Value, When

from saiyai.crypto.digest import keyed_digest
from saiyai.notify import rules
from saiyai.notify.models import Bounce, Circular, Letter, Notice, Preference
from saiyai.policy.permissions import Permission as P

SEALED = (
    "recipient_sealed",
    "recipient_digest",
    "subject_sealed",
    "body_sealed",
    "attachment_name",
    "attachment_sealed",
)


def visible_letters(viewer):
    """Every letter for who may see the machine room, without its sealed parts."""
    if not viewer.allows(P.JOB_READ):
        return Letter.objects.none()
    return Letter.objects.defer(*SEALED, "kind", "about", "about_key", "user", "circular").order_by("-created_at")


def letters_about(*records):
    """Letters about these records, newest first, without what is sealed; the caller has asked who sees the records."""
    about = Q(pk__in=[])
    for record in records:
        about |= Q(about=record._meta.label_lower, about_key=str(record.pk))
    return Letter.objects.defer(*SEALED).filter(about).order_by("-created_at")


def undelivered_about(label):
    """The keys of the records of this kind about which a letter was given up or came back."""
    lost = (Letter.Status.FAILED, Letter.Status.BOUNCED)
    return list(Letter.objects.filter(about=label, status__in=lost).values_list("about_key", flat=True).distinct())


def due(now):
    """Letters to be handed over now: those about sign-in before all others, then the longest waiting."""
    first = Case(When(purpose="account", then=Value(0)), default=Value(1))
    return Letter.objects.filter(status=Letter.Status.WAITING, next_try_at__lte=now).order_by(first, "next_try_at")


def visible_notices(viewer):
    """One's own inbox, newest first; nobody else's."""
    if not viewer.is_authenticated:
        return Notice.objects.none()
    return Notice.objects.filter(user=viewer.pk).select_related("circular").order_by("-created_at")


def users_told(record):
    """Keys of the users whose inbox holds a message about this record, in whichever language."""
    told = {"circular__about__startswith": record._meta.label_lower, "circular__about_key": str(record.pk)}
    return Notice.objects.filter(**told).values("user")


def unread(viewer):
    """How many messages wait to be read."""
    return visible_notices(viewer).filter(read_at__isnull=True).count()


def preference_of(user):
    """How this user wants to be told; what nobody has changed stands as it is."""
    return Preference.objects.filter(user=user.pk).first() or Preference(user_id=user.pk)


def line_digest(account):
    """How a linked LINE account is found again; what is sealed cannot be searched."""
    return keyed_digest(account, purpose="line account")


def line_code_digest(code):
    """How the code is kept that proves whose a LINE account is."""
    return keyed_digest(code, purpose="line code")


def waiting_for_line(user, now):
    """Until when a code of this user works, or None."""
    until = preference_of(user).line_code_until
    return until if until is not None and until > now else None


def address_digest(address):
    """How an address is known once it is wiped."""
    return keyed_digest(address.strip().lower(), purpose="mail address")


def standing_bounces():
    """Every mark that nobody has lifted, also on addresses that are written to still, the latest first."""
    return Bounce.objects.filter(lifted_at__isnull=True).order_by("-noted_at", "pk")


def _not_written_to():
    """Marks that stop letters: the address does not work, or was full so often that it may as well not."""
    return standing_bounces().filter(Q(kind=Bounce.Kind.HARD) | Q(times__gte=rules.SOFT_ENOUGH))


def bounce_of(address):
    """The mark on an address that is not written to because mail comes back, or None."""
    return _not_written_to().filter(address_digest=address_digest(address)).first()


def told_about(viewer, label):
    """The keys of the records of this kind that were told to this viewer, newest last."""
    return list(
        Notice.objects.filter(user=viewer.pk, circular__about=label).values_list("circular__about_key", flat=True)
    )


def circular_about(record):
    """What many were told about this record, or None."""
    return Circular.objects.filter(about=record._meta.label_lower, about_key=str(record.pk)).first()


def counts_of(circular):
    """(how many inboxes hold a circular, how many of them have read it, its letters by where they stand)."""
    if circular is None:
        return 0, 0, {}
    found = Notice.objects.filter(circular=circular).aggregate(told=Count("pk"), read=Count("read_at"))
    letters = Letter.objects.filter(circular=circular).values_list("status").annotate(n=Count("pk"))
    return found["told"], found["read"], dict(letters)


def not_to_be_told(users, circular):
    """Those of these users (keys) whose account is closed, and those who have this circular already."""
    closed = get_user_model().objects.filter(pk__in=users, is_active=False).values_list("pk", flat=True)
    return {*closed, *Notice.objects.filter(circular=circular, user__in=users).values_list("user", flat=True)}


def changed_preferences(users):
    """{key of a user: how they want to be told}, of those who ever changed it; one query for all."""
    return Preference.objects.filter(user__in=users).in_bulk()


def bounced_digests(addresses):
    """Of these addresses, the digests of those from which mail comes back; one query for all."""
    digests = [address_digest(address) for address in addresses]
    return set(_not_written_to().filter(address_digest__in=digests).values_list("address_digest", flat=True))
