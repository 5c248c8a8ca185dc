from django.db import migrations

# Published figures are never changed or removed by the application, only by the owner of the database (archiving, law).
# Where the role has another name or does not exist there is nothing to take away.
ONLY_ADDED = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sozialmonitor_web') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON indicators_observation, indicators_deliveryscope FROM sozialmonitor_web;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunSQL(ONLY_ADDED, migrations.RunSQL.noop)]
