"""Components of every page. `{% load ui %}`, then:

{% icon "inbox" %}                              a drawing beside words (names: assets/icons.txt)
{% badge "wait" _("Waiting") %}                 status: idle (draft), wait, act (in work), done, stop
{% note "done" _("Saved") %}…{% endnote %}      block of info, done, wait or stop; level=3, icon_name="", alert=True
{% refusal title why until %}…{% endrefusal %}  what cannot be done, why, when it can; inside: the act that leads there
{% empty_state "users" title %}…{% endempty_state %}  an empty list that says what to do; level=3
{% fold title %}…{% endfold %}                  details in place; open=True
{% field form.email size="l" %}                 a whole form field; size s, m or l; hint="", label="", opt=False,
                                                columns=2, typeahead=url, into="id_of_hidden"
{% error_summary form %}                        the list of errors above a form; several forms may follow; focus=False
{% steps 3 8 %}                                 knots of a long form: step 3 of 8; a title may follow
{% thread entries %}                            timeline; entry: when, title, text, url, link, state (past, now, gap)
{% pages page_obj %}                            pager and count; keeps the query string
{% chips filters %}                             filters in force: list of (text, parameter[, value])
{% slot "person.aside" person %}                what higher modules show here
{% nav "nav" %} {% bar "nav" %}                 wide menu, phone bar; {% links "footer" listed=True %} plain links
{{ day|thai_date }} {{ day|thai_date_full }}    23 พ.ย. 2569, 23 พฤศจิกายน พ.ศ. 2569 as <time>; |plain_date: no tag
{{ moment|thai_time }} {{ moment|thai_moment }} 16.30 น., 23 พ.ย. 2569 16.30 น.
{{ amount_satang|baht }} {{ text|nb }}          1,250.00; text that never breaks
"""

import datetime as dt
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from saiyai.thai import dates
from saiyai.ui import slots
from saiyai.ui.boundfield import describe

register = template.Library()

TONES = {"idle", "act", "wait", "done", "stop"}
NOTE_ICONS = {"info": "info-circle", "done": "circle-check", "wait": "clock", "stop": "ban"}
MESSAGE_TONES = {"success": "done", "warning": "wait", "error": "stop"}
OF_EVERY_PAGE = ("request", "user", "csrf_token", "theme", "demo", "LANGUAGE_CODE")


