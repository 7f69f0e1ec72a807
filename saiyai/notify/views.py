"""One's own inbox, and how one wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.crypto import codes
from saiyai.notify import actions, forms, queries, rules, writing
from saiyai.notify import line as lines
from saiyai.policy.actors import SYSTEM

A_PAGE = 20


@require_safe
def inbox(request):
    """What was written to me, newest first."""
    page = Paginator(queries.visible_notices(request.user), A_PAGE).get_page(request.GET.get("page"))
    for notice in page:
        known = rules.PURPOSES.get(notice.purpose)
        notice.purpose_label = known.label if known else notice.purpose
    context = {"page": page, "unread": queries.unread(request.user), "bounce": queries.bounce_of(request.user.email)}
    return render(request, "notify/inbox.html", context)


@require_POST
def open_notice(request, pk):
    """Mark a message as read and go on to its page."""
    notice = get_object_or_404(queries.visible_notices(request.user), pk=pk)
    actions.read_notice(notice, by=request.user)
    page = notice.said.address
    return redirect(page if writing.is_own_page(page) else "notify:inbox")


@require_POST
def read_all(request):
    """Mark everything as read."""
    if queries.unread(request.user):
        actions.read_all(by=request.user)
        messages.success(request, _("Everything is marked as read."))
    return redirect("notify:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """By which channel for which purpose, summaries, quiet hours."""
    preference = queries.preference_of(request.user)
    hour = lambda value: "" if value is None else str(value)  # noqa: E731
    now = {"digest": preference.digest}
    now |= {"quiet_from": hour(preference.quiet_from), "quiet_until": hour(preference.quiet_until)}
    form = forms.Preferences(request.POST if request.method == "POST" else None, preference=preference, initial=now)
    if form.is_bound and form.is_valid():
        actions.save_preferences(by=request.user, **form.choices())
        messages.success(request, _("Saved. It holds from the next message."))
        return redirect("notify:preferences")
    fixed = [known for known in rules.PURPOSES.values() if rules.EMAIL in known.fixed]
    context = {
        "form": form,
        "fixed": fixed,
        "bounce": queries.bounce_of(request.user.email),
        "line": bool(settings.LINE_TOKEN),
        "linked": bool(preference.line_sealed),
        "layout": "ui/member.html",
    }
    return render(request, "notify/preferences.html", context, status=422 if form.is_bound else 200)


@require_POST
def lift_bounce(request):
    """My address works again."""
    if queries.bounce_of(request.user.email):
        actions.lift_bounce(request.user.email, by=request.user)
        messages.success(request, _("You are written to by e-mail again."))
    return redirect("notify:preferences")


CODE = "line_code"  # in the session, which is sealed: shown again while it works


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line(request):
    """My LINE account: linked or not; a code that links the one from which it is sent."""
    if not settings.LINE_TOKEN:
        raise Http404
    if request.method == "POST":
        request.session[CODE] = actions.begin_line(by=request.user)
        return redirect("notify:line")
    until = queries.waiting_for_line(request.user, timezone.now())
    code = codes.shown(request.session[CODE]) if until and CODE in request.session else ""
    context = {
        "linked": bool(queries.preference_of(request.user).line_sealed),
        "code": code,
        "until": until,
        "name": settings.LINE_NAME,
        "chat": lines.writing_to(settings.LINE_NAME, code) if code else "",
    }
    return render(request, "notify/line.html", context)


@require_POST
def unlink_line(request):
    """Nothing more by LINE."""
    actions.unlink_line(request.user, by=request.user)
    messages.success(request, _("Unlinked. Nothing is sent to you by LINE."))
    return redirect("notify:line")


@csrf_exempt
@login_not_required
@require_POST
def line_events(request):
    """What the LINE server tells us; believed only with its signature."""
    if not settings.LINE_TOKEN:
        raise Http404
    if not lines.is_signed(request.body, request.headers.get("X-Line-Signature", ""), settings.LINE_SECRET):
        return HttpResponse(status=403)
    for event in lines.read(request.body):
        actions.take_line(event, by=SYSTEM)
    return HttpResponse()
