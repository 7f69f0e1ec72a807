"""What the administrator sees of the outbox: that a letter waits or failed, never to whom or what it says."""

from django.db.models import Q

from saiyai.notify.models import Letter
from saiyai.policy.permissions import Permission as P

SEALED = ("recipient_sealed", "subject_sealed", "body_sealed", "attachment_name", "attachment_sealed")


def visible_letters(viewer):
    """Every letter for who may see the machine room, without its sealed parts."""
    if not viewer.allows(P.JOB_READ):
        return Letter.objects.none()
    return Letter.objects.defer(*SEALED, "kind", "about", "about_key").order_by("-created_at")


def letters_about(*records):
    """Letters about these records, newest first, without what is sealed; the caller has asked who sees the records."""
    about = Q(pk__in=[])
    for record in records:
        about |= Q(about=record._meta.label_lower, about_key=str(record.pk))
    return Letter.objects.defer(*SEALED).filter(about).order_by("-created_at")


def due(now):
    """Letters to be handed to the mail server now, longest waiting first."""
    return Letter.objects.filter(status=Letter.Status.WAITING, next_try_at__lte=now).order_by("next_try_at")
