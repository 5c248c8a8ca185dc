from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "second_wall.sql"
BACK = """
ALTER FUNCTION observations_refer() SECURITY INVOKER RESET search_path;
ALTER FUNCTION observations_stay() SECURITY INVOKER RESET search_path;
DROP POLICY observation_read ON indicators_observation;
DROP POLICY observation_add ON indicators_observation;
DROP POLICY stagedobservation_all ON indicators_stagedobservation;
DROP POLICY delivery_all ON indicators_delivery;
DROP POLICY result_all ON indicators_result;
ALTER TABLE indicators_observation DISABLE ROW LEVEL SECURITY;
ALTER TABLE indicators_stagedobservation DISABLE ROW LEVEL SECURITY;
ALTER TABLE indicators_delivery DISABLE ROW LEVEL SECURITY;
ALTER TABLE indicators_result DISABLE ROW LEVEL SECURITY;
DROP FUNCTION indicators_runs();
DROP FUNCTION indicators_known();
DROP FUNCTION indicators_words(text);
DROP FUNCTION indicators_numbers(text);
DROP FUNCTION indicators_may(text);
DROP FUNCTION indicators_rights();
DROP FUNCTION indicators_granted();
DROP FUNCTION indicators_uses();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_topics"), ("access", "0007_second_wall"), ("districts", "0005_compare_likeness")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK)]
