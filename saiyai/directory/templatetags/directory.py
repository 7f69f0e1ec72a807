"""Pieces of the directory's pages."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from saiyai.thai.phones import format_phone
from saiyai.ui.provinces import province_name
from saiyai.ui.templatetags.ui import plain_date

register = template.Library()


@register.filter
def marked(pieces):
    """Text in pieces (text, found), with what was found marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces)
    )


@register.filter
def province(code):
    """The name of a province."""
    return province_name(code)


@register.simple_tag
def party_url(party):
    """The page of a person, an organisation or a group."""
    return reverse(f"directory:{party._meta.model_name}", args=[party.pk])


@register.filter
def sort_of_party(party):
    """person, organization or group: by this a map tells them apart."""
    return party._meta.model_name


@register.filter
def period(row):
    """From when to when something stood."""
    start, end = plain_date(row.starts_on), plain_date(row.ends_on)
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("since %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else _("dates not known")


@register.filter
def initial(name):
    """The letter in the round: of a Thai name the first consonant."""
    return next((char for char in name if char.isalpha() and not "เ" <= char <= "ไ"), "")


@register.filter
def reach_link(point):
    """A contact point as a link that a phone can use."""
    if point.kind == "PHONE":
        number = point.folded
        return format_html('<a class="num" href="tel:{}">{}</a>', number, format_phone(point.value))
    if point.kind == "EMAIL":
        name, _at, domain = point.value.partition("@")
        return format_html('<a href="mailto:{}">{}@<wbr>{}</a>', point.value, name, domain)
    if point.kind == "WEBSITE":
        shown = point.value.removeprefix("https://").removeprefix("http://").rstrip("/")
        return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', point.value, shown)
    return point.value
