"""What every page of the keepers of the directory needs."""

from django.http import Http404
from django.shortcuts import render

from saiyai.directory import rules
from saiyai.policy.lifecycle import Refused


def keeper(request):
    """Nobody else finds these pages."""
    if not rules.may_edit(request.user):
        raise Http404


def typed(request):
    """What was sent, even if it was nothing."""
    return request.POST if request.method == "POST" else None


def show(request, template, form, status=None, **context):
    """The page; a form that came back wrong answers 422."""
    wrong = form.is_bound and bool(form.errors)
    context |= {"form": form, "layout": "ui/officer.html"}
    return render(request, f"directory/{template}.html", context, status=status or (422 if wrong else 200))


def carried_out(form, act, *args, **details):
    """(whether it was done, what the action returned); a refusal stands above the form, with everything typed."""
    try:
        return True, act(*args, **details)
    except Refused as refusal:
        form.add_error(None, " ".join(filter(None, (str(refusal.reason), str(refusal.remedy)))))
        return False, None


def seen_anew(form, row):
    """After a refusal the form knows what the entry says now, so that saving once more is a decision."""
    row.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = rules.stamp(row)
