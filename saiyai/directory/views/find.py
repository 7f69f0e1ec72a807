"""The one box, the three lists, and what is offered while somebody types."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.models import SearchEntry
from saiyai.directory.queries.hits import work_line
from saiyai.policy import looks
from saiyai.thai.text import clip
from saiyai.ui.files import table_answer
from saiyai.ui.provinces import province_name

ON_A_PAGE = 25
LAST_PAGE = 10_000
HEADINGS = {
    "": gettext_lazy("Find"),
    "PERSON": gettext_lazy("People"),
    "ORGANIZATION": gettext_lazy("Organisations"),
    "GROUP": gettext_lazy("Groups"),
}


class _Counted(Paginator):
    """A pager over rows that were fetched already: the search has counted them."""

    def __init__(self, count, per_page):
        super().__init__(range(count), per_page)


def _page_number(request):
    typed = request.GET.get("page", "")
    typed = typed.lstrip("0")[:9] if typed.isdecimal() else ""  # int() refuses thousands of digits
    return min(int(typed), LAST_PAGE) if typed else 1


def _list(request, kind=""):
    if not rules.may_find(request.user):
        raise Http404
    form = forms.Find(
        request.GET, kind, [] if kind in ("ORGANIZATION", "GROUP") else queries.visible_skills(request.user)
    )
    text, number = form.value("q"), _page_number(request)
    asked = bool(kind or text.strip() or form.in_force())
    found, hits = queries.Found(None), []
    if asked:
        found = queries.find(
            text,
            request.user,
            **form.filters,
            sort=form.order,
            limit=ON_A_PAGE,
            offset=(number - 1) * ON_A_PAGE,
        )
        hits = queries.present(found, request.user)
    pager, may_edit = _Counted(found.count, ON_A_PAGE), rules.may_edit(request.user)
    context = {
        "form": form,
        "kind": kind,
        "heading": HEADINGS[kind],
        "asked": asked,
        "text": text,
        "found": found,
        "hits": [hit for hit in hits if not hit.near],
        "near": [hit for hit in hits if hit.near],
        "page": Page([], min(number, pager.num_pages), pager),
        "chips": form.in_force(),
        "may_export": rules.may_export(request.user),
        "may_edit": may_edit,
        "export": _export_address(request, kind),
        "waiting": queries.corrections_waiting(request.user) if kind == "PERSON" and may_edit else 0,
        "details": urlencode({name: value for name in ("q", "province", "skill") if (value := form.value(name))}),
    }
    return render(request, "directory/list.html", context)


def _export_address(request, kind):
    name = {"PERSON": "people_export", "ORGANIZATION": "organizations_export", "GROUP": "groups_export"}.get(kind)
    query = request.GET.copy()
    query.pop("page", None)
    return reverse(f"directory:{name or 'find_export'}") + (f"?{query.urlencode()}" if query else "")


@require_safe
def find(request):
    """Find people, organisations and groups by anything."""
    return _list(request)


@require_safe
def people(request):
    """The people of the directory."""
    return _list(request, "PERSON")


@require_safe
def organizations(request):
    """The organisations of the directory."""
    return _list(request, "ORGANIZATION")


@require_safe
def groups(request):
    """The groups of the directory."""
    return _list(request, "GROUP")


def _row(entry, parties):
    party = parties.get(entry.object_id)
    if party is None:
        return None
    about = work_line(party) if entry.kind == SearchEntry.Kind.PERSON else party.get_kind_display()
    kind = forms.KINDS[SearchEntry.Kind(entry.kind)]
    return [kind, party, getattr(party, "name_en", ""), about, province_name(entry.province_code)]


@require_safe
def export(request, kind=""):
    """What the list shows, as CSV for a spreadsheet: names, posts, provinces; no contact details. On the record."""
    if not rules.may_export(request.user):
        raise Http404
    form = forms.Find(request.GET, kind, queries.visible_skills(request.user))
    entries = list(queries.all_matching(form.value("q"), request.user, **form.filters))
    parties = queries.parties_of(entries, request.user)
    rows = [row for entry in entries if (row := _row(entry, parties))]
    people = [
        entry.object_id for entry in entries if entry.kind == SearchEntry.Kind.PERSON and entry.object_id in parties
    ]
    looks.note_many(request.user, "directory.person", people, "export")
    actions.take_export(by=request.user, kind=kind or form.value("kind"), count=len(rows))
    name = f"saiyai-{(kind or 'find').lower()}-{timezone.localdate():%Y%m%d}.csv"
    return table_answer(name, [_("Kind"), _("Name"), _("Name in English"), _("About"), _("Province")], rows)


@require_safe
def choices(request):
    """People, organisations and groups for what is being typed into a box; one kind of them where `kind` says so."""
    if not rules.may_find(request.user):
        raise Http404
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "").upper()
    kinds = (kind,) if kind in SearchEntry.Kind.values else ()
    found = queries.find(text, request.user, kinds=kinds, limit=8) if text.strip() else None
    hits = queries.present(found, request.user) if found else []
    results = [
        {
            "label": str(hit.party),
            "sub": clip("".join(piece for piece, _found in hit.line), 80),
            "value": str(hit.party.pk),
            "url": reverse(hit.page, args=[hit.party.pk]),
        }
        for hit in hits[:8]
    ]
    return JsonResponse({"results": results})


@require_safe
@login_not_required
def organization_choices(request):
    """Names of living organisations for what is being typed: public facts, for forms filled in without an account."""
    text = request.GET.get("q", "")
    rows = queries.organization_choices(text, province=request.GET.get("province", "")[:2]) if text.strip() else []
    results = [{"label": str(row), "sub": row.parent_th or "", "value": str(row.pk)} for row in rows]
    return JsonResponse({"results": results})
