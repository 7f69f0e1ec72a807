"""The law for everybody; keeping and verifying it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from saiyai.law import actions, forms, queries, rules
from saiyai.law.models import ProvisionVersion, Verification
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def _page(request, template, **context):
    user = request.user
    layout = "ui/member.html" if user.is_authenticated else "ui/public.html"
    keeps = user.is_authenticated and rules.may_keep(user)
    return render(request, f"law/{template}.html", {"layout": layout, "keeps": keeps, **context})


def _act_of(request, slug):
    return get_object_or_404(queries.visible_acts(request.user), slug=slug)


def _provision_of(request, code):
    return get_object_or_404(queries.visible_provisions(request.user), code=code)


def _keeper(request):
    if not rules.may_keep(request.user):
        raise Http404


def _ask(request, form, do, after, title, template="ask", **context):
    """The form, and once more with what is wrong (422) or refused (409); done, on to `after`."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(**form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, " ".join(filter(None, (str(refusal.reason), str(refusal.remedy)))))
                status = 409
            else:
                messages.success(request, _("Saved."))
                return redirect(after())
    context |= {"form": form, "title": title, "layout": "ui/member.html"}
    return render(request, f"law/{template}.html", context, status=status)


def _sent(request):
    return request.POST if request.method == "POST" else None


@login_not_required
@require_safe
def acts(request):
    """Every act that may be cited."""
    return _page(request, "acts", acts=queries.visible_acts(request.user))


@login_not_required
@require_safe
def act(request, slug):
    """The sections of an act as they read today."""
    found = _act_of(request, slug)
    return _page(request, "act", act=found, citations=queries.read_act(found), needed=rules.NEEDED)


@login_not_required
@require_safe
def provision(request, code):
    """A section in all its versions, and who held them against the official text."""
    found = _provision_of(request, code)
    user, rows = request.user, queries.history(_provision_of(request, code))
    for row in rows:
        row.verified = row.standing >= rules.NEEDED
        row.may_verify = user.is_authenticated and not rules.why_not_verify(row, user)
        for one in row.verifications.all():
            one.may_withdraw = user.is_authenticated and not one.withdrawn_on and rules.may_withdraw(one, user)
    return _page(request, "provision", provision=found, versions=rows, needed=rules.NEEDED)


@PAGE
def add_act(request):
    """Enter an act."""
    _keeper(request)
    form = forms.NewAct(_sent(request))

    def do(**values):
        actions.add_act(by=request.user, **values)

    return _ask(request, form, do, lambda: _act_of(request, form.cleaned_data["slug"]), _("Enter an act"))


@PAGE
def add_provision(request, slug):
    """Enter a section."""
    _keeper(request)
    found = _act_of(request, slug)
    form = forms.NewProvision(_sent(request))

    def do(**values):
        actions.add_provision(found, by=request.user, order=found.sections, **values)

    def after():
        return _provision_of(request, form.cleaned_data["code"])

    return _ask(request, form, do, after, _("Enter a section"), back=found)


@PAGE
def add_version(request, code):
    """Write what a section says from a day on."""
    _keeper(request)
    found = _provision_of(request, code)

    def do(**values):
        actions.add_version(found, by=request.user, **values)

    form = forms.NewVersion(_sent(request))
    return _ask(request, form, do, lambda: found, _("Write the next version"), back=found)


@PAGE
def verify(request, pk):
    """Say that a version was held against its official source."""
    if not request.user.allows(P.LAW_VERIFY):
        raise Http404
    version = get_object_or_404(ProvisionVersion.objects.select_related("provision__act"), pk=pk)

    def do(**values):
        actions.verify(version, by=request.user, **values)

    why_not = "" if request.method == "POST" else rules.why_not_verify(version, request.user)
    return _ask(
        request, forms.Verify(_sent(request)), do, lambda: version.provision,
        _("Verify this version"), "verify", version=version, back=version.provision, why_not=why_not,
    )  # fmt: skip


@PAGE
def withdraw_verification(request, number):
    """Take a verification back."""
    one = get_object_or_404(Verification.objects.select_related("version__provision__act"), pk=number)
    if not rules.may_withdraw(one, request.user):
        raise Http404

    def do(**values):
        actions.withdraw_verification(one, by=request.user, **values)

    found = one.version.provision
    return _ask(
        request, forms.Withdraw(_sent(request)), do, lambda: found, _("Take this verification back"), back=found
    )
