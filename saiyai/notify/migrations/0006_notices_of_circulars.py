"""What many were told before is a circular each: its words once, instead of in every inbox."""

from django.db import migrations


def gather(apps, schema_editor):
    """One circular for all messages about the same record; its letters keep the text that was sealed for them."""
    circulars, notices, letters = (apps.get_model("notify", name) for name in ("Circular", "Notice", "Letter"))
    records = notices.objects.exclude(about_key="").order_by().values_list("about", "about_key").distinct()
    for about, key in list(records):
        told = notices.objects.filter(about=about, about_key=key).order_by("created_at", "pk")
        first = told.first()
        circular = circulars.objects.create(
            purpose=first.purpose, title=first.title, body=first.body, address=first.address, about=about,
            about_key=key, created_at=first.created_at,
        )  # fmt: skip
        seen = set()
        for pk, user in told.values_list("pk", "user"):
            if user not in seen:  # a message told twice stays what it is
                notices.objects.filter(pk=pk).update(circular=circular, title="", body="", address="")
            seen.add(user)
        letters.objects.filter(about=about, about_key=key).update(circular=circular)


def spread(apps, schema_editor):
    """Back again: the words of each circular into every inbox that has it."""
    circulars, notices = (apps.get_model("notify", name) for name in ("Circular", "Notice"))
    for one in circulars.objects.all():
        words = {name: getattr(one, name) for name in ("title", "body", "address", "about", "about_key")}
        notices.objects.filter(circular=one).update(**words)


class Migration(migrations.Migration):
    dependencies = [("notify", "0005_circulars")]
    operations = [migrations.RunPython(gather, spread)]
