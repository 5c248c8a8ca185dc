from pathlib import Path

from django.db import migrations

from sozialmonitor.access import database_rights
from sozialmonitor.access.sql_functions import as_made

SQL = Path(__file__).parent.parent / "sql"
ACCESS = database_rights.SQL.parent
WRITTEN = ("access_grant", "indicators_indicator", "indicators_measure", "indicators_indicatorset", "indicators_setmember")
STAYING = (
    "districts_division", "districts_edition", "districts_area", "indicators_delivery", "indicators_run",
    "indicators_typology",
)  # fmt: skip
BACK = "\n".join(
    (
        as_made(ACCESS / "second_wall.sql", "access_grants"),
        as_made(SQL / "second_wall.sql", "indicators_granted", "indicators_rights", "indicators_runs"),
        *(f"DROP TRIGGER written_by_who_may ON {table};" for table in WRITTEN),
        *(f"DROP TRIGGER stays_what_it_is ON {table};" for table in STAYING),
        "DROP FUNCTION indicators_demand_giving();",
        "DROP FUNCTION indicators_gives(access_grant);",
        "DROP FUNCTION indicators_opened();",
    )
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0010_trail_history"), ("access", "0015_writing"), ("districts", "0006_trail_history")]
    operations = [migrations.RunSQL((SQL / "programs_and_writing.sql").read_text(encoding="utf-8"), BACK)]
