"""Behind the private link of a letter: somebody looks at their details, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saiyai.directory import actions, forms, queries
from saiyai.directory.actions.confirming import RIGHT
from saiyai.directory.actors import asked


def _private(response):
    """Nothing of this page is kept, and its address is told to no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """What the directory holds of who was asked, each line with still right, changed, no longer mine."""
    found, living = queries.confirmation_of_link(token)
    if not living:
        # Nothing of the person: the link may have gone on to others since.
        known = found if found is not None and found.status in ("ANSWERED", "DECLINED") else None
        return _private(render(request, "directory/confirm_over.html", {"one": known}, status=200 if known else 404))
    if request.method == "POST" and "decline" in request.POST:
        actions.decline_to_confirm(found, by=asked(found))
        return _private(redirect("directory:confirm", token=token))
    items = list(queries.items_of(found, request.user))
    form = forms.Confirm(request.POST if request.method == "POST" else None, items=items)
    if request.method == "POST":
        everything = [actions.Answer(item.name, RIGHT) for item in items] if "all" in request.POST else None
        if everything or ("all" not in request.POST and form.is_valid()):
            actions.answer(found, everything or form.answers, by=asked(found))
            return _private(redirect("directory:confirm", token=token))
    groups = {sort: [line for line in form.lines() if line.item.sort == sort] for sort in ("point", "post", "profile")}
    context = {"form": form, "one": found, "person": found.person, "groups": groups, "any": bool(items)}
    context["hidden"] = any(not item.whole for item in items)
    wrong = form.is_bound and "all" not in request.POST
    return _private(render(request, "directory/confirm.html", context, status=422 if wrong else 200))
