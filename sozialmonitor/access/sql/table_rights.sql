-- What the web role may do with each table of the owner; run by the owner after every migration, because a table it makes comes with the right to
-- read and to add only. A table whose comment is "only added" keeps it at that, one that says "closed" not even that. SQL, because rights are nothing the ORM knows. Changes what is
-- wrong and nothing else: a second run takes no locks. Where there is no web role there is nothing to do.
DO $$
DECLARE thing record;
BEGIN
    IF to_regrole('sozialmonitor_web') IS NULL THEN
        RETURN;
    END IF;
    FOR thing IN
        SELECT oid::regclass AS name, relkind = 'S' AS counts, coalesce(obj_description(oid, 'pg_class') = 'only added', false) AS only_added,
            coalesce(obj_description(oid, 'pg_class') = 'closed', false) AS closed, oid
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relowner = to_regrole(current_user::text) AND relkind IN ('r', 'p', 'S')
    LOOP
        IF thing.counts THEN
            IF NOT has_sequence_privilege('sozialmonitor_web', thing.oid, 'USAGE') THEN
                EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO sozialmonitor_web', thing.name);
            END IF;
            CONTINUE;
        END IF;
        IF thing.closed THEN
            IF has_table_privilege('sozialmonitor_web', thing.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') THEN
                EXECUTE format('REVOKE ALL ON %s FROM sozialmonitor_web', thing.name);
            END IF;
            CONTINUE;
        END IF;
        IF NOT (has_table_privilege('sozialmonitor_web', thing.oid, 'SELECT') AND has_table_privilege('sozialmonitor_web', thing.oid, 'INSERT')) THEN
            EXECUTE format('GRANT SELECT, INSERT ON %s TO sozialmonitor_web', thing.name);
        END IF;
        IF thing.only_added AND has_table_privilege('sozialmonitor_web', thing.oid, 'UPDATE, DELETE, TRUNCATE') THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM sozialmonitor_web', thing.name);
        ELSIF NOT thing.only_added AND NOT (
            has_table_privilege('sozialmonitor_web', thing.oid, 'UPDATE') AND has_table_privilege('sozialmonitor_web', thing.oid, 'DELETE')
        ) THEN
            EXECUTE format('GRANT UPDATE, DELETE ON %s TO sozialmonitor_web', thing.name);
        END IF;
    END LOOP;
END $$
