"""Keeping organisations: what is written about them, where they stand, what becomes of them, and their posts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.models import Organization, Placement, Succession
from saiyai.directory.views.keeping import carried_out, keeper, seen_anew, show, typed

PAGE = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 409


def _organization(request, pk):
    keeper(request)
    return get_object_or_404(queries.visible_organizations(request.user), pk=pk)


def _already(request, rows, key, page):
    """The form was sent twice: the entry is there, so the second time leads to it."""
    made = rows.filter(pk=key).first() if key else None
    if made is None:
        return None
    messages.info(request, _("This was saved already."))
    return redirect(page, made.pk)


@PAGE
def add_organization(request):
    """Add an organisation, under another one or alone; one of the same name is shown first."""
    keeper(request)
    under = _under(request)
    kind = request.POST.get("kind", "") or request.GET.get("kind", under.get("kind", ""))
    if kind not in Organization.Kind.values:
        return _ask_kind(request)
    form = forms.NewOrganization(typed(request), viewer=request.user, initial=under | {"kind": kind})
    alike = []
    if request.method == "POST" and form.is_valid():
        values, key = form.cleaned_data, form.cleaned_data["id"]
        if answer := _already(request, queries.visible_organizations(request.user), key, "directory:organization"):
            return answer
        alike = [] if "sure" in request.POST else queries.namesakes(values["name_th"])
        if not alike:
            placed = {"parent": values.get("parent"), "placed_from": values.get("placed_from")}
            done, made = carried_out(form, actions.add_organization, by=request.user, id=key, **placed, **form.values())
            if done:
                messages.success(request, _("%(name)s is in the directory now.") % {"name": made})
                return redirect("directory:organization", made.pk)
            return show(request, "organization_form", form, REFUSED)
    return show(request, "organization_form", form, 422 if alike else None, alike=alike)


def _ask_kind(request):
    """The first of two pages: what is asked next depends on the kind."""
    context = {"kinds": Organization.Kind.choices, "under": request.GET.get("under", "")}
    return render(request, "directory/organization_kind.html", context, status=422 if request.method == "POST" else 200)


def _under(request):
    """The page of an organisation offers to add a unit below it."""
    key = forms.key_of(request.GET.get("under", ""))
    parent = queries.visible_organizations(request.user).filter(pk=key).first() if key else None
    return {"parent": parent, "kind": "DIVISION", "province_code": parent.province_code} if parent else {}


@PAGE
def edit_organization(request, pk):
    """Correct what is written about an organisation."""
    body = _organization(request, pk)
    initial = {name: getattr(body, name) for name in forms.Organization.FIELDS} | {"seen": rules.stamp(body)}
    form = forms.Organization(typed(request), initial=initial, organization=body)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        done, _body = carried_out(form, actions.change_organization, body, by=request.user, seen=seen, **form.values())
        if done:
            messages.success(request, _("Saved."))
            return redirect("directory:organization", body.pk)
        seen_anew(form, body)
        return show(request, "organization_form", form, REFUSED, organization=body)
    return show(request, "organization_form", form, organization=body)


@PAGE
def organization_places(request, pk):
    """Where it stands and stood; put it under another one from a day on."""
    body = _organization(request, pk)
    tree = {"tree": Placement.Tree.COMMAND}
    form = forms.Place(typed(request), viewer=request.user, organization=body, initial=tree)
    status = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _row = carried_out(
            form, actions.place, body, values["parent"], by=request.user, on=values["on"], tree=values["tree"]
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("directory:organization", body.pk)
        status = REFUSED
    rows = list(queries.placements(body))
    return show(request, "places", form, status, organization=body, places=rows)


@PAGE
def organization_place(request, pk, number):
    """Correct the days of one place, end it, or take it out."""
    body = _organization(request, pk)
    row = get_object_or_404(queries.placements(body), pk=number)
    form = forms.Placement(typed(request), initial={"starts_on": row.starts_on, "ends_on": row.ends_on})
    if request.method == "POST" and form.is_valid():
        if carried_out(form, _change_place, row, form.cleaned_data, request.user)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:organization_places", body.pk)
        return show(request, "place", form, REFUSED, organization=body, place=row)
    return show(request, "place", form, organization=body, place=row)


def _change_place(row, values, by):
    if values["drop"]:
        return actions.drop_placement(row, by=by)
    if row.ends_on is None and values["ends_on"] and values["starts_on"] == row.starts_on:
        return actions.end_placement(row, on=values["ends_on"], by=by)
    return actions.correct_placement(row, starts_on=values["starts_on"], ends_on=values["ends_on"], by=by)


@PAGE
def organization_reorganize(request, pk):
    """What becomes of it from a day on. First it is told what ends and who is concerned, then it is confirmed."""
    body = _organization(request, pk)
    form = forms.Reorganize(typed(request), viewer=request.user, organization=body)
    status = None
    if request.method == "POST" and form.is_valid() and "again" not in request.POST:
        if why := rules.has_ended(body):
            form.add_error(None, why)
            status = REFUSED
        elif "sure" not in request.POST:
            return _tell(request, form, body)
        else:
            done, heir = carried_out(form, _reorganize, body, form, request.user)
            if done:
                messages.success(request, _("The reorganisation is on record."))
                return redirect("directory:organization", (heir or body).pk)
            status = REFUSED
    return show(request, "reorganize", form, status, organization=body)


def _tell(request, form, body):
    effects = queries.effects_of_ending(body, request.user)
    values = form.cleaned_data
    goes_on = values["kind"] == "RENAMED" or (values["kind"] == "MERGED" and values["moves_posts"])
    label = Succession.Kind(values["kind"]).label
    return show(
        request, "reorganize_sure", form,
        organization=body, effects=effects, goes_on=goes_on, kind=label, successors=form.successors(),
    )  # fmt: skip


def _reorganize(body, form, by):
    values = form.cleaned_data
    facts = {"source": values["source"], "verified": values["verified"], "by": by}
    if values["kind"] == "RENAMED":
        names = {"name_en": values["name_en"], "short_name": values["short_name"], "id": values["id"]}
        return actions.rename(body, values["name_th"], values["on"], **names, **facts)
    moves = values["moves_posts"] and values["kind"] == "MERGED"
    actions.reorganize(body, values["kind"], values["on"], successors=form.successors(), moves_posts=moves, **facts)
    return None


@require_POST
def organization_take_back(request, pk):
    """A reorganisation that was entered by mistake."""
    body = _organization(request, pk)
    form = forms.TakeBack(request.POST)
    if form.is_valid():
        actions.take_back_reorganization(body, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The reorganisation was taken back."))
        return redirect("directory:organization", body.pk)
    return show(request, "take_back", form, organization=body)


@PAGE
def organization_posts(request, pk):
    """Add a post to an organisation."""
    body = _organization(request, pk)
    form = forms.NewPost(typed(request), organization=body)
    if request.method == "POST" and form.is_valid():
        known = queries.visible_posts(request.user).filter(pk=form.cleaned_data["id"]).exists()
        if known:
            messages.info(request, _("This was saved already."))
            return redirect("directory:organization", body.pk)
        if carried_out(form, actions.add_post, body, by=request.user, **form.cleaned_data)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:organization", body.pk)
        return show(request, "add_post", form, REFUSED, organization=body)
    return show(request, "add_post", form, organization=body)


def _post(request, pk):
    keeper(request)
    return get_object_or_404(queries.visible_posts(request.user).select_related("organization"), pk=pk)


@PAGE
def edit_post(request, pk):
    """Correct a post."""
    post = _post(request, pk)
    names = ("title_th", "title_en", "level", "starts_on", "ends_on")
    initial = {name: getattr(post, name) for name in names} | {"seen": rules.stamp(post)}
    form = forms.EditPost(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        if carried_out(form, actions.change_post, post, by=request.user, **form.cleaned_data)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:organization", post.organization_id)
        seen_anew(form, post)
        return show(request, "edit_post", form, REFUSED, post=post)
    return show(request, "edit_post", form, post=post)


@PAGE
def post_close(request, pk):
    """A post ends; who holds it is told before."""
    post = _post(request, pk)
    form = forms.ClosePost(typed(request), post=post)
    status = None
    if request.method == "POST" and form.is_valid():
        if carried_out(form, actions.close_post, post, on=form.cleaned_data["on"], by=request.user)[0]:
            messages.success(request, _("Saved."))
            return redirect("directory:organization", post.organization_id)
        status = REFUSED
    return show(request, "close_post", form, status, post=post, holders=queries.holders_of(post, request.user))
