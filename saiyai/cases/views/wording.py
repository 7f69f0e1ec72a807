"""The worded questions to reporters: read by who keeps them. They hold nothing of any case."""

import secrets

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saiyai.cases import actions, forms, queries, rules
from saiyai.policy.lifecycle import Refused

NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
def wordings(request):
    """Every question, each with a form to word it anew, and one for a further question."""
    if not rules.keeps_wordings(request.user):
        raise Http404
    found = queries.wordings()
    key = request.POST.get("key", "")
    typed = forms.KeepWording(request.POST, auto_id=f"{key}_%s") if request.method == "POST" else None
    if typed is not None and key not in {NEW, *(one.key for one in found)}:
        raise Http404
    if typed is not None and typed.is_valid() and _kept(request, key, typed):
        return redirect("cases:wordings")
    context = {
        "rows": _rows(found, key, typed),
        "new": typed if key == NEW else forms.KeepWording(auto_id="new_%s"),
        "typed": typed,
        "works": queries.works_with_cases(request.user),
    }
    return render(request, "cases/wordings.html", context, status=422 if typed else 200)


def _kept(request, key, form):
    values = dict(form.cleaned_data)
    version, offered = values.pop("version"), values.pop("is_offered")
    key = f"own-{secrets.token_hex(6)}" if key == NEW else key
    try:
        actions.keep_wording(key, version, values, is_offered=offered, by=request.user)
    except Refused as problem:
        form.add_error(None, " ".join(filter(None, (str(problem.reason), str(problem.remedy)))))
        return False
    messages.success(request, _("The question is kept as a new version."))
    return True


def _rows(found, key, typed):
    """[(wording, its title and text in the language of the page, who wrote it, form)]"""
    writers = {one.written_by for one in found if one.version}
    names = dict(get_user_model().objects.filter(pk__in=writers).values_list("pk", "display_name"))
    language = "en" if get_language() == "en" else "th"
    rows = []
    for one in found:
        values = {name: getattr(one, name) for name in forms.KeepWording.base_fields}
        form = typed if one.key == key else forms.KeepWording(initial=values, auto_id=f"{one.key}_%s")
        one_of = {"title": getattr(one, f"title_{language}"), "text": getattr(one, f"text_{language}")}
        by = names.get(one.written_by, "") if one.version else ""
        rows.append({"row": one, **one_of, "by": by, "form": form, "open": one.key == key})
    return rows
