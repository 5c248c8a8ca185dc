from django.db import migrations

# Which measures a profile reads decides who sees the files it read: a version is never edited, and a right hangs on it.
SQL = """
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON imports_profile FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.spec, OLD.measures) IS DISTINCT FROM (NEW.id, NEW.spec, NEW.measures))
    EXECUTE FUNCTION access_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0007_second_wall"), ("access", "0015_writing")]
    operations = [migrations.RunSQL(SQL, "DROP TRIGGER stays_what_it_is ON imports_profile")]
