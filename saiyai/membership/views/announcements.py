"""Announcements of a network: writing one, seeing how it was delivered, reading it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.membership import actions, queries
from saiyai.membership.forms.announcing import Announce
from saiyai.membership.models import Announcement
from saiyai.membership.views.audiences import looked_at
from saiyai.membership.views.filters import told
from saiyai.networks import queries as networks
from saiyai.networks.rules import may_manage
from saiyai.networks.views.keeping import managed
from saiyai.networks.views.pages import network_of
from saiyai.notify.models import Letter
from saiyai.policy.lifecycle import Refused
from saiyai.ui.provinces import province_name

A_PAGE = 30


def to_whom(one):
    """The members whom an announcement is for, in words."""
    words = [str(one.chapter)] if one.chapter else []
    words += [province_name(one.province_code)] if one.province_code else []
    words += [_("filter “%(name)s”") % {"name": one.filter_name}] if one.filter_name else []
    return ", ".join(words) or _("All members")


@require_safe
def announcements(request, slug):
    """What this network told its members, for who runs it."""
    network, _by = managed(request, slug)
    page = Paginator(queries.announcements_of(network), A_PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.to_whom = to_whom(one)
    context = {"network": network, "page_obj": page, "layout": "ui/member.html"}
    return render(request, "membership/announcements/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, slug):
    """Write an announcement; before it goes out, the page says how many it reaches."""
    network, _by = managed(request, slug)
    chapters = networks.visible_chapters(request.user, network)
    saved = queries.visible_filters(request.user)
    form, status = Announce(request.POST if request.method == "POST" else None, chapters=chapters, saved=saved), 200
    context = {"network": network, "layout": "ui/member.html"}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            audience = {"chapter": values["chapter"], "province_code": values["province"]}
            status, context = 200, context | looked_at(network, values["saved"], audience, request.user)
            if "sure" in request.POST:
                try:
                    made = actions.announce(
                        network,
                        values["title"],
                        values["body"],
                        by=request.user,
                        id=values["id"],
                        saved=values["saved"],
                        **audience,
                    )
                except Refused as refusal:
                    form.add_error(None, str(refusal.reason))
                    status = 409
                else:
                    messages.success(request, _("The announcement is on its way."))
                    return redirect("membership:announcement", made.pk)
    return render(request, "membership/announcements/write.html", context | {"form": form}, status=status)


@require_safe
def announcement(request, pk):
    """One announcement: to who was told, what it says; to who runs the network, also how it was delivered."""
    rows = queries.visible_announcements(request.user).select_related("network", "chapter")
    one = get_object_or_404(rows, pk=pk)
    network, by = network_of(request, one.network.slug)
    runs = may_manage(network, by)
    one.to_whom = to_whom(one)
    context = {"one": one, "network": network, "runs": runs, "layout": "ui/member.html"}
    if runs:
        context["delivery"] = delivery = queries.delivery_of(one)
        names = dict(Letter.Status.choices)
        context["filter_words"] = told(one.filter_list, one.filter_query, request.user) if one.filter_list else ""
        context["letters"] = [(names[status], count) for status, count in sorted(delivery.letters.items())]
    return render(request, "membership/announcements/announcement.html", context)


@require_POST
def stop(request, pk):
    """Tell nobody more."""
    one = get_object_or_404(Announcement.objects.select_related("network"), pk=pk)
    network, by = network_of(request, one.network.slug)
    if not may_manage(network, by):
        raise Http404
    actions.stop_announcement(one, by=request.user)
    messages.success(request, _("Stopped. Who was told stays told."))
    return redirect("membership:announcement", pk)
