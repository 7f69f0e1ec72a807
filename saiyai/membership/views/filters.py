"""Saved filters: keeping one, the chips on the lists, and what each of them says."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.accounts.queries import visible_offices
from saiyai.directory.forms import Find
from saiyai.directory.queries import visible_skills
from saiyai.membership import actions, queries
from saiyai.membership.forms import office as office_forms
from saiyai.membership.forms.filters import SaveFilter
from saiyai.membership.models import SavedFilter
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

List = SavedFilter.List
PAGES = {List.PEOPLE: "directory:people", List.MEMBERS: "membership:members"}
MOST_CHIPS = 12


def _in_address(saved_query):
    """What was kept, as the list reads it from its address."""
    return {key: "on" if value == "True" else value for key, value in saved_query.items()}


def address_of(name, query):
    """The list, narrowed by this."""
    return f"{reverse(PAGES[name])}?{urlencode(_in_address(query))}"


def _chosen(name, data, user):
    """What is chosen on a list by this address: (what a filter keeps, in words)."""
    if name == List.MEMBERS:
        form = office_forms.MemberFilter(data, offices=visible_offices(user))
        query = queries.kept(name, form.chosen())
    else:
        form = Find(data, "PERSON", visible_skills(user))
        query = queries.kept(name, {key: form.value(key).strip() for key in ("q", "province", "skill")})
    return query, words_of(form, query)


def words_of(form, query):
    """What a filter says, in words."""
    words = []
    for key, value in query.items():
        field = form.fields[key]
        if key == "q":
            words.append(_("Contains “%(text)s”") % {"text": value})
        elif value in ("True", "on"):
            words.append(str(field.label))
        else:
            known = {str(getattr(one, "value", one)): label for one, label in field.choices}
            words.append(f"{field.label}: {known.get(value, value)}")
    return words


def told(name, query, user):
    """A kept filter in words."""
    if name == List.MEMBERS:
        form = office_forms.MemberFilter({}, offices=visible_offices(user))
    else:
        form = Find({}, "PERSON", visible_skills(user))
    return " · ".join(words_of(form, query))


def chips(name, data, user):
    """For a list: the saved filters of this viewer, and the way to save what is chosen now."""
    if not queries.may_use_list(user, name):
        return None
    now = _chosen(name, data, user)[0]
    rows = list(queries.visible_filters(user, name)[: MOST_CHIPS + 1])
    shown = [{"saved": one, "url": address_of(name, one.query), "now": one.query == now} for one in rows[:MOST_CHIPS]]
    known = any(one["now"] for one in shown)
    save = (
        f"{reverse('membership:save_filter')}?{urlencode({'list': name, **_in_address(now)})}"
        if now and not known
        else ""
    )
    return {"filters": shown, "save": save, "more": len(rows) > MOST_CHIPS} if shown or save else None


def _shared_with(user):
    offices = [one for one in visible_offices(user) if user.allows(P.MEMBER_READ, office=one)]
    return {"offices": offices, "networks": list(queries.networks_run_by(user))}


@require_http_methods(["GET", "HEAD", "POST"])
def save(request):
    """Give what is chosen on a list a name."""
    name = request.GET.get("list", "")
    if name not in List.values or not queries.may_use_list(request.user, name):
        raise Http404
    query, words = _chosen(name, request.GET, request.user)
    form = SaveFilter(request.POST if request.method == "POST" else None, **_shared_with(request.user))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.save_filter(form.cleaned_data["name"], name, query, by=request.user, **form.shared())
            except Refused as refusal:
                form.add_error(None, str(refusal.reason))
                status = 409
            else:
                messages.success(request, _("Saved. It stands above the list."))
                return redirect(address_of(name, query))
    context = {"form": form, "words": words, "back": address_of(name, query), "list": List(name).label}
    context["layout"] = "ui/officer.html" if request.user.is_officer else "ui/member.html"
    return render(request, "membership/filters/save.html", context, status=status)


@require_safe
def filters(request):
    """Every saved filter that one may use: what it says, who else may use it, and taking it away."""
    if not any(queries.may_use_list(request.user, one) for one in List):
        raise Http404
    rows = list(queries.visible_filters(request.user))
    for one in rows:
        one.words, one.address = told(one.list, one.query, request.user), address_of(one.list, one.query)
        one.broken = not queries.holds_still(one.list, one.query)
        one.mine = one.owner_id == request.user.pk
    context = {"rows": rows, "layout": "ui/officer.html" if request.user.is_officer else "ui/member.html"}
    return render(request, "membership/filters/list.html", context)


@require_POST
def remove(request, pk):
    """Take one away."""
    saved = get_object_or_404(queries.visible_filters(request.user), pk=pk)
    actions.remove_filter(saved, by=request.user)
    messages.success(request, _("Removed. Announcements that went out by it keep what it said."))
    return redirect("membership:filters")
