"""One's own tokens: the list, a new one, the end of one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.accounts import queries as accounts
from saiyai.accounts.sudo import ask_again, asks_second_factor
from saiyai.api import actions, forms, queries, rules
from saiyai.policy.lifecycle import Refused


@require_safe
@never_cache
def tokens(request):
    """My tokens."""
    context = {
        "tokens": [dress(token, request.user) for token in queries.visible_tokens(request.user)],
        "why_not": queries.why_not_hold(request.user),
    }
    return render(request, "api/tokens.html", context)


def dress(token, user):
    """A token with the words of what it is for, and how it ended if it did."""
    token.ended = rules.how_ended(token, user)
    token.words = [rules.SCOPES[scope] for scope in token.scopes if scope in rules.SCOPES]
    return token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request):
    """A new token, shown once. Who is there is asked again, with the second factor of who has one."""
    if queries.why_not_hold(request.user):
        raise Http404
    ask_again(request)
    if way := asks_second_factor(request):
        return way
    form = forms.NewToken(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        two_step = accounts.has_second_factor(request.user)
        try:
            token, secret = actions.make_token(**form.cleaned_data, by=request.user, two_step=two_step)
        except Refused as refusal:
            form.add_error(None, " ".join(filter(None, (str(refusal.reason), str(refusal.remedy)))))
            status = 409
        else:
            return render(request, "api/token_made.html", {"token": dress(token, request.user), "secret": secret})
    return render(request, "api/make_token.html", {"form": form, "layout": "ui/member.html"}, status=status)


@require_POST
def revoke_token(request, pk):
    """End one of my tokens."""
    token = get_object_or_404(queries.visible_tokens(request.user), pk=pk)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("api:tokens")
