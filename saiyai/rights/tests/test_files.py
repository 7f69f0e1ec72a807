"""Files on the disk go with the commit, and only then."""

import pytest
from django.conf import settings
from django.db import transaction

from saiyai.membership import actions as membership
from saiyai.rights import actions, queries


@pytest.mark.django_db(transaction=True)
def test_the_files_are_gone_from_the_disk_after_the_commit(cast, world):
    membership.resign(world["member"], by=cast.member, reason="")
    gone = actions.ask_erasure(queries.subject_of(cast.member), by=cast.member, reason="ไม่ต้องการแล้ว")
    paths = [settings.PRIVATE_DIR / "documents" / file.path for file in world["admitted"].documents.all()]
    with transaction.atomic():
        actions.carry_out_erasure(gone, by=cast.decider)
        assert paths and all(path.exists() for path in paths)
    assert not any(path.exists() for path in paths)
