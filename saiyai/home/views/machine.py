"""The machine room: jobs and letters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.home import labels
from saiyai.home.forms import LetterFilter
from saiyai.home.queries import machine
from saiyai.jobs import actions as jobs_actions
from saiyai.jobs import queries as jobs_queries
from saiyai.notify import actions as notify_actions
from saiyai.notify import queries as notify_queries
from saiyai.policy.permissions import Permission as P

A_PAGE = 50


def _must_read(request):
    if not request.user.allows(P.JOB_READ):
        raise Http404


def _must_run(request):
    if not request.user.allows(P.JOB_RUN):
        raise Http404


@require_safe
def jobs(request):
    """The schedule at work: last run, next run, result, error."""
    _must_read(request)
    found = machine.jobs_now(request.user)
    context = {
        "jobs": found,
        "troubled": [job for job in found if job.state in ("failing", "late")],
        "may_run": request.user.allows(P.JOB_RUN),
    }
    return render(request, "home/jobs.html", context)


@require_POST
def run_soon(request, name):
    """Put a job at the front."""
    _must_run(request)
    job = get_object_or_404(jobs_queries.visible_jobs(request.user), name=name)
    jobs_actions.run_soon(job, by=request.user)
    messages.success(request, _("“%(job)s” runs at the worker's next look.") % {"job": labels.job(job.name)})
    return redirect("home:jobs")


@require_safe
def letters(request):
    """How many letters wait or failed; never to whom they go or what they say."""
    _must_read(request)
    form = LetterFilter(request.GET)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    page = Paginator(machine.letters_with(request.user, status), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "counts": machine.letters_now(request.user),
        "purposes": machine.letters_by_purpose(request.user),
        "may_run": request.user.allows(P.JOB_RUN),
    }
    return render(request, "home/letters.html", context)


@require_POST
def try_again(request, pk):
    """Put a letter that was not delivered back into the outbox."""
    _must_run(request)
    letter = get_object_or_404(notify_queries.visible_letters(request.user), pk=pk)
    notify_actions.try_again(letter, by=request.user)
    messages.success(request, _("The letter is in the outbox again."))
    return redirect("home:letters")
