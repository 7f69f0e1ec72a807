"""The trustees of the recovery key: choosing them, coming together, and the drill."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saiyai.accounts.forms import Reason
from saiyai.accounts.sudo import ask_again
from saiyai.accounts.vault import actions, forms, queries, rules
from saiyai.accounts.vault.models import Ceremony
from saiyai.accounts.vault.views.proving import fresh_vault
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.thai import dates

TONES = {"PROPOSED": "wait", "CONFIRMED": "act", "DECLINED": "stop", "ENDED": "done"}
LATEST = 10


def _seer(request):
    if not queries.may_see_quorum(request.user):
        raise Http404


def _seats(quorum):
    """The trustees of a quorum, and whether each can still give their piece."""
    able = {seat.pk for seat in queries.able_seats(quorum)}
    seats = list(quorum.trustees.select_related("user").order_by("user__display_name", "pk"))
    for seat in seats:
        seat.able = seat.pk in able
    return seats


def _month(day):
    """The month of the last drill; of the day nothing is kept."""
    if day is None:
        return ""
    return f"{day:%B %Y}" if get_language() == "en" else dates.month_year(day)


def quorum(request):
    """Who holds the recovery key together, when it was last tried, and what is going on."""
    _seer(request)
    in_force, waiting = queries.quorum_in_force(), queries.waiting_quorum()
    ceremonies = list(queries.visible_ceremonies(request.user)[:LATEST])
    for one in ceremonies:
        one.tone = TONES[one.status]
    seats = _seats(in_force) if in_force else []
    context = {
        "quorum": in_force,
        "seats": seats,
        "drilled_month": _month(in_force.drilled_on) if in_force else "",
        "left_over": sum(seat.able for seat in seats) - in_force.needed if in_force else 0,
        "drill_due": in_force is not None and rules.is_drill_due(in_force, timezone.localdate()),
        "waiting": waiting,
        "waiting_seats": waiting.trustees.select_related("user").order_by("user__display_name") if waiting else [],
        "advice": _advice(waiting),
        "needs_ceremony": waiting is not None and actions.needs_ceremony(waiting),
        "moves": {move.name for move in rules.QUORUM.open_to(waiting, request.user)} if waiting else set(),
        "why_not_confirm": _why_not(rules.QUORUM, waiting, request.user) if waiting else "",
        "ceremonies": ceremonies,
        "may_propose": request.user.allows(P.VAULT_RESET) and waiting is None,
        "may_open": request.user.allows(P.VAULT_OWN) and in_force is not None,
        "reason_form": Reason(),
    }
    return render(request, "accounts/vault/quorum.html", context)


def _why_not(lifecycle, record, user):
    """Why a trustee cannot confirm; nobody else is expected to."""
    return lifecycle.why_not(record, "confirm", user) if user.allows(P.VAULT_TRUST) else ""


def _advice(waiting):
    if waiting is None:
        return []
    users = list(waiting.trustees.values_list("user", flat=True))
    return rules.quorum_advice(len(users), waiting.needed, queries.offices_of(users))


def propose_quorum(request):
    """An administrator says who shall hold the recovery key; a trustee confirms."""
    if not request.user.allows(P.VAULT_RESET):
        raise Http404
    ask_again(request)
    able, in_force = queries.may_be_trustees(), queries.quorum_in_force()
    form = forms.FoundQuorum(request.POST or None, able=able, in_force=in_force)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.propose_quorum(
                list(given["trustees"]), given["needed"], by=request.user, reason=given["reason"],
                begins_anew=given.get("begins_anew", False),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, f"{refused.reason} {refused.remedy}")
        else:
            messages.success(request, _("The choice of trustees is proposed. One of the trustees has to confirm it."))
            return redirect("vault:quorum")
    context = {"form": form, "enough": able.count() >= rules.FEWEST, "quorum": in_force}
    return render(request, "accounts/vault/propose_quorum.html", context, status=422 if form.is_bound else 200)


def _waiting(request):
    _seer(request)
    waiting = queries.waiting_quorum()
    if waiting is None:
        raise Refused(_("No other choice of trustees waits."))
    return waiting


@require_POST
@fresh_vault
def confirm_quorum(request):
    """The second person agrees: a first quorum is founded, a change opens a ceremony of the present trustees."""
    waiting = _waiting(request)
    if actions.needs_ceremony(waiting):
        opened = actions.open_ceremony(Ceremony.Purpose.CHANGE, waiting.reason, request.vault, by=request.user)
        messages.success(request, _("The ceremony is open. The present trustees give their pieces now."))
        return redirect("vault:ceremony", pk=opened.pk)
    actions.found_quorum(waiting, by=request.user)
    messages.success(request, _("The recovery key is made and split among the trustees."))
    return redirect("vault:quorum")


@require_POST
def decline_quorum(request):
    """The second person does not agree, or an administrator takes it back."""
    waiting = _waiting(request)
    form = Reason(request.POST)
    if not form.is_valid():
        raise Refused(_("Say why."))
    ask_again(request)
    actions.decline_quorum(waiting, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The choice of trustees has been declined."))
    return redirect("vault:quorum")


@fresh_vault
def open_ceremony(request):
    """Ask the trustees to come together."""
    form = forms.OpenCeremony(request.POST or None, initial={"purpose": request.GET.get("purpose", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        opened = actions.open_ceremony(given["purpose"], given["reason"], request.vault, by=request.user)
        messages.success(request, _("The ceremony is open. A trustee has to confirm it."))
        return redirect("vault:ceremony", pk=opened.pk)
    context = {"form": form, "quorum": queries.quorum_in_force()}
    return render(request, "accounts/vault/open_ceremony.html", context, status=422 if form.is_bound else 200)


def _visible(request, pk):
    _seer(request)
    return get_object_or_404(queries.visible_ceremonies(request.user), pk=pk)


def ceremony(request, pk):
    """How many pieces are here, and what may be done."""
    found = _visible(request, pk)
    given = {piece.user_id for piece in found.pieces.all()}
    seats = _seats(found.quorum)
    for seat in seats:
        seat.given = seat.user_id in given
    over = rules.has_run_out(found, request.user)
    gathers = found.status == Ceremony.Status.CONFIRMED and not over
    found.tone = TONES[found.status]
    context = {
        "ceremony": found,
        "seats": seats,
        "count": len(given),
        "enough": len(given) >= found.quorum.needed,
        "gathers": gathers,
        "over": over,
        "code": rules.spoken_code(found),
        "moves": {move.name for move in rules.CEREMONY.open_to(found, request.user)},
        "why_not_confirm": found.status == Ceremony.Status.PROPOSED and _why_not(rules.CEREMONY, found, request.user),
        "may_give": gathers and any(seat.user_id == request.user.pk and not seat.given for seat in seats),
        "is_opener": found.proposed_by_id == request.user.pk,
        "reason_form": Reason(),
    }
    return render(request, "accounts/vault/ceremony.html", context)


@require_POST
@fresh_vault
def confirm_ceremony(request, pk):
    """The second person agrees."""
    actions.confirm_ceremony(_visible(request, pk), by=request.user)
    messages.success(request, _("Confirmed. The trustees can give their pieces now."))
    return redirect("vault:ceremony", pk=pk)


@require_POST
@fresh_vault
def give_piece(request, pk):
    """A trustee gives their piece."""
    actions.give_piece(_visible(request, pk), request.vault, by=request.user)
    messages.success(
        request, _("Your piece is given. Only who opened the ceremony can use it, and only in this ceremony.")
    )
    return redirect("vault:ceremony", pk=pk)


@require_POST
@fresh_vault
def finish_ceremony(request, pk):
    """Enough pieces are here: note the drill, or split the key among the new trustees."""
    found = _visible(request, pk)
    if found.purpose == Ceremony.Purpose.DRILL:
        actions.finish_drill(found, request.vault, by=request.user)
        messages.success(request, _("The drill worked: these trustees can bring reports back."))
    else:
        actions.finish_change(found, request.vault, by=request.user)
        messages.success(request, _("The recovery key is split among the new trustees. Old pieces are worth nothing."))
    return redirect("vault:quorum")


@require_POST
def end_ceremony(request, pk):
    """Decline it or end it; pieces that were given are destroyed."""
    found = _visible(request, pk)
    form = Reason(request.POST)
    if not form.is_valid():
        raise Refused(_("Say why."))
    actions.end_ceremony(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The ceremony is over. Pieces that were given are destroyed."))
    return redirect("vault:quorum")
