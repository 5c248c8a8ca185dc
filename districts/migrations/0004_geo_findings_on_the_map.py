import django.contrib.gis.db.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("districts", "0003_areas_through_time")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="geometry",
            field=django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=25832),
        ),
        migrations.AddField(
            model_name="finding",
            name="entries",
            field=models.JSONField(default=list),
        ),
    ]
