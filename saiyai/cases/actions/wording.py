"""The worded questions to reporters, as the office keeps them."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.cases import fishing, queries, rules
from saiyai.cases.models import Wording
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused


@vault_action
def keep_wording(key, version, texts, *, by, is_offered=True):
    """Word a question anew. `version`: the one that was changed, so that nobody undoes what somebody else wrote meanwhile.

    What would give a reporter away has no place in a text that is sent to many.
    """
    if not rules.keeps_wordings(by):
        raise Refused(_("You do not have permission to do this."))
    texts = {name: texts[name].strip() for name in ("title_th", "title_en", "text_th", "text_en")}
    if not all(texts.values()):
        raise Refused(_("Write it in Thai and in English."))
    if is_offered and (found := fishing.signs("\n".join(texts.values()))):
        raise Refused(
            _("“%(words)s” seems to ask for %(what)s.") % {"words": found[0].words, "what": found[0].label},
            _("A text for every case asks about facts only."),
        )
    present = next((one.version for one in queries.wordings() if one.key == key), -1)
    if present != version:
        raise Refused(_("Somebody else has changed this text meanwhile. Please look at it again."))
    row = Wording(key=key, version=version + 1, is_offered=is_offered, **texts)
    row.written_by, row.written_on = by.pk, timezone.localdate()
    try:
        with transaction.atomic(using=settings.VAULT):
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Somebody else has changed this text meanwhile. Please look at it again.")) from None
    trail.record("desk.wording_kept", ("desk", "all"), by=by, key=key, version=row.version, used=is_offered)
    return row
