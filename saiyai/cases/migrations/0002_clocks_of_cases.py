from django.db import migrations, models


def copy_days(apps, schema_editor):
    """The days stood beside the report only."""
    case, store = apps.get_model("cases", "Case"), schema_editor.connection.alias
    for row in case.objects.using(store).select_related("report").only(
        "acknowledge_by", "answer_by", "report__acknowledge_by", "report__answer_by"
    ):
        row.acknowledge_by, row.answer_by = row.report.acknowledge_by, row.report.answer_by
        row.save(using=store, update_fields=["acknowledge_by", "answer_by"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_beginning"), ("intake", "0001_beginning")]

    operations = [
        migrations.RemoveIndex(model_name="access", name="access_officer"),
        migrations.AddField(
            model_name="case",
            name="acknowledge_by",
            field=models.DateField(
                help_text="As of the report, whose row is long: a list reads none", null=True
            ),
        ),
        migrations.AddField(model_name="case", name="answer_by", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["officer", "received_on", "case"], name="access_officer"),
        ),
        migrations.AddIndex(
            model_name="barred", index=models.Index(fields=["officer", "case"], name="barred_officer")
        ),
        migrations.RunPython(copy_days, migrations.RunPython.noop),
    ]
