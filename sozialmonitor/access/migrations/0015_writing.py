from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Takes the place of functions made before, and so has no way back."""

    dependencies = [
        ("access", "0014_history_of_the_rest"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        *(migrations.RunSQL((SQL / name).read_text(encoding="utf-8")) for name in ("programs.sql", "writing.sql")),
        migrations.RunSQL("DELETE FROM access_session", migrations.RunSQL.noop),  # their keys stood in the table as they are
    ]
