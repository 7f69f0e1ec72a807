"""Members of an office, the page of one, and each move at its own address."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from saiyai.accounts.queries import province_name, visible_offices
from saiyai.membership import actions, papers, paperwork, queries, rules
from saiyai.membership.forms import office as forms
from saiyai.membership.views import shown
from saiyai.membership.views.office import pdf, typed
from saiyai.membership.views.queue import A_PAGE
from saiyai.policy import looks
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.thai import dates

MOST_OFFERING = 50


@dataclass(frozen=True)
class Way:
    """How a move is offered: its words, its form, what is said afterwards, whether it hurts."""

    label: str | Promise
    form: type
    about: str | Promise
    done: str | Promise
    hurts: bool = False


WAYS = {
    "renew": Way(
        gettext_lazy("Renew"), forms.Nothing,
        gettext_lazy("Another term from the end of this one, with a new card. The member gets a letter."),
        gettext_lazy("Renewed."),
    ),
    "reinstate": Way(
        gettext_lazy("End the suspension"), forms.MemberNote, gettext_lazy("The card is valid again at once."),
        gettext_lazy("The suspension has ended."),
    ),
    "remove": Way(
        gettext_lazy("Remove from the network"), forms.MemberReason,
        gettext_lazy("The card ends, and the place in what members see. The member gets a letter with the reason."),
        gettext_lazy("Removed."), hurts=True,
    ),
    "drop_removal": Way(
        gettext_lazy("Drop the proposal"), forms.MemberNote,
        gettext_lazy("The membership goes on as before the proposal. The member gets a letter."),
        gettext_lazy("The proposal has been dropped."),
    ),
    "issue_card": Way(
        gettext_lazy("Issue a new card"), forms.Nothing,
        gettext_lazy("For a card that is lost: its code is no longer valid from now on."),
        gettext_lazy("A new card has been issued."),
    ),
    "suspend": Way(
        gettext_lazy("Suspend"), forms.MemberReason,
        gettext_lazy("Whoever checks the card sees it at once. The member gets a letter with the reason."),
        gettext_lazy("Suspended."), hurts=True,
    ),
    "propose_removal": Way(
        gettext_lazy("Propose removal"), forms.MemberReason,
        gettext_lazy("The member is told why and may explain; another person decides after that."),
        gettext_lazy("Proposed. The member has been written to."), hurts=True,
    ),
    "record_explanation": Way(
        gettext_lazy("Record what the member explains"), forms.FromPaper,
        gettext_lazy("What the member says by word or on paper. The decider reads it; the member gets a letter."),
        gettext_lazy("The explanation is recorded."),
    ),
    "record_resignation": Way(
        gettext_lazy("Record a resignation on paper"), forms.FromPaper,
        gettext_lazy("For a member without an account. The card ends; print the letter that confirms it."),
        gettext_lazy("The resignation is recorded."), hurts=True,
    ),
    "record_death": Way(
        gettext_lazy("Record a death"), forms.Death,
        gettext_lazy("Nobody is written to. The card ends, and the entry is shown to officers only."),
        gettext_lazy("Recorded."), hurts=True,
    ),
}  # fmt: skip


def _reader(request):
    if not request.user.allows(P.MEMBER_READ):
        raise Http404


def _seen(request, pk):
    """A member of the viewer's office; of any other, 404."""
    found = get_object_or_404(queries.visible_members(request.user).select_related("network", "proposed_by"), pk=pk)
    if not request.user.allows(P.MEMBER_READ, office=found.office, network=found.network_id):
        raise Http404
    if not rules.is_own(found, request.user):
        looks.note(request.user, found, "member")
    return found


def _form(request):
    return forms.MemberFilter(request.GET, offices=visible_offices(request.user))


def _in_force(form, chosen):
    words = []
    if chosen["q"]:
        words.append((_("Contains “%(text)s”") % {"text": chosen["q"]}, "q"))
    for name in ("status", "province"):
        if chosen[name]:
            words.append((str(dict(form.fields[name].choices)[chosen[name]]), name))
    if chosen["office"]:
        words.append((str(chosen["office"]), "office"))
    words += [(str(form.fields[name].label), name) for name in ("ending", "asked") if chosen[name]]
    if chosen["sort"]:
        words.append((str(dict(form.fields["sort"].choices)[chosen["sort"]]), "sort"))
    return words


@require_safe
def members(request):
    """The members that this officer looks after."""
    _reader(request)
    form = _form(request)
    chosen = form.chosen()
    page = Paginator(queries.members_matching(request.user, **chosen), A_PAGE).get_page(request.GET.get("page"))
    for one in page:
        shown.dress_member(one)
    context = {
        "form": form,
        "page_obj": page,
        "filters": _in_force(form, chosen),
        "counts": queries.member_counts(request.user),
        "offering": [] if request.GET else _offering(request.user),
    }
    return render(request, "membership/members/list.html", context)


