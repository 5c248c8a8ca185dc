from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

from imports.parsers.profiles.loading import load_profile

SQL = Path(__file__).parent.parent / "sql" / "second_wall.sql"
TABLES = ("batch", "problem", "sourcefile", "inboxfile")
BACK = "".join(
    f"DROP POLICY {table}_all ON imports_{table}; ALTER TABLE imports_{table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)


def name_measures(apps, _editor):
    for profile in apps.get_model("imports", "Profile").objects.all():
        profile.measures = sorted(load_profile(profile.spec).measures)
        profile.save(update_fields=["measures"])


class Migration(migrations.Migration):
    dependencies = [("imports", "0006_files_about_persons"), ("indicators", "0009_second_wall")]
    operations = [
        migrations.AddField(
            model_name="profile",
            name="measures",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, editable=False, size=None
            ),
        ),
        migrations.RunPython(name_measures, migrations.RunPython.noop),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK + "DROP FUNCTION imports_profiles();"),
    ]
