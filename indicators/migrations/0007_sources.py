import django.db.models.deletion
from django.db import migrations, models


def keep_sources(apps, _editor):
    """Who delivers was a text beside each delivery: each text becomes a source of that name."""
    Delivery = apps.get_model('indicators', 'Delivery')
    Source = apps.get_model('indicators', 'Source')
    Delivery.objects.filter(source='').update(source=None)
    named = set(Delivery.objects.exclude(source=None).values_list('source', flat=True))
    Source.objects.bulk_create(Source(key=text, label_de=text) for text in sorted(named))


def keep_texts(apps, _editor):
    apps.get_model('indicators', 'Delivery').objects.filter(source=None).update(source='')


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0006_series'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_de', models.CharField(max_length=200, verbose_name='label (German)')),
                ('label_en', models.CharField(blank=True, max_length=200, verbose_name='label (English)')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='key')),
                ('four_eyes', models.BooleanField(default=False, help_text='Whoever uploaded or checked a delivery of this source may not publish it.', verbose_name='four eyes')),
                ('licence', models.CharField(blank=True, help_text='Its short name, e.g. dl-de/by-2-0 or CC BY 4.0.', max_length=200, verbose_name='licence')),
                ('attribution', models.CharField(blank=True, help_text='How the source wants to be named beside figures.', max_length=300, verbose_name='attribution')),
                ('link', models.URLField(blank=True, verbose_name='address of the data')),
                ('contact', models.CharField(blank=True, max_length=300, verbose_name='contact')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ('label_de', 'key'),
            },
        ),
        migrations.AlterField(
            model_name='delivery',
            name='source',
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name='source'),
        ),
        migrations.RunPython(keep_sources, keep_texts),
        migrations.AlterField(
            model_name='delivery',
            name='source',
            field=models.ForeignKey(blank=True, db_column='source', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='indicators.source', to_field='key', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='licence',
            field=models.CharField(blank=True, max_length=200, verbose_name='licence'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='footnotes',
            field=models.JSONField(default=list, verbose_name='footnotes'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='again_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='indicators.delivery'),
        ),
    ]
