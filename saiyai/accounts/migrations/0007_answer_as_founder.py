from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_confirmations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='privatelink',
            name='purpose',
            field=models.CharField(choices=[('DRAFT', 'Fill in an application'), ('ENDORSE', 'Endorse an application'), ('INVITATION', 'Open an account'), ('RECOVERY', 'Recover a sign-in'), ('PARTICIPATE', 'Sign for a unit'), ('CONFIRM', "Confirm one's details"), ('FOUNDING', 'Answer as a founder')], max_length=12),
        ),
    ]
