"""Note that somebody opened another's record by their office or unit: for "who looked at me".

Once a day for each officer, record and kind of page: a line for every click would tell how somebody works, and would
drown the trail. What a day noted is sealed by one line of the trail (rights.jobs), so that nothing can be taken away
unseen. Members who look at each other are not noted: what they see was chosen to be shown.
"""

from django.utils import timezone

from saiyai.audit.models import Look
from saiyai.policy import turns

BATCH, A_PAGE = 2000, 200


def note(viewer, record, page):
    """An officer, or who else sees more than is shown to members, has opened `page` of this record."""
    note_many(viewer, record._meta.label_lower, [record.pk], page)


def note_many(viewer, label, keys, page):
    """An officer has taken a list that holds these records."""
    if not getattr(viewer, "sees_beyond", False):
        return
    fixed = {"day": timezone.localdate(), "viewer": str(viewer.pk), "subject": label, "page": page}
    keys = [str(key) for key in keys]
    if len(keys) <= A_PAGE:
        known = set(Look.objects.filter(**fixed, key__in=keys).values_list("key", flat=True))
        keys = [key for key in keys if key not in known]
    if not keys:
        return  # the usual case: no turn to write is taken
    named = "office_id" if viewer.is_officer else "unit"
    place = next((str(key) for grant in viewer.standing_grants if (key := getattr(grant, named))), "")
    with turns.writing():
        rows = [Look(**fixed, key=key, office=place) for key in keys]
        Look.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
