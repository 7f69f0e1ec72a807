"""{% load law %}{% cite "pdpa.19" %}: the only way in which a page names a section."""

import logging

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from saiyai.law import queries

register = template.Library()
log = logging.getLogger(__name__)


@register.simple_tag
def cite(code, on=None):
    """A link to the section as it reads on a day, marked where it is not verified. Nothing where the table lacks it."""
    try:
        found = queries.cite(code, on)
    except queries.Unknown:
        log.warning("law.cite: no section has the code %s", code)
        return ""
    mark = "" if found.verified else format_html(' <small class="quiet">({})</small>', _("not verified"))
    return format_html('<a class="cite" href="{}">{}</a>{}', found.provision.get_absolute_url(), found, mark)
