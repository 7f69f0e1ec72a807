"""Reports of the demo: every officer sees theirs and no other, the printed codes open one, the left out find nothing."""

from pathlib import Path

import pytest
from django.conf import settings as configured

from saiyai.accounts.models import User
from saiyai.accounts.vault import keeping
from saiyai.accounts.vault.session import unlocked_by
from saiyai.cases import actions, queries
from saiyai.crypto.bearer import ConsentCode, Receipt
from saiyai.crypto.unseal import CannotOpen
from saiyai.demo import load, reports, vaults
from saiyai.demo.cast import PASSPHRASE
from saiyai.intake import opening
from saiyai.intake import queries as intake
from saiyai.intake.models import Report, Wrap
from saiyai.intake.own import Own
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def demo(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""
    settings.PRIVATE_DIR, settings.DEMO = tmp_path / "private", True
    load.load_offices()
    load.load_cast()
    vaults.give_vaults()


def one_of_the_cast(key):
    user = User.objects.get(email=f"{key}@saiyai.example")
    return user, unlocked_by(keeping.open_root(PASSPHRASE, user=user.pk, name=user.vault.root_name), user)


@pytest.mark.slow
def test_officers_see_theirs_and_the_printed_codes_open_one(demo):
    assert reports.file_reports() == len(reports.STORIES) == Report.objects.filter(published=True).count()
    assert reports.file_reports() == 0, "a second start files nothing anew"
    seen = {}
    for key in reports.ON_DUTY:
        user, unlocked = one_of_the_cast(key)
        seen[key] = {actions.open_case(case, unlocked, by=user).told().title for case in queries.visible_cases(user)}
    assert {key: len(titles) for key, titles in seen.items()} == {"kaew": 3, "boonmee": 2, "sunee": 1, "chai": 2}
    assert [title for title in seen["kaew"] - seen["boonmee"]] == ["เรียกเงินแลกกับตำแหน่งจ้างเหมา"]
    holder = Receipt(reports.RECEIPT)
    own = Own(intake.report_of(holder), holder)
    assert own.told.title == reports.CONFIDENTIAL.told.title
    assert [facts["kind"] for _row, facts in own.letters] == ["message"] and len(own.asks) == 1
    assert opening.identity_key(own.report, ConsentCode(reports.CONSENT))


@pytest.mark.slow
def test_files_lie_sealed_and_who_is_left_out_opens_nothing(demo):
    reports.file_reports()
    files = [path for path in Path(configured.PRIVATE_DIR).rglob("*") if path.is_file()]
    assert len(files) == 2 and not any(b"Camera of the demo" in path.read_bytes() for path in files)
    boonmee, unlocked = one_of_the_cast("boonmee")
    kaew, _unlocked = one_of_the_cast("kaew")
    wraps = Wrap.objects.filter(kind=Wrap.Kind.OFFICER)
    out = set(wraps.filter(reader=str(kaew.pk)).values_list("report", flat=True)) - set(
        wraps.filter(reader=str(boonmee.pk)).values_list("report", flat=True)
    )
    (report,) = Report.objects.filter(pk__in=out)
    with pytest.raises((Refused, CannotOpen)):
        actions.open_case(report.case, unlocked, by=boonmee)


def test_outside_the_demo_no_report_is_filed(settings, offices):
    settings.DEMO = False
    with pytest.raises(vaults.NotTheDemo):
        reports.file_reports()
    assert not Report.objects.exists()
