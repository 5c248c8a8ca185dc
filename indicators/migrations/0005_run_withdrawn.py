from django.conf import settings
from django.db import migrations, models


def keep_times(apps, _editor):
    """Of runs withdrawn before, no time was kept: they count as never having stood."""
    Run = apps.get_model('indicators', 'Run')
    Run.objects.filter(state='withdrawn').update(withdrawn_at=models.F('published_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('districts', '0002_comparison_regions'),
        ('indicators', '0004_comment_what_is_only_added'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='reason',
            field=models.TextField(blank=True, verbose_name='why withdrawn'),
        ),
        migrations.AddField(
            model_name='run',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(keep_times, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='run_withdrawn_has_a_time'),
        ),
    ]
