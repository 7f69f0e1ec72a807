"""Taking a copy, asking for erasure and answering it, sealing and forgetting looks."""

import io
import json
import zipfile

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.audit import trail
from saiyai.audit.models import Look
from saiyai.notify import actions as notify
from saiyai.notify import outbox
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.held import keepers
from saiyai.policy.lifecycle import Refused
from saiyai.rights import queries, rules
from saiyai.rights.models import Erasure

LONGEST = 2000


@action
def take_own_copy(subject, *, by):
    """Everything that is held about somebody, as a ZIP: data.json and the files that they sent. Returns bytes."""
    if subject.user is None or subject.user.pk != by.pk:
        raise Refused(_("You do not have permission to do this."))
    told = {
        "format": "saiyai.held/1",
        "made_on": timezone.localdate().isoformat(),
        "held": [
            {
                "name": one.name,
                "title": str(one.title),
                "kept": str(one.kept),
                "rows": [{"name": row.name, "label": str(row.label), "value": row.value} for row in one.rows],
            }
            for one in queries.holdings(subject)
        ],
        "looks": [
            {"day": one.day.isoformat(), "office": one.office, "what": one.what, "times": one.times}
            for one in queries.who_looked(subject)
        ],
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2))
        for keeper in keepers():
            for name, content in keeper.files(subject, by=by):
                pack.writestr(f"files/{name}", content)
    trail.record("own_copy.taken", by, by=by)
    return whole.getvalue()


@action
def ask_erasure(subject, *, by, reason=""):
    """Somebody asks that what is held about them be erased; or an officer enters such a letter."""
    own = subject.user is not None and subject.user.pk == by.pk
    if not own and not rules.may_enter(by):
        raise Refused(_("You do not have permission to do this."))
    if found := rules.objections(subject):
        raise Refused(found[0])
    today = timezone.localdate()
    try:
        with transaction.atomic():
            asked = Erasure.objects.create(
                user=subject.user, person=subject.person, reason=reason.strip()[:LONGEST], asked_on=today,
                due_on=today + rules.ANSWER_WITHIN, entered_by=None if own else by,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This has been asked already and waits for the answer.")) from None
    trail.record("erasure.asked", asked, by=by, by_letter=not own)
    return asked


def _locked(request):
    request.refresh_from_db(from_queryset=Erasure.objects.select_for_update(of=("self",)))


@action
def take_back_erasure(request, *, by):
    """Who asked no longer wishes it."""
    _locked(request)
    if by.pk not in (request.user_id, request.entered_by_id):
        raise Refused(_("You do not have permission to do this."))
    if request.status != Erasure.Status.ASKED:
        raise Refused(_("This has been answered already."))
    request.status, request.reason = Erasure.Status.TAKEN_BACK, ""
    request.save()
    trail.record("erasure.taken_back", request, by=by)


def _answer(request, status, by, text):
    _locked(request)
    if reason := rules.why_not_answer(request, by):
        raise Refused(reason)
    request.status, request.answer = status, text.strip()[:LONGEST]
    request.answered_on, request.answered_by = timezone.localdate(), by


@action
def refuse_erasure(request, *, by, answer):
    """The request is not carried out; the person is told why."""
    if not answer.strip():
        raise Refused(_("Please give a reason."))
    _answer(request, Erasure.Status.REFUSED, by, answer)
    request.save()
    trail.record("erasure.refused", request, by=by)
    if request.user:
        _tell(request.user.email, request.user.language, "erasure_refused", request)


def _forget_reasons(request):
    """Also what was written in requests before, which were refused."""
    own = Q(pk=request.pk)
    own |= Q(user=request.user) if request.user else Q(pk=request.pk)
    own |= Q(person=request.person) if request.person else Q(pk=request.pk)
    Erasure.objects.filter(own).update(reason="")


@action
def carry_out_erasure(request, *, by, answer=""):
    """Erase what nothing requires to be kept, note what stays and until when, and tell the person, all or nothing."""
    _answer(request, Erasure.Status.DONE, by, answer)
    subject = queries.subject_of_request(request)
    if found := rules.objections(subject):
        raise Refused(found[0])
    address, language = (subject.user.email, subject.user.language) if subject.user else ("", "th")
    _forget_reasons(request)
    left = []
    for keeper in reversed(keepers()):  # what stands on others lets go first
        left += keeper.erase(subject, tuple(left), by=carrying_out(by))
    request.left = [
        {"what": str(one.what), "why": str(one.why), "section": one.section,
         "until": one.until.isoformat() if one.until else ""}
        for one in left
    ]  # fmt: skip
    request.reason = ""
    # The entry may be gone altogether now.
    request.person = subject.person if subject.person and subject.person.pk else None
    request.save()
    trail.record("erasure.carried_out", request, by=by, left=len(left))
    if address:
        _tell(address, language, "erasure_done", request, left=left)
    return left


def _tell(to, language, letter, request, **context):
    context |= {"answer": request.answer}
    outbox.queue(
        to=to, template=f"rights/letters/{letter}", context=context, language=language, purpose="account", about=request
    )


@action
def seal_looks(day, *, by):
    """One line of the trail for the looks of a day that is over."""
    count, digest = queries.digest_of(day)
    trail.record("looks.sealed", ("audit.look", day.isoformat()), by=by, count=count, digest=digest)
    return count


@action
def forget_looks(before, *, by):
    """Delete looks of days before this one. Returns how many."""
    count, _kinds = Look.objects.filter(day__lt=before).delete()
    trail.record("looks.forgotten", ("audit.look", "all"), by=by, count=count, before=before)
    return count


@action
def forget_account(user, *, by):
    """The time of an account is over: nobody signs in with it again, and nothing tells whose it was."""
    accounts.erase_account(user, by=by)
    notify.erase_inbox(user, by=by)
    trail.record("user.forgotten", user, by=by)
