from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('notify', '0006_notices_of_circulars')]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_about',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='about',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='about_key',
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('circular__isnull', False), models.Q(('title', ''), _negated=True), _connector='OR'), name='notice_says_something'),
        ),
    ]
