"""A member's own membership: the card, the term, the consents, and the way out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.documents.qr import qr_svg
from saiyai.membership import actions, papers, paperwork, queries, rules
from saiyai.membership.forms import office as forms
from saiyai.membership.models import Consent, Document
from saiyai.membership.views import shown
from saiyai.membership.views.office import pdf
from saiyai.networks import queries as networks
from saiyai.policy.lifecycle import Refused
from saiyai.ui.files import file_answer

# What ends with a consent; told before it is withdrawn.
EFFECTS = {
    Consent.Purpose.BACKGROUND: gettext_lazy("Your background is no longer checked. What was checked before stands."),
    Consent.Purpose.PUBLISH: gettext_lazy(
        "Whoever checks your card sees your number, and no longer your name. Your photograph is no longer printed on it."
    ),
    Consent.Purpose.DIRECTORY: gettext_lazy("Other members no longer find you in the directory; officers still do."),
    Consent.Purpose.LINE: gettext_lazy("The office writes by e-mail or calls instead."),
    Consent.Purpose.SHARE_OFFICE: gettext_lazy("Your data are no longer passed on to other offices."),
}


def own(request):
    """The viewer's membership, or 404 for somebody who never was a member."""
    found = queries.my_membership(request.user, request.GET.get("network", ""))
    if found is None:
        raise Http404
    return found


def back_to(request):
    """The page of the membership from which somebody came."""
    slug = request.GET.get("network", "")
    return reverse("membership:my_membership") + (f"?{urlencode({'network': slug})}" if slug else "")


def _chapters(request, member):
    seats = list(queries.chapter_seats(member))
    taken = {seat.chapter_id for seat in seats}
    others = networks.visible_chapters(request.user, member.network)
    return {
        "seats": seats,
        "other_chapters": [
            one for one in others if one.pk not in taken and not rules.why_not_join(member, one, request.user)
        ],
    }


def _page(request, member, *, explanation=None, refusal=None, status=200):
    shown.dress_member(member)
    others = [shown.dress_member(one) for one in queries.my_memberships(request.user) if one.pk != member.pk]
    card = queries.living_card(member)
    consents = list(queries.visible_consents(request.user))
    for one in consents:
        one.effect = EFFECTS.get(one.purpose, "")
    standing = {one.purpose for one in consents if not one.withdrawn_at}
    open_to = [(value, label) for value, label in Consent.Purpose.choices if value not in standing]
    may_explain = not rules.MEMBER.why_not(member, "explain", request.user) and not member.explanation
    context = {
        "member": member,
        "card": card,
        "code": rules.in_groups(card.code) if card else "",
        "consents": consents,
        "not_given": open_to if member.status in queries.LIVING else [],
        "story": shown.story(member.entries.filter(shown=True).select_related("by")),
        "letters": shown.letters(queries.letters_to(member.application, member)),
        "applications": queries.my_applications(request.user),
        "others": others,
        "of": f"?network={member.network.slug}" if others else "",
        **_chapters(request, member),
        "may_ask": not member.renewal_asked_on and not rules.MEMBER.why_not(member, "ask_renewal", request.user),
        "may_resign": not rules.MEMBER.why_not(member, "resign", request.user),
        "explanation": (explanation or forms.Explanation(prefix="explain")) if may_explain else None,
        "refusal": refusal,
    }
    response = render(request, "membership/my/membership.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def membership(request):
    """My card, my term, what I have agreed to."""
    member = queries.my_membership(request.user, request.GET.get("network", ""))
    if member is None and request.GET.get("network"):
        raise Http404
    return _page(request, member) if member else render(request, "membership/my/none.html")


def _card(request):
    """(member, paper of the living card) with the photograph that the member sent; 404 without a card."""
    member = own(request)
    card = queries.living_card(member)
    if card is None:
        raise Http404
    return member, card


def _photo(member, user):
    """The photograph of the application, in clear for the owner's own card; only who agreed has it printed there."""
    if member.application is None or member.application.applicant_user_id != user.pk or member.person is None:
        return None
    if not queries.has_agreed(member, Consent.Purpose.PUBLISH):
        return None
    files = queries.documents_of(member.application)
    found = files.filter(kind=Document.Kind.PHOTO, content_type__in=("image/jpeg", "image/png")).last()
    return actions.open_document(found, by=user, reason=_("My own card")) if found else None


def _paper(request):
    member, card = _card(request)
    return member, paperwork.card_paper(member, card, photo=_photo(member, request.user))


@require_safe
def card_pdf(request):
    """My card on a sheet, to print and cut."""
    member, paper = _paper(request)
    return pdf(papers.card_pdf(paper), f"card-{member.number}.pdf")


@require_safe
def wallet_pdf(request):
    """My card as one page for the telephone."""
    member, paper = _paper(request)
    return pdf(papers.wallet_pdf(paper), f"wallet-{member.number}.pdf")


@require_safe
def wallet_png(request):
    """My card as a picture for the telephone."""
    member, paper = _paper(request)
    return file_answer(papers.wallet_png(paper), "image/png", f"wallet-{member.number}.png", inline=True)


@require_safe
def qr(request):
    """The QR code of my card."""
    _member, card = _card(request)
    address = settings.SITE_URL + reverse("membership:verify", args=[card.code])
    answer = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def ask_renewal(request):
    """Ask for another term."""
    actions.ask_renewal(own(request), by=request.user)
    messages.success(request, _("You have asked for renewal. The office has been told."))
    return redirect(back_to(request))


@require_http_methods(["GET", "HEAD", "POST"])
def resign(request):
    """Leave, after a page that says what ends."""
    member = own(request)
    if reason := rules.MEMBER.why_not(member, "resign", request.user):
        raise Refused(reason)
    form = forms.Leave(request.POST or None, prefix="resign")
    if request.method == "POST" and form.is_valid():
        actions.resign(member, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You have left the network. A letter confirms it."))
        return redirect(back_to(request))
    context = {"form": form, "member": member, "back": back_to(request), "layout": "ui/member.html"}
    return render(request, "membership/my/resign.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
def explain(request):
    """Say what speaks against a proposed removal."""
    member = own(request)
    form = forms.Explanation(request.POST, prefix="explain")
    if not form.is_valid():
        return _page(request, member, explanation=form, status=422)
    try:
        actions.explain(member, by=request.user, text=form.cleaned_data["text"])
    except Refused as refusal:
        return _page(request, own(request), explanation=form, refusal=refusal, status=409)
    messages.success(request, _("Your explanation has been sent. Another person than the proposer decides."))
    return redirect(back_to(request))


@require_POST
def give_consent(request, purpose):
    """Agree to one purpose from today on."""
    if purpose not in Consent.Purpose.values:
        raise Http404
    given = actions.give_consent(own(request), purpose, by=request.user)
    messages.success(request, _("Given: %(what)s. It begins today.") % {"what": given.get_purpose_display()})
    return redirect(back_to(request) + "#consents")


@require_POST
def withdraw_consent(request, pk):
    """End one of my consents today."""
    consent = get_object_or_404(queries.visible_consents(request.user), pk=pk)
    actions.withdraw_consent(consent, by=request.user)
    messages.success(request, _("Withdrawn: %(what)s. It ends today.") % {"what": consent.get_purpose_display()})
    return redirect(back_to(request) + "#consents")
