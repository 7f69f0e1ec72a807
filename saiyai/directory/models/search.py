from django.db import models


class SearchEntry(models.Model):
    """What a party can be found by, in one folded text. One row a person, organisation or group.

    Indexed by trigrams: FTS5 on SQLite, pg_trgm on PostgreSQL (migration 0002). `public` holds what a member may
    find by, `private` (phones, e-mail, former names) what an officer may find by in addition.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON"
        ORGANIZATION = "ORGANIZATION"
        GROUP = "GROUP"

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.UUIDField(unique=True)
    public = models.TextField()
    private = models.TextField(blank=True, default="")
    sound = models.TextField(blank=True, default="")
    listed = models.BooleanField(default=False)
    province_code = models.CharField(max_length=2, blank=True, default="")
    sort_key = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "sort_key"], name="search_entry_sort"),
            models.Index(fields=["kind", "province_code", "sort_key"], name="search_entry_province"),
        ]