def _offering(user):
    """Members of other offices who look after provinces of this one, each with those provinces in words."""
    found = list(queries.offering_to(user)[:MOST_OFFERING])
    for one in found:
        one.provinces = ", ".join(province_name(code) for code in one.application.watch_provinces)
    return found


@require_safe
def export(request):
    """The list as it is filtered, for a spreadsheet. No contact details. On the record."""
    _reader(request)
    found = list(queries.members_matching(request.user, **_form(request).chosen()))
    looks.note_many(request.user, "membership.member", [one.pk for one in found], "export")
    actions.take_members(by=request.user, count=len(found))
    head = [_("Member number"), _("Name"), _("Standing"), _("Office"), _("From"), _("Until")]
    rows = [
        (one.number, one, shown.dress_member(one).standing_words, one.office, dates.short(one.starts_on),
         dates.short(one.ends_on))
        for one in found
    ]  # fmt: skip
    return shown.table("members", head, rows)


# Not offered where it is not open: the reason would only be noise on every page.
QUIET = ("renew", "record_resignation")


def _offered(member, user, bound):
    """Moves that are open, and those that only a guard keeps shut, with the reason."""
    found, closed = [], []
    for name, way in WAYS.items():
        if name == "issue_card":
            if not rules.why_not_issue_card(member, user):
                found.append({"name": name, "label": way.label, "way": way, "form": way.form(prefix=name)})
            continue
        move = rules.MEMBER.moves[name]
        reason = rules.MEMBER.why_not(member, name, user)
        if not reason:
            form = bound.get(name) or way.form(prefix=name)
            found.append({"name": name, "label": way.label, "way": way, "form": form, "open": name in bound})
        elif (
            member.status in move.sources
            and user.allows(move.permission, office=member.office, network=member.network_id)
            and name not in QUIET
        ):
            closed.append((way.label, reason))
    return found, closed


def _page(request, member, *, bound=None, refusal=None, status=200):
    bound = bound or {}
    shown.dress_member(member)
    moves, closed = _offered(member, request.user, bound)
    card, entries = queries.living_card(member), list(member.entries.select_related("by"))
    context = {
        "member": member,
        "moves": moves,
        "closed": closed,
        "card": card,
        "code": rules.in_groups(card.code) if card else "",
        "story": shown.story(entries),
        "prints_letter": paperwork.has_member_letter(member, {entry.move for entry in entries}),
        "letters": shown.letters(queries.letters_to(member.application, member)),
        "consents": member.consents.order_by("given_at"),
        "proposed": member.status == member.Status.REMOVAL_PROPOSED,
        "refusal": refusal,
        "typed": typed(bound) if refusal else [],
        "problems": [form for form in bound.values() if form.errors],
    }
    return render(request, "membership/members/member.html", context, status=status)


@require_safe
def member(request, pk):
    """One membership: term, card, story, and what can be done."""
    return _page(request, _seen(request, pk))


@require_safe
def card_pdf(request, pk):
    """The card of a member on a sheet, for a member who has no e-mail address."""
    found = _seen(request, pk)
    card = queries.living_card(found)
    if card is None:
        raise Http404
    return pdf(papers.card_pdf(paperwork.card_paper(found, card)), f"card-{found.number}.pdf")


@require_safe
def letter_pdf(request, pk):
    """The official letter of the last step, to print for a member who has no e-mail address."""
    found = paperwork.member_letter_about(_seen(request, pk))
    if found is None:
        raise Http404
    return pdf(found[1], found[0])


def _moving(name):
    """The view that makes this move."""
    way = WAYS[name]

    @require_POST
    def view(request, pk):
        found = _seen(request, pk)
        form = way.form(request.POST, prefix=name)
        if not form.is_valid():
            return _page(request, found, bound={name: form}, status=422)
        try:
            getattr(actions, name)(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            return _page(request, _seen(request, pk), bound={name: form}, refusal=refusal, status=409)
        messages.success(request, way.done)
        return redirect("membership:member", pk=pk)

    view.__name__ = view.__qualname__ = name
    return view


renew = _moving("renew")
reinstate = _moving("reinstate")
remove = _moving("remove")
drop_removal = _moving("drop_removal")
issue_card = _moving("issue_card")
suspend = _moving("suspend")
propose_removal = _moving("propose_removal")
record_explanation = _moving("record_explanation")
record_resignation = _moving("record_resignation")
record_death = _moving("record_death")
