"""Fifty officers decide on the same 200 applications at once, in five processes of ten threads each."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

from bench.rows import against, limit
from bench.start import begin, end, signed_in

OFFICERS, APPLICATIONS, PROCESSES, ALONE = 50, 200, 5, 20
GOOD = {302, 303, 409}


def officers():
    """The keys of fifty who may decide."""
    from saiyai.accounts import actions
    from saiyai.accounts.models import User
    from saiyai.policy.actors import SYSTEM

    for number in range(OFFICERS):
        user = actions.invite(f"decider{number}@saiyai.example", f"ผู้อนุมัติ {number}", by=SYSTEM)
        grant = actions.grant_role(user, "membership_decider", by=SYSTEM, reason="bench")
        actions.confirm_grant(grant, by=SYSTEM)
    return list(User.objects.filter(email__startswith="decider").values_list("pk", flat=True))


def waiting(count):
    """The keys of so many applications that wait for a decision, walked there by the actions themselves."""
    from django.db import transaction

    from saiyai.demo import people
    from saiyai.demo.applications import Walk
    from saiyai.directory.models import Organization
    from saiyai.membership.models import Application
    from saiyai.networks.models import Network

    rng, network = random.Random("deciding"), Network.objects.get(is_default=True)
    agencies = list(Organization.objects.filter(kind="DEPARTMENT", ends_on__isnull=True).order_by("key")[:40])
    keys = []
    with transaction.atomic():
        for person in people.people(count, seed=4_000_000):
            walk = Walk(rng, network, agencies, person)
            walk.to(Application.Status.DECISION)
            keys.append(walk.application.pk)
    return keys


def session_of(user_key):
    """The cookie of a fresh sign-in."""
    from django.conf import settings

    from saiyai.accounts.models import User

    client = signed_in(User.objects.get(pk=user_key))
    client.get("/")  # the first page of a day notes the day
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def decide(session, keys):
    """One officer goes through these applications and counts the answers."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    client, answers = Client(raise_request_exception=False), Counter()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    for key in keys:
        move = "reject" if key.int % 4 == 0 else "approve"
        answer = client.post(reverse(f"membership:{move}", args=[key]), {f"{move}-reason": "ตรวจแล้วตามเอกสาร"})
        answers[answer.status_code] += 1
        # As the web server does behind each answer. The client of the tests leaves it open: where the pool has fewer
        # connections than there are threads, the last of these would wait for the end of the others, and be refused.
        connection.close()
    return answers


def together(work):
    """One process: ten officers in ten threads, each with a connection of their own."""
    with ThreadPoolExecutor(len(work)) as threads:
        return sum(threads.map(lambda one: decide(*one), work), Counter())


def _set_up():
    begin()


def all_at_once(sessions, keys, tries):
    """(answers, seconds): every officer takes `tries` of the applications, in an order of their own."""
    rng = random.Random("orders")
    work = []
    for turn, session in enumerate(sessions):
        start = turn * len(keys) // len(sessions)  # together they reach every application
        own = [keys[(start + step) % len(keys)] for step in range(tries)]
        work.append((session, rng.sample(own, len(own))))
    share = len(work) // PROCESSES
    with get_context("spawn").Pool(PROCESSES, _set_up) as pool:
        pool.map(abs, range(PROCESSES * 4))  # all processes are up before the clock starts
        start = time.perf_counter()
        answers = sum(pool.map(together, [work[i : i + share] for i in range(0, len(work), share)], 1), Counter())
        return answers, time.perf_counter() - start


def judged(keys):
    """How many were decided exactly once: one decision in the story and in the trail, one member if approved."""
    from saiyai.audit.models import Event
    from saiyai.membership.models import Application, Entry, Member

    moves = ("approve", "reject")
    told = Counter(Entry.objects.filter(application__in=keys, move__in=moves).values_list("application", flat=True))
    names = [str(key) for key in keys]
    verbs = [f"application.{move}" for move in moves]
    trail = Counter(Event.objects.filter(verb__in=verbs, key__in=names).values_list("key", flat=True))
    members = Counter(Member.objects.filter(application__in=keys).values_list("application", flat=True))
    statuses = dict(Application.objects.filter(pk__in=keys).values_list("pk", "status"))
    ends = {"APPROVED": 1, "REJECTED": 0}
    return sum(told[k] == 1 == trail[str(k)] and ends.get(statuses[k]) == members[k] for k in keys)


def main():
    told = begin()
    from django.db import connection

    from saiyai.audit.verify import verify

    sessions = [session_of(user) for user in officers()]
    keys = waiting(ALONE + APPLICATIONS)
    alone, keys = keys[:ALONE], keys[ALONE:]
    start = time.perf_counter()
    decide(sessions[0], alone)
    speed_alone = ALONE / (time.perf_counter() - start)
    connection.close()
    answers, seconds = all_at_once(sessions, keys, told.tries)
    print(dict(answers), f"{seconds:.0f} s; alone {speed_alone:.1f}/s", flush=True)
    asked, done, bad = sum(answers.values()), judged(keys), sum(n for code, n in answers.items() if code not in GOOD)
    verdict, where = verify(), f"{OFFICERS} officers, {connection.display_name}"
    speed = against(
        f"{where}: decisions", APPLICATIONS, done / seconds, "decisions/s", "one officer alone", speed_alone
    )
    requests = against(f"{where}: answers", asked, asked / seconds, "answers/s", "one officer alone", speed_alone)
    end(told, [
        limit(f"{where}: decided exactly once", APPLICATIONS, done, "applications", f"= {APPLICATIONS}",
              done == APPLICATIONS),
        limit(f"{where}: error pages", asked, bad, "pages", "= 0", bad == 0),
        limit(f"{where}: trail verifies", verdict.size, verdict.ok, "yes", "= 1", verdict.ok),
        speed,
        requests,
    ])  # fmt: skip


if __name__ == "__main__":
    main()
