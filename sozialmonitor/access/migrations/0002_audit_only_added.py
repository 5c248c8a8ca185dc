from django.db import migrations

ONLY_ADDED = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sozialmonitor_web') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON access_auditevent FROM sozialmonitor_web;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(ONLY_ADDED, migrations.RunSQL.noop)]
