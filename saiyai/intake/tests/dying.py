"""Run as a program: tells a report in a child process that is killed at one step after the other, and looks what is left.

Prints one line a step: the step, how many reports there are, whether they can be read, and whether sending again made it
exactly one that can.
"""

import io
import os
import signal
import subprocess
import sys
import time

import django

from saiyai.settings import ROOT


def _make_tables():
    """By the site, as in life: the connection of the front desk makes none."""
    place = os.environ | {"DJANGO_SETTINGS_MODULE": "saiyai.settings"}
    code = "import django; django.setup(); from saiyai.policy.migrating import migrate_vault; migrate_vault()"
    command = [sys.executable, "-c", code]
    subprocess.run(command, env=place, cwd=ROOT, check=True)


def main():
    """Prepare a store, then die at each step in turn."""
    django.setup()
    _make_tables()
    from saiyai.crypto import codes, keys
    from saiyai.intake.tests.telling import make_offices

    keys.create_missing()
    officers = make_offices()
    for step in range(len(STEPS)):
        receipt = codes.new_code(codes.RECEIPT)
        pid = os.fork()
        if not pid:
            _die_at(step)
            _tell(receipt)
            os._exit(7)  # it should have died
        status = os.waitpid(pid, 0)[1]
        print(STEPS[step][0], os.WTERMSIG(status), _state(officers, receipt), _again(officers, receipt), flush=True)
    print("left over", *_swept())


def _hits(module, name, when):
    original = getattr(module, name)

    def dies(*args, **details):
        if when == "after":
            original(*args, **details)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dies)


def _blob_rows(_module, _name, _when):
    from saiyai.intake.models import Blob

    _hits(Blob.objects, "bulk_create", "after")


STEPS = [
    ("settle", "uploads", "settle", "before"),
    ("put-before", "keyring", "put", "before"),
    ("put-after", "keyring", "put", "after"),
    ("seal", "keys", "close_data", "before"),
    ("store-before", "receiving", "store", "before"),
    ("rows-inside", None, None, None),
    ("store-after", "receiving", "store", "after"),
    ("times", "uploads", "without_time", "before"),
    ("kept", "receiving", "keep", "after"),
]


def _die_at(step):
    from saiyai.crypto import keyring
    from saiyai.intake import keys, uploads
    from saiyai.intake.actions import receiving

    _label, where, name, when = STEPS[step]
    if where is None:
        return _blob_rows(None, None, None)
    return _hits({"uploads": uploads, "keyring": keyring, "keys": keys, "receiving": receiving}[where], name, when)


def _upload():
    from saiyai.intake.uploads import SealingUploadHandler

    handler = SealingUploadHandler()
    handler.new_file("files", "ก.txt", "text/plain", 6)
    handler.receive_data_chunk(b"canary" * 5000, 0)
    return handler.file_complete(30000)


def _tell(receipt):
    from saiyai.intake.actions import receiving
    from saiyai.intake.actors import REPORTER
    from saiyai.intake.told import Told

    upload = _upload()
    told = Told(what="เรื่องที่ถูกตัด", agency="เทศบาล")
    taken = receiving.receive(told, desk="R4", receipt=receipt, files=[upload], by=REPORTER)
    upload.close()
    return taken


def _readable(officers, report):
    from saiyai.crypto.unseal import is_whole, read_stream
    from saiyai.intake import keys
    from saiyai.intake.opening import open_data
    from saiyai.intake.uploads import blob_path

    if officers["r4a"].body(report).what != "เรื่องที่ถูกตัด":
        return False
    for blob in report.blobs.all():
        place = keys.text_place("intake.Blob", "label", report.pk, blob.pk, 0)
        label = open_data(blob.label_sealed, officers["r4a"].data_key(report), place=place)
        content, key = io.BytesIO(blob_path(blob.name).read_bytes()), bytes.fromhex(label["key"])
        if not is_whole(content, key, label["length"], label["plain_hash"]):
            return False
        if b"".join(read_stream(content, key, label["length"])) != b"canary" * 5000:
            return False
    return report.blobs.count() == 1


def _state(officers, receipt):
    from saiyai.crypto.bearer import Receipt
    from saiyai.intake.models import Report

    found = list(Report.objects.filter(lookup=Receipt(receipt).lookup))
    return f"{len(found)}{'' if all(_readable(officers, one) for one in found) else ' UNREADABLE'}"


def _again(officers, receipt):
    _tell(receipt)
    return _state(officers, receipt)


def _swept():
    from django.conf import settings

    from saiyai.crypto import keyring
    from saiyai.intake import jobs
    from saiyai.intake.models import Blob, Report

    folder = settings.PRIVATE_DIR / "reports"
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime:
            os.utime(path, (time.time() - 2 * jobs.OLD,) * 2)
    jobs.sweep(None)
    files = {path.name for path in folder.rglob("*") if path.is_file()}
    rings = {int(name.split("|")[1]) for kind in ("report", "identity") for name in keyring.names(kind)}
    return (
        len(files - set(Blob.objects.values_list("name", flat=True))),
        len(rings - set(Report.objects.values_list("pk", flat=True))),
        len(set(Blob.objects.values_list("name", flat=True)) - files),
        len(set(Report.objects.values_list("pk", flat=True)) - rings),
    )


if __name__ == "__main__":
    sys.exit(main())
