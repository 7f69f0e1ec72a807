"""Many rows at once are the same rows as by the object layer, under the same constraints."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from saiyai.directory.models import Person, Tie
from saiyai.notify.models import Notice, Preference
from saiyai.policy.inserting import insert_many

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 17, 30, 1, 5, tzinfo=UTC)


def saved(model, **fields):
    """What the table says of the row, with the name of each column."""
    return model.objects.filter(**fields).values().get()


def twin(row, **changed):
    """The same row under another key."""
    return {**row, **changed}


def test_every_kind_of_column_is_saved_as_by_the_object_layer(cast):
    user = cast.member
    one = Notice.objects.create(user=user, purpose="x", title="ก\t\\N\n", created_at=AT, gathered=True)
    row = saved(Notice, pk=one.pk)
    key = uuid.uuid4()
    assert (
        insert_many(Notice, [Notice(id=key, user=user, purpose="x", title="ก\t\\N\n", created_at=AT, gathered=True)])
        == 1
    )
    assert saved(Notice, pk=key) == twin(row, id=key)
    assert Notice.objects.filter(created_at=AT, user=user, gathered=True, read_at__isnull=True).count() == 2


def test_lists_are_saved_as_lists(cast):
    first, second = get_user_model().objects.order_by("pk")[:2]
    Preference.objects.create(user=first, off=["ข่าว:EMAIL"], digest="DAILY")
    insert_many(Preference, [Preference(user=second, off=["ข่าว:EMAIL"], digest=Preference.Digest.DAILY)])
    assert saved(Preference, pk=second.pk) == twin(saved(Preference, pk=first.pk), user_id=second.pk)
    assert Preference.objects.get(pk=second.pk).off == ["ข่าว:EMAIL"]


def test_mappings_take_the_defaults_of_what_they_do_not_name():
    rows = ({"given_name": name, "sort_key": name} for name in ("ก", "ข", "ค"))
    assert insert_many(Person, rows) == 3
    found = Person.objects.get(given_name="ข")
    assert (found.family_name, found.listed, found.user_id) == ("", False, None)
    assert len(set(Person.objects.values_list("pk", flat=True))) == 3
    assert insert_many(Person, []) == 0
    with pytest.raises(ValueError, match="nickname_of_old"):
        insert_many(Person, [{"given_name": "ง", "nickname_of_old": "x"}])


def test_constraints_hold_and_nothing_of_the_batch_stays():
    a, b = sorted((Person.objects.create(given_name=name, sort_key=name) for name in "กข"), key=lambda one: str(one.pk))
    good = {"kind": "KNOWS", "a_person_id": a.pk, "b_person_id": b.pk, "starts_on": date(2025, 1, 1)}
    for bad in (good, {**good, "a_person_id": b.pk, "b_person_id": a.pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_many(Tie, [good, bad])
    assert not Tie.objects.exists()
    assert insert_many(Tie, [good]) == 1 and Tie.objects.get().starts_on == date(2025, 1, 1)


def test_thousands_are_written_in_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        insert_many(Person, ({"given_name": str(n), "sort_key": str(n)} for n in range(12_000)))
    assert Person.objects.count() == 12_000
