"""Keeping groups: what is written about them, who is in them, and their end."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.views.keeping import carried_out, keeper, seen_anew, show, typed

PAGE = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 409


def _group(request, pk):
    keeper(request)
    return get_object_or_404(queries.visible_groups(request.user), pk=pk)


@PAGE
def add_group(request):
    """Add a group."""
    keeper(request)
    form = forms.NewGroup(typed(request))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["id"]
        if key and queries.visible_groups(request.user).filter(pk=key).exists():
            messages.info(request, _("This was saved already."))
            return redirect("directory:group", key)
        done, made = carried_out(form, actions.add_group, by=request.user, id=key, **form.values())
        if done:
            messages.success(request, _("%(name)s is in the directory now.") % {"name": made})
            return redirect("directory:group", made.pk)
        return show(request, "group_form", form, REFUSED)
    return show(request, "group_form", form)


@PAGE
def edit_group(request, pk):
    """Correct what is written about a group."""
    circle = _group(request, pk)
    initial = {name: getattr(circle, name) for name in forms.Group.FIELDS} | {"seen": rules.stamp(circle)}
    form = forms.Group(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        if carried_out(form, actions.change_group, circle, by=request.user, seen=seen, **form.values())[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:group", circle.pk)
        seen_anew(form, circle)
        return show(request, "group_form", form, REFUSED, group=circle)
    return show(request, "group_form", form, group=circle)


@PAGE
def group_people(request, pk):
    """Who is and was in a group; add somebody."""
    circle = _group(request, pk)
    form = forms.NewSeat(typed(request), viewer=request.user)
    status = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _seat = carried_out(
            form, actions.seat, values["person"], circle,
            by=request.user, role=values["role"], starts_on=values["starts_on"],
        )  # fmt: skip
        if done:
            messages.success(request, _("Saved."))
            return redirect("directory:group_people", circle.pk)
        status = REFUSED
    return show(request, "seats", form, status, group=circle, seats=queries.seats_in(circle, request.user))


@PAGE
def group_seat(request, pk, number):
    """Correct or end somebody's part in a group."""
    circle = _group(request, pk)
    seat = next((row for row in queries.seats_in(circle, request.user) if row.pk == number), None)
    if seat is None:
        raise Http404
    initial = {name: getattr(seat, name) for name in ("role", "starts_on", "ends_on")}
    form = forms.Seat(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        if carried_out(form, actions.change_seat, seat, by=request.user, **form.cleaned_data)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:group_people", circle.pk)
        return show(request, "seat", form, REFUSED, group=circle, seat=seat)
    return show(request, "seat", form, group=circle, seat=seat)


@PAGE
def group_end(request, pk):
    """A group ends; who is in it is told before."""
    circle = _group(request, pk)
    form = forms.EndGroup(typed(request), group=circle)
    status = None
    if request.method == "POST" and form.is_valid():
        if carried_out(form, actions.end_group, circle, on=form.cleaned_data["on"], by=request.user)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:group", circle.pk)
        status = REFUSED
    here = list(queries.people_in(circle, request.user))
    return show(request, "end_group", form, status, group=circle, seats=here)


@require_safe
def people_choices(request):
    """People for what is being typed, for those who keep the directory."""
    keeper(request)
    text = request.GET.get("q", "")
    rows = queries.person_choices(text, request.user, limit=8) if text.strip() else []
    results = [{"label": str(row), "sub": row.nickname, "value": str(row.pk)} for row in rows]
    return JsonResponse({"results": results})
