"""The first page: for the public, and after sign-in what waits for whom."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saiyai.accounts.vault.queries import active_key
from saiyai.audit import queries as audit
from saiyai.cases import queries as cases
from saiyai.directory import queries as directory
from saiyai.home import health
from saiyai.home.queries import machine, public, today, trail
from saiyai.membership import queries as membership
from saiyai.policy.permissions import Permission as P
from saiyai.ui.provinces import province_name


def _member(user):
    person = directory.person_of(user)
    newest, province = today.newest_members(user, person)
    return {
        "person": person,
        "posts": today.my_posts(person),
        "newest": newest,
        "province": province_name(province) if province else "",
    }


def _officer(user):
    provinces = today.provinces_of(user)
    user._counts_shown = membership.queue_counts(user)
    return {
        "counts": user._counts_shown,
        "ending": list(today.members_ending_soon(user)[: today.SHORT]),
        "empty_posts": list(today.posts_without_holder(user, provinces)[: today.SHORT]),
    }


def _applicant(user):
    return {"applications": list(membership.my_applications(user)[: today.SHORT])}


def _auditor(user):
    return {
        "checkpoint": audit.latest_checkpoint(),
        "verification": trail.last_verification(user),
        "recent": trail.by_verb(user)[:10],
    }


def _vault(user):
    """Whether the vault is set up, and what it is for. Never whether there are cases: that shows only behind it."""
    return {
        "has_vault": active_key(user) is not None,
        "works": cases.works_with_cases(user),
        "trusts": user.allows(P.VAULT_TRUST),
    }


def _administrator(user):
    jobs = machine.jobs_now(user)
    found = health.by_title(health.examine(quick=True))
    return {
        "jobs": jobs,
        "troubled": [job for job in jobs if job.state in ("failing", "late")],
        "letters": machine.letters_now(user),
        "roles": machine.roles_waiting(user),
        "unverified": machine.provinces_unverified(),
        "findings": found,
        "wrong": [finding for finding in found if not finding.ok],
    }


@dataclass(frozen=True)
class Part:
    """One first screen. `permission` opens it."""

    name: str
    label: str | Promise
    permission: P | None
    context: object


PARTS = (
    Part("officer", _("My queue"), P.APPLICATION_READ, _officer),
    Part("administrator", _("Health"), P.JOB_RUN, _administrator),
    Part("auditor", pgettext_lazy("part", "The trail"), P.AUDIT_READ, _auditor),
    Part("vault", _("Confidential work"), P.VAULT_OWN, _vault),
    Part("member", _("As a member"), P.OWN_MEMBERSHIP, _member),
    Part("applicant", _("My application"), None, _applicant),
)


def parts_of(user):
    """The first screens of this user, work before what is their own."""
    return [part for part in PARTS if part.permission and user.allows(part.permission)] or [PARTS[-1]]


def _frontdesk():
    """Where reports are taken in: another process, in the language of this page."""
    return f"{settings.FRONTDESK_URL}{'' if get_language() == 'th' else '/en'}/report/"


@login_not_required
@require_safe
def home(request):
    """The public page when signed out; after sign-in the part of the role, `?part=` for the others."""
    if not request.user.is_authenticated:
        return render(request, "home/public.html", public.network_now(request.user) | {"frontdesk": _frontdesk()})
    parts = parts_of(request.user)
    wanted = request.GET.get("part") or parts[0].name
    part = next((part for part in parts if part.name == wanted), None)
    if part is None:
        raise Http404
    context = {"part": part, "parts": parts if len(parts) > 1 else [], "today": timezone.localdate()}
    return render(request, f"home/{part.name}.html", context | part.context(request.user))
