
import django.db.models.deletion
import django.utils.timezone
import saiyai.policy.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_reach'),
    ]

    operations = [
        migrations.CreateModel(
            name='Vault',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='vault', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('IN_USE', 'in use'), ('LOST', 'passphrase lost; a new one may be set'), ('CLOSED', 'closed for good')], default='IN_USE', max_length=8)),
                ('root_name', models.CharField(max_length=16)),
                ('set_up_on', models.DateField(default=django.utils.timezone.localdate)),
            ],
        ),
        migrations.CreateModel(
            name='Quorum',
            fields=[
                ('epoch', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('key_since', models.PositiveIntegerField(default=0, help_text='The first epoch with this key pair')),
                ('status', models.CharField(choices=[('PROPOSED', 'Proposed, waits for a second person'), ('CONFIRMED', 'In force'), ('DECLINED', 'Declined'), ('ENDED', 'Another one took its place')], default='PROPOSED', max_length=12)),
                ('needed', models.PositiveSmallIntegerField()),
                ('begins_anew', models.BooleanField(default=False, help_text='Another key pair: what was closed to the old is lost')),
                ('reason', models.TextField(blank=True)),
                ('public_key', models.BinaryField(null=True)),
                ('canary_sealed', saiyai.policy.fields.SealedField(null=True)),
                ('canary_hash', models.CharField(blank=True, max_length=64)),
                ('proposed_on', models.DateField(default=django.utils.timezone.localdate)),
                ('founded_on', models.DateField(blank=True, null=True)),
                ('drilled_on', models.DateField(blank=True, help_text='First day of the month of the last drill', null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Ceremony',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('RECOVERY', 'Bring reports back'), ('CHANGE', 'Change the trustees'), ('DRILL', 'Drill')], max_length=8)),
                ('status', models.CharField(choices=[('PROPOSED', 'Waits for a second person'), ('CONFIRMED', 'Gathers pieces'), ('DECLINED', 'Declined'), ('ENDED', 'Over')], default='PROPOSED', max_length=12)),
                ('reason', models.TextField()),
                ('opener_epoch', models.PositiveIntegerField()),
                ('public_key', models.BinaryField()),
                ('seed_sealed', saiyai.policy.fields.SealedField(help_text='Private half, sealed to the key of who opened it; gone when over', null=True)),
                ('opened_on', models.DateField(default=django.utils.timezone.localdate)),
                ('expires_at', models.DateTimeField()),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quorum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceremonies', to='accounts.quorum')),
            ],
        ),
        migrations.CreateModel(
            name='Trustee',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_epoch', models.PositiveIntegerField(default=0)),
                ('bundle_sealed', saiyai.policy.fields.SealedField(null=True)),
                ('quorum', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trustees', to='accounts.quorum')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trusteeships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Unlock',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='unlock', serialize=False, to='accounts.session')),
                ('root_sealed', saiyai.policy.fields.SealedField()),
                ('proven_at', models.DateTimeField()),
                ('idle_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unlocks', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='VaultKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('epoch', models.PositiveIntegerField()),
                ('public_key', models.BinaryField()),
                ('status', models.CharField(choices=[('CURRENT', 'in use'), ('KEPT', 'kept for what was closed to it'), ('RETIRED', 'destroyed')], default='CURRENT', max_length=8)),
                ('made_on', models.DateField(default=django.utils.timezone.localdate)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vault_keys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='VaultReset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('PROPOSED', 'Proposed, waits for a trustee'), ('CONFIRMED', 'Old keys destroyed'), ('DECLINED', 'Declined'), ('ENDED', 'New passphrase set')], default='PROPOSED', max_length=12)),
                ('reason', models.TextField()),
                ('created_on', models.DateField(default=django.utils.timezone.localdate)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vault_resets', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('piece_sealed', saiyai.policy.fields.SealedField()),
                ('given_on', models.DateField(default=django.utils.timezone.localdate)),
                ('ceremony', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='accounts.ceremony')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ceremony', 'user'), name='one_piece_a_trustee')],
            },
        ),
        migrations.AddConstraint(
            model_name='quorum',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'CONFIRMED')), fields=('status',), name='one_quorum_in_force'),
        ),
        migrations.AddConstraint(
            model_name='quorum',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'PROPOSED')), fields=('status',), name='one_quorum_waits'),
        ),
        migrations.AddConstraint(
            model_name='quorum',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='quorum_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='ceremony',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='ceremony_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='trustee',
            constraint=models.UniqueConstraint(fields=('quorum', 'user'), name='one_seat_a_trustee'),
        ),
        migrations.AddConstraint(
            model_name='vaultkey',
            constraint=models.UniqueConstraint(fields=('user', 'epoch'), name='one_vault_key_an_epoch'),
        ),
        migrations.AddConstraint(
            model_name='vaultkey',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'CURRENT')), fields=('user',), name='one_current_vault_key'),
        ),
        migrations.AddConstraint(
            model_name='vaultreset',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('PROPOSED', 'CONFIRMED'))), fields=('user',), name='one_vault_reset_waits'),
        ),
        migrations.AddConstraint(
            model_name='vaultreset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_by', models.F('user')), _negated=True), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('user')), _negated=True), _connector='OR')), name='vault_reset_is_for_somebody_else'),
        ),
    ]
