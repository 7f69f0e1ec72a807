"""The superior answers, behind a private link of their own."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saiyai.membership import actions, queries, rules
from saiyai.membership.actors import endorser
from saiyai.membership.forms.simple import EndorseForm
from saiyai.membership.views.doors import private


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request, token):
    """Who applies and for what; the answer, asked once more before it counts."""
    endorsement, living = queries.endorsement_of_link(token)
    if endorsement is None or not living or endorsement.answer:
        return private(_closed(request, endorsement))
    form = EndorseForm(request.POST or None)
    context = {"form": form, "endorsement": endorsement, "application": endorsement.application}
    context["roles"] = [rules.ROLES_WISHED[key] for key in endorsement.application.roles if key in rules.ROLES_WISHED]
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "sure" not in request.POST:
            return private(render(request, "membership/endorse/sure.html", context))
        answer = actions.endorse if form.cleaned_data["answer"] == "endorse" else actions.decline_endorsement
        answer(endorsement, by=endorser(endorsement), reason=form.cleaned_data["reason"])
        return redirect("membership:endorse", token=token)
    return private(render(request, "membership/endorse/ask.html", context, status=422 if form.errors else 200))


def _closed(request, endorsement):
    """Answered, replaced or run out: each says what to do."""
    answered = endorsement is not None and bool(endorsement.answer)
    context = {"endorsement": endorsement, "answered": answered}
    return render(request, "membership/endorse/closed.html", context, status=200 if answered else 404)
