from pathlib import Path

from django.db import migrations

from sozialmonitor.access.sql_functions import as_made

SQL = Path(__file__).parent.parent / "sql"
TABLES = (
    "access_user", "access_membership", "access_department", "access_role", "access_token", "mfa_authenticator",
    "socialaccount_socialaccount",
)  # fmt: skip
BACK_WRITING = "\n".join(
    (
        *(f"DROP TRIGGER written_by_who_may ON {table};" for table in TABLES),
        *(f"DROP FUNCTION access_{name}();" for name in ("stays", "demand_account", "demand_own", "demand_administration")),
        "DROP FUNCTION access_refuse(text);",
    )
)
BACK_PROGRAMS = as_made(SQL / "second_wall.sql", "access_account", "access_administers") + """
DROP FUNCTION access_held();
DROP FUNCTION access_allowance();
DROP FUNCTION access_is_program();
DROP FUNCTION access_speaker();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_history_of_the_rest"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        migrations.RunSQL((SQL / "programs.sql").read_text(encoding="utf-8"), BACK_PROGRAMS),
        migrations.RunSQL((SQL / "writing.sql").read_text(encoding="utf-8"), BACK_WRITING),
        migrations.RunSQL("DELETE FROM access_session", "DELETE FROM access_session"),  # their keys stood there as they are
    ]
