from django.db import migrations

# The web role adds to the access log and takes nothing away. What is older than the city keeps it, it has taken away by
# the owner's function: never what is younger than thirty days or not sealed yet, never single lines, and never without
# a line in the trail that says up to which day and how many.
MAKE = """
CREATE FUNCTION trail_purge_access_log(before date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last date := least(before - 1, current_date - 31, (SELECT coalesce(max(day), '-infinity') FROM trail_seal));
    first date := (SELECT min(day) FROM trail_accessevent);
    gone bigint;
BEGIN
    IF last IS NULL OR first IS NULL OR first > last THEN
        RETURN 0;
    END IF;
    DELETE FROM trail_accessevent WHERE day <= last;
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO access_auditevent (by, verb, what, details)
    VALUES ('system', 'purge access log', 'access log',
            jsonb_build_object('from', first, 'until', last, 'lines', gone));
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION trail_purge_access_log(date) FROM PUBLIC;
DO $$ BEGIN
    IF to_regrole('sozialmonitor_web') IS NOT NULL THEN
        GRANT EXECUTE ON FUNCTION trail_purge_access_log(date) TO sozialmonitor_web;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial"), ("access", "0006_grants_of_persons_and_places")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION trail_purge_access_log(date)")]
