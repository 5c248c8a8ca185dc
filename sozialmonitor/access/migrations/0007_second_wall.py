from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "second_wall.sql"
BACK = """
DROP FUNCTION access_grants();
DROP FUNCTION access_administers();
DROP FUNCTION access_account();
DROP TABLE access_secret;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_grants_of_persons_and_places")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK)]