@register.simple_tag
@cache
def icon(name):
    """A drawing that only repeats the words beside it, so readers skip it. The same each time: made once."""
    return format_html(
        '<svg class="ico" aria-hidden="true"><use href="{}#{}"></use></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def badge(tone, label):
    """A status: its shape comes before its words, so colour is never needed."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge tone {tone!r} is none of {sorted(TONES)}")
    return format_html('<span class="badge badge-{}">{}</span>', tone, label)


def _heading(title, level):
    return format_html("<h{}>{}</h{}>", level, title, level) if title else ""


@register.simple_block_tag
def note(content, tone, title="", level=2, icon_name="", alert=False):
    """A block of the page that informs, confirms, warns or stops."""
    return format_html(
        '<div class="note note-{}"{}>{}<div>{}{}</div></div>',
        tone,
        mark_safe(' role="alert"') if alert else "",
        icon(icon_name or NOTE_ICONS[tone]),
        _heading(title, level),
        content,
    )


@register.simple_block_tag
def refusal(content, title, because, until="", level=2):
    """What is not possible yet, the rule behind it, what would make it possible, and the act that leads there."""
    return format_html(
        '<div class="note note-stop">{}<div>{}<p><b>{}</b> {}</p>{}{}</div></div>',
        icon("ban"),
        _heading(title, level),
        gettext("Because"),
        because,
        format_html("<p><b>{}</b> {}</p>", gettext("It becomes possible when"), until) if until else "",
        format_html('<div class="acts acts-fill mt">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def empty_state(content, icon_name, title, level=2):
    """An empty list teaches what to do."""
    return format_html(
        '<div class="empty">{}<h{} class="t-h3">{}</h{}>{}</div>', icon(icon_name), level, title, level, content
    )


@register.simple_block_tag
def fold(content, title, open=False):
    """Details in place instead of a dialog."""
    return format_html(
        '<details class="fold"{}><summary>{}</summary><div>{}</div></details>',
        mark_safe(" open") if open else "",
        title,
        content,
    )


@register.inclusion_tag("ui/_field.html")
def field(bound, **options):
    """A form field with label, hint, error between label and box, and their wiring for screen readers."""
    return describe(bound, **options)


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms, focus=True):
    """Every error of the forms, each a link to its field; takes the focus when the page opens."""
    problems = []
    for form in forms:
        problems += [("", error) for error in form.non_field_errors()]
        problems += [
            (describe(bound)["first_id"], f"{bound.label}: {error}") for bound in form for error in bound.errors
        ]
    return {"problems": problems, "focus": focus}


@register.inclusion_tag("ui/_steps.html")
def steps(current, total, title=""):
    """How far a long form has come."""
    knots = [("past" if n < current else "now" if n == current else "") for n in range(1, total + 1)]
    return {"knots": knots, "current": current, "total": total, "title": title}


@register.inclusion_tag("ui/_thread.html")
def thread(entries):
    """Time as a thread with knots, newest first."""
    return {"entries": entries}


@register.inclusion_tag("ui/_pages.html", takes_context=True)
def pages(context, page, parameter="page"):
    """Pager; every other parameter of the address stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def address(number):
        query = context["request"].GET.copy()
        query[parameter] = number
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "numbers": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "following": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/_chips.html", takes_context=True)
def chips(context, filters):
    """Filters in force; each is a link that takes it away, and with it the page number."""
    request, found = context["request"], []
    for text, parameter, *value in filters:
        query = request.GET.copy()
        left = [kept for kept in query.getlist(parameter) if value and kept != str(value[0])]
        query.setlist(parameter, left)
        query.pop("page", None)
        found.append((text, f"?{query.urlencode()}"))
    return {"chips": found, "clear": request.path}


@register.simple_tag(takes_context=True)
def slot(context, name, subject=None):
    """What higher modules have put here, for this viewer."""
    viewer, shown = context["request"].user, []
    # What every page knows was asked once for the page: a panel is given it, and nothing else of the page.
    known = {key: context.get(key) for key in OF_EVERY_PAGE}
    for panel in slots.items(name, viewer):
        about = panel.context(viewer, subject)
        if about is not None:
            piece = template.loader.get_template(panel.template).template
            shown.append(piece.render(template.Context({**known, "subject": subject, **about})))
    return mark_safe("".join(shown))


def _entries(context, name):
    request = context.get("request")
    viewer = getattr(request, "user", None)
    if viewer is None:
        return []
    # The wide menu and the phone bar show the same slot: its items are asked once a request.
    kept = request.__dict__.setdefault("_menus", {})
    if name not in kept:
        kept[name] = _asked(request, viewer, name)
    return kept[name]


def _asked(request, viewer, name):
    found = [(item, item.url) for item in slots.items(name, viewer)]
    here = max((url for _, url in found if url and request.path.startswith(url)), key=len, default="")
    return [
        # The front page begins every address, so it is current only on itself.
        {"item": item, "url": url, "current": url == here and (url != "/" or request.path == "/")}
        for item, url in found
        if url
    ]


def _menu(context, name, room):
    """The first items, and the rest behind one more entry, so that at most `room` entries show."""
    entries = _entries(context, name)
    cut = room if len(entries) <= room else room - 1
    return {"entries": entries[:cut], "more": entries[cut:]}


@register.inclusion_tag("ui/_nav.html", takes_context=True)
def nav(context, name):
    """The wide menu: at most six entries."""
    return _menu(context, name, 6)


@register.inclusion_tag("ui/_bar.html", takes_context=True)
def bar(context, name):
    """The phone's bottom bar: at most five entries, each with icon and word."""
    return _menu(context, name, 5)


@register.inclusion_tag("ui/_links.html", takes_context=True)
def links(context, name, listed=False):
    """Plain links of a slot; `listed` wraps each in <li>."""
    return {"entries": _entries(context, name), "listed": listed}


@register.filter
def message_tone(message):
    """A Django message's level in our words."""
    return MESSAGE_TONES.get(message.level_tag, "info")


@register.filter
def nb(text):
    """Never broken over two lines."""
    return format_html('<span class="nb">{}</span>', text)


def _time(value, text):
    return format_html('<time class="nb" datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def plain_date(value):
    """A short date without markup, for attributes and titles."""
    if not value:
        return ""
    return dates.short_en(value) if get_language() == "en" else dates.short(value)


@register.filter
def thai_date(value):
    """23 พ.ย. 2569; in English 23 Nov 2026."""
    return _time(dates.local_day(value), plain_date(value)) if value else ""


@register.filter
def thai_date_full(value, weekday=False):
    """23 พฤศจิกายน พ.ศ. 2569; with the argument "weekday" the day of the week as well."""
    if not value:
        return ""
    write = dates.full_en if get_language() == "en" else dates.full
    return format_html('<time datetime="{}">{}</time>', dates.local_day(value).isoformat(), write(value, bool(weekday)))


def _clock(value):
    local = value.astimezone(dates.BANGKOK) if value.tzinfo else value
    return f"{local:%H:%M}" if get_language() == "en" else dates.clock(value)


@register.filter
def thai_time(value):
    """16.30 น.; in English 16:30."""
    return _time(value, _clock(value)) if value else ""


@register.filter
def thai_moment(value):
    """23 พ.ย. 2569 16.30 น."""
    if not value:
        return ""
    if not isinstance(value, dt.datetime):
        return thai_date(value)
    return _time(value, f"{plain_date(value)} {_clock(value)}")


@register.filter
def baht(satang):
    """Satang as baht with two decimals: 1,250.00."""
    return "" if satang is None else f"{satang // 100:,}.{satang % 100:02d}"
