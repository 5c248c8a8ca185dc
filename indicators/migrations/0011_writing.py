from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "programs_and_writing.sql"


class Migration(migrations.Migration):
    """Takes the place of functions made before, and so has no way back."""

    dependencies = [("indicators", "0010_trail_history"), ("access", "0015_writing")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"))]
