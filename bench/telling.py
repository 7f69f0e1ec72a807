"""How reports come in, and what a desk with very many of them costs: against the bare cryptography and a small desk."""

import os
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

from bench import rows
from bench.start import begin, end, signed_in

STORY = "ผู้อำนวยการเรียกรับเงินจากผู้รับเหมาทุกงวดงาน " * 90  # about 12 kB of Thai
FLAT = 1.1  # of memory: as much, whichever the number


def make_desk(email="bench-case@saiyai.example"):
    """An officer with keys on duty at the central office: (user, their keys)."""
    from saiyai.accounts.models import Grant, Office, User, VaultKey
    from saiyai.accounts.vault.models import Vault
    from saiyai.accounts.vault.unlocked import Unlocked
    from saiyai.cases import actions
    from saiyai.crypto import hybrid
    from saiyai.crypto.envelopes import Sealed
    from saiyai.policy.actors import SYSTEM

    office = Office.objects.get(code="HQ")
    user = User.objects.create(email=email, display_name="เจ้าหน้าที่ วัดผล")
    Grant.objects.create(user=user, role="case_officer", office=office, status="CONFIRMED", starts_on=date(2020, 1, 1))
    seed = hybrid.new_seed()
    Vault.objects.create(user=user, root_name="bench")
    VaultKey.objects.create(user=user, epoch=1, public_key=hybrid.public_bytes(seed))
    actions.put_on_duty(user, office, by=SYSTEM)
    actions.publish_desk(by=SYSTEM)
    return User.objects.get(pk=user.pk), Unlocked(user.pk, 1, {1: Sealed(seed)})


def tell(_n=0):
    """One report, as the front desk keeps it; whether it was received."""
    from django.db import connections

    from saiyai.crypto import codes
    from saiyai.intake.actions import receiving
    from saiyai.intake.actors import REPORTER
    from saiyai.intake.told import Told

    try:
        told = Told(what=STORY, agency="หน่วยงานตัวอย่าง")
        receiving.receive(told, desk="HQ", receipt=codes.new_code(codes.RECEIPT), by=REPORTER)
    except receiving.NotReceived:
        return False
    finally:
        connections.close_all()
    return True


def raw_cryptography(wraps):
    """What a report must cost: the derivation of its receipt, so many wraps, one key pair for the name, two envelopes."""
    from saiyai.crypto import codes, envelopes, hybrid
    from saiyai.crypto.bearer import Receipt

    holder, key = Receipt(codes.new_code(codes.RECEIPT)), envelopes.new_key()
    public = holder.public
    for _n in range(wraps):
        hybrid.wrap(key, public, info=b"bench")
    hybrid.public_bytes(hybrid.new_seed())
    for _n in range(2):
        envelopes.close(STORY.encode(), key, place=b"bench")


def len_of_wraps():
    from saiyai.intake.models import Reader

    return 2 + Reader.objects.filter(desk="HQ").count()


def fill(user, count):
    """So many cases of one officer, copied from one report: a list opens none that was not opened before."""
    from saiyai.cases.actions.publishing import new_ref
    from saiyai.cases.models import Access, Case
    from saiyai.intake.models import Report

    first, today = Report.objects.first(), date(2026, 11, 1)
    there = Case.objects.count()
    plain = {f.attname: getattr(first, f.attname) for f in Report._meta.concrete_fields if f.attname != "id"}
    plain |= {"published": True, "received_on": today, "acknowledge_by": today, "answer_by": today}
    made = [Report(**plain | {"lookup": os.urandom(32)}) for _n in range(count - there)]
    Report.objects.bulk_create(made, batch_size=200)
    days = {"received_on": today, "waiting_since": today, "acknowledge_by": today, "answer_by": today}
    cases = [Case(report=one, ref=new_ref(), desk="HQ", **days) for one in made]
    Case.objects.bulk_create(cases, batch_size=500)
    Access.objects.bulk_create(
        [Access(case=one, officer=user.pk, part="DUTY", given_on=today, received_on=today) for one in cases],
        batch_size=500,
    )


def lists(user, keys, runs, many):
    """The first page of an officer's list, with few and with many cases of their own."""
    from saiyai.accounts.vault import session

    session.current = lambda request: keys
    client, times, peaks, size = signed_in(user), {}, {}, 0
    for count in (100, many):
        fill(user, count)
        for _n in range(3):
            client.get("/desk/")
        taken = []
        for _n in range(runs):
            start = time.perf_counter()
            size = len(client.get("/desk/").content)
            taken.append(1000 * (time.perf_counter() - start))
        times[count] = rows.middle(taken)
        peaks[count] = _peak(client)
    name = "an officer’s list, first page"
    return [
        rows.against(f"{name}: time", many, times[many], "ms", "with 100 cases", times[100], 3),
        rows.limit(f"{name}: size", many, size / 1000, "kB", "≤ 100 kB", size <= 100_000),
        rows.against(f"{name}: memory", many, peaks[many], "kB", "with 100 cases", peaks[100], FLAT),
    ]


def _peak(client):
    """The most that Python holds for one such page, in kB."""
    tracemalloc.start()
    try:
        client.get("/desk/")
        return tracemalloc.get_traced_memory()[1] / 1000
    finally:
        tracemalloc.stop()


def derivations(tried, most_at_once):
    """However many codes are tried at once, only a few are derived at once."""
    from saiyai.crypto import slow

    running, most, lock = SimpleNamespace(now=0), SimpleNamespace(seen=0), threading.Lock()
    real = slow.Argon2id

    def counted(**details):
        made = real(**details)

        def derive(text):
            with lock:
                running.now += 1
                most.seen = max(most.seen, running.now)
            try:
                return made.derive(text)
            finally:
                with lock:
                    running.now -= 1

        return SimpleNamespace(derive=derive)

    slow.Argon2id = counted
    try:
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(lambda n: slow.derive(str(n), salt=b"s" * 16, tried=tried), range(12)))
    finally:
        slow.Argon2id = real
    name = f"{'receipts tried' if tried else 'receipts of reports that come in'}: derived at once"
    return rows.limit(name, 12, most.seen, "", f"≤ {most_at_once}", most.seen <= most_at_once)


def lengths():
    from saiyai.intake.models import Report

    stored, clear = len(Report.objects.first().body_sealed), len(STORY.encode())
    return rows.against("a report of Thai as it is stored", clear, stored, "bytes", "its text in UTF-8", clear, 1.15)


def main():
    told = begin()
    user, keys = make_desk()
    tell()
    measured = [lengths(), *lists(user, keys, told.runs, 10_000), derivations(True, 1), derivations(False, 2)]
    end(told, measured)


if __name__ == "__main__":
    main()
