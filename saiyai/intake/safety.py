"""Whether the front desk may start: what must be there, looked at by its own means and with its own rights."""

from django.apps import apps
from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _

from saiyai.crypto import keyring, keys


def missing():
    """A sentence for each thing without which no report could be taken in."""
    try:
        keys.pepper()
    except (keys.KeyMissing, OSError):
        yield _("%(path)s cannot be read: saiyai run makes it at the first start") % {"path": keys.pepper_path()}
    try:
        keyring.names("report")
    except Exception as problem:
        yield _("the keyring %(path)s does not open (%(problem)s)") % {
            "path": settings.KEYRING,
            "problem": type(problem).__name__,
        }
    try:
        for model in apps.get_app_config("intake").get_models():
            list(model._base_manager.all()[:1])
    except Error as problem:
        yield _("the tables for reports do not answer, or are of another release (%(problem)s): saiyai migrate") % {
            "problem": type(problem).__name__
        }
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield _("the static files are not collected. Run saiyai static.")
