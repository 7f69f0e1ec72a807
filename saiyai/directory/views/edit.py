"""Changing the directory: by officers who keep it, and by members what is their own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.models import Holding
from saiyai.directory.views.keeping import carried_out, seen_anew, show
from saiyai.directory.views.pages import PROFILE
from saiyai.policy import looks
from saiyai.policy.permissions import Permission as P

VISIBLE = {
    "person": queries.visible_people,
    "organization": queries.visible_organizations,
    "group": queries.visible_groups,
}
PERSON_FIELDS = (
    *("title", "given_name", "family_name", "given_name_en", "family_name_en"),
    *("nickname", "former_names", "province_code", "birth_year"),
)


def _keeper(request):
    if not rules.may_edit(request.user):
        raise Http404


def _editable(request, kind, pk, page="person"):
    """The party, for those who may change it; nobody else finds the page."""
    party = get_object_or_404(VISIBLE[kind](request.user), pk=pk)
    own = kind == "person" and rules.owns(request.user, party) and request.user.allows(P.OWN_PROFILE)
    if not own and not rules.may_edit(request.user):
        raise Http404
    if kind == "person" and not own:
        looks.note(request.user, party, page)
    return party


def _person(request, pk):
    """Somebody whom this keeper may change, noted as looked at."""
    _keeper(request)
    someone = get_object_or_404(queries.visible_people(request.user), pk=pk)
    if not rules.owns(request.user, someone):
        looks.note(request.user, someone, "person")
    return someone


def _show(request, template, context, wrong=False):
    context["layout"] = "ui/officer.html" if rules.may_edit(request.user) else "ui/member.html"
    return render(request, f"directory/{template}.html", context, status=422 if wrong else 200)


def _set_listed(someone, listed, by):
    if listed != someone.listed:
        (actions.list_person if listed else actions.unlist_person)(someone, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request):
    """Add somebody; people who may be the same are shown first."""
    _keeper(request)
    form = forms.Person(request.POST or None)
    alike = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if "sure" not in request.POST:
            alike = queries.possible_duplicates(
                values["given_name"], values["family_name"], birth_year=values["birth_year"]
            )
        if not alike:
            someone = actions.add_person(**values, by=request.user)
            messages.success(request, _("%(name)s is in the directory now.") % {"name": someone})
            return redirect("directory:person", someone.pk)
    wrong = request.method == "POST" and (bool(alike) or not form.is_valid())
    return _show(request, "edit_person", {"form": form, "alike": alike}, wrong)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request, pk):
    """Change who somebody is."""
    someone = _person(request, pk)
    initial = {name: getattr(someone, name) for name in (*PERSON_FIELDS, "listed")} | {"seen": rules.stamp(someone)}
    form = forms.EditPerson(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        seen, listed = values.pop("seen"), values.pop("listed")
        if values["former_names"].split("\n") == someone.former_names.split("\n"):
            del values["former_names"]  # not touched here: a new name adds the old one by itself
        if carried_out(form, actions.change_person, someone, by=request.user, seen=seen, **values)[0]:
            _set_listed(someone, listed, request.user)
            messages.success(request, _("Saved."))
            return redirect("directory:person", someone.pk)
        seen_anew(form, someone)
        form.data["listed"] = "on" if someone.listed else ""  # whether they are shown is theirs: never an old tick
        return show(request, "edit_person", form, 409, person=someone)
    return _show(request, "edit_person", {"form": form, "person": someone}, request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request, pk, kind):
    """Change what a party brings; for a person their skills as well."""
    party = _editable(request, kind, pk)
    initial = {name: getattr(party, name) for name in PROFILE}
    if kind == "person":
        initial["skills"] = [skill.pk for skill in party.skills.all()]
    form = (forms.PersonProfile if kind == "person" else forms.Profile)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save_profile(party, form.cleaned_data, request.user)
        messages.success(request, _("Saved."))
        return redirect(f"directory:{kind}", party.pk)
    return _show(request, "edit_profile", {"form": form, "party": party, "page": f"directory:{kind}"}, form.is_bound)


def _save_profile(party, values, by):
    actions.save_profile(party, by=by, **{name: values[name] for name in PROFILE})
    if "skills" in values:
        actions.set_skills(party, values["skills"], by=by)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """A member's own entry: what I bring, what I can do, who sees me."""
    someone = queries.person_of(request.user)
    if not request.user.allows(P.OWN_PROFILE):
        raise Http404
    if someone is None:
        return _show(request, "me_none", {})
    initial = {name: getattr(someone, name) for name in (*PROFILE, "listed")}
    initial["skills"] = [skill.pk for skill in someone.skills.all()]
    form = forms.OwnProfile(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save_profile(someone, form.cleaned_data, request.user)
        _set_listed(someone, form.cleaned_data["listed"], request.user)
        messages.success(request, _("Saved."))
        return redirect("directory:me")
    points = queries.visible_contact_points(request.user, someone)
    return _show(request, "me", {"form": form, "person": someone, "points": points}, form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request, pk, kind):
    """The contact points of a party: add, verify, end, and who may see them."""
    party = _editable(request, kind, pk, "person_contacts")
    posts = queries.post_choices(party) if kind == "organization" else []
    form = forms.Contact(request.POST or None, posts=posts)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        owner = next((post for post in posts if str(post.pk) == values.get("post")), party)
        checked = timezone.localdate() if values["verified"] else None
        actions.add_contact_point(
            owner, values["kind"], values["value"], by=request.user, reach=values["reach"], verified_on=checked
        )
        messages.success(request, _("Saved."))
        return redirect(request.path)
    points = queries.visible_contact_points(request.user).select_related("post")
    mine = points.filter(**{kind: party}) | (points.filter(post__in=posts) if posts else points.none())
    context = {"form": form, "party": party, "page": f"directory:{kind}", "points": list(mine)}
    return _show(request, "contacts", context, form.is_bound)


def _own_point(request, pk):
    """A contact point that the viewer may change, and the page that lists it."""
    points = queries.visible_contact_points(request.user).select_related("person", "post__organization")
    point = get_object_or_404(points, pk=pk)
    owner = point.person or (point.post.organization if point.post_id else None) or point.organization or point.group
    kind = owner._meta.model_name
    _editable(request, kind, owner.pk, "person_contacts")
    return point, redirect(f"directory:{kind}_contacts", owner.pk)


@require_POST
def verify_contact_point(request, pk):
    """It works: I reached them today."""
    point, back = _own_point(request, pk)
    actions.verify_contact_point(point, by=request.user)
    messages.success(request, _("Marked as verified today."))
    return back


@require_POST
def end_contact_point(request, pk):
    """It is no longer in use."""
    point, back = _own_point(request, pk)
    actions.end_contact_point(point, by=request.user)
    messages.success(request, _("No longer shown. It stays on record."))
    return back


@require_POST
def set_reach(request, pk):
    """Members may see it, or officers only."""
    point, back = _own_point(request, pk)
    if request.POST.get("reach") in ("OFFICERS", "MEMBERS"):
        actions.set_reach(point, request.POST["reach"], by=request.user)
        messages.success(request, _("Saved."))
    return back


def _chosen_organization(request):
    key = request.GET.get("organization", "")
    try:
        return queries.visible_organizations(request.user).filter(pk=key).first() if key else None
    except ValidationError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request, pk):
    """The posts of a person: end one, take another, or be transferred. First the organisation, then the post."""
    someone = _person(request, pk)
    held = [row for row in queries.holdings_of(someone) if row.ends_on is None]
    body = _chosen_organization(request)
    choices = queries.post_choices(body) if body else []
    form = forms.TakePost(request.POST or None, posts=choices, holdings=held) if body else None
    if form and request.method == "POST" and form.is_valid():
        _take_post(someone, body, choices, held, form.cleaned_data, request.user)
        messages.success(request, _("Saved."))
        return redirect("directory:person", someone.pk)
    text = request.GET.get("q", "")
    context = {
        "person": someone,
        "held": held,
        "text": text,
        "organization": body,
        "offered": queries.organization_choices(text) if text.strip() and not body else [],
        "form": form,
    }
    return _show(request, "posts", context, request.method == "POST")


def _take_post(someone, body, choices, held, values, by):
    actions.take_post(
        someone,
        body,
        by=by,
        on=values["on"],
        post=next((post for post in choices if str(post.pk) == values["post"]), None),
        new_post=values["new_post"],
        leaving=next((row for row in held if str(row.pk) == values.get("leaving")), None),
        standing=values["standing"],
    )


@require_POST
def end_holding(request, pk):
    """Somebody leaves a post; the day is today unless another is typed."""
    _keeper(request)
    seen = queries.visible_people(request.user)
    holding = get_object_or_404(Holding.objects.filter(person__in=seen), pk=pk)
    form = forms.Day(request.POST)
    if form.is_valid():
        actions.end_holding(holding, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("directory:person_posts", holding.person_id)
    messages.error(request, " ".join(form.errors["on"]))
    return redirect("directory:person_posts", holding.person_id)
