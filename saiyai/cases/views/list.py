"""The list of the cases of one officer. It exists only while the vault is unlocked."""

from contextlib import suppress

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saiyai.accounts.vault.session import needs_vault
from saiyai.cases import actions, forms, queries, rules
from saiyai.cases.clocks import clock
from saiyai.cases.views.shown import TONES, only_with_cases
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

A_PAGE = 25
SEARCHED = 300  # titles that are opened for one search: the latest of the officer's own


@require_safe
@needs_vault
@only_with_cases
def cases(request):
    """The queue: what came first stands above."""
    if queries.has_older_wraps(request.vault, request.user):
        with suppress(Refused):  # a newer key was made at this moment: next time
            actions.follow_epoch(request.vault, by=request.user)
    form = forms.Filter(request.GET or None)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    wanted = {name: values.get(name) for name in ("status", "part", "late") if values.get(name)}
    rows = queries.filtered(request.user, **wanted)
    words = values.get("q", "").strip()
    if words:
        rows = _found(rows, words, request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    _describe(page.object_list, request)
    return render(
        request,
        "cases/cases.html",
        {
            "page": page,
            "form": form,
            "filters": _chips(form, values),
            "asked": bool(values),
            "enters": request.user.allows(P.CASE_WORK),
            "oldest": queries.oldest_unassessed(request.user),
            "behind": queries.desks_behind(request.user),
            "counts": rules.sees_figures(request.user),
            "arranges": request.user.allows(P.CASE_ASSIGN),
        },
    )


def _found(rows, words, request):
    """By reference, or by a word of a title that this officer has opened before."""
    if by_ref := list(rows.filter(ref__istartswith=words)[:A_PAGE]):
        return by_ref
    latest = list(rows.order_by("-accesses__received_on", "-accesses__case_id")[:SEARCHED])
    titles = actions.titles(latest, request.vault, by=request.user)
    return [one for one in latest if words.casefold() in titles.get(one.pk, "").casefold()]


def _describe(found, request):
    today = timezone.localdate()
    titles = actions.titles(found, request.vault, by=request.user)
    for one in found:
        one.title, one.tone = titles.get(one.pk, ""), TONES[one.status]
        one.clock, one.is_late = clock(one, today)


def _chips(form, values):
    chips = [(values["q"], "q")] if values.get("q") else []
    for name in ("status", "part"):
        if values.get(name):
            chips.append((dict(form.fields[name].choices)[values[name]], name))
    return chips + ([(_("Only what is late"), "late")] if values.get("late") else [])
