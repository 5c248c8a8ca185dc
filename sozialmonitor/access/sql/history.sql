-- Closes two ways round the history's triggers, after every migration that may have made one: the package lets a setting of the session switch them
-- off, and whoever makes a temporary table of the history's name first would have it written there. SQL, because functions are nothing the ORM knows.
DO $$
DECLARE found record;
BEGIN
    IF to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL THEN
        CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
    END IF;
    FOR found IN
        SELECT DISTINCT proc.oid::regprocedure AS name
        FROM pg_trigger trigger JOIN pg_proc proc ON proc.oid = trigger.tgfoid
        WHERE proc.proname LIKE 'pgtrigger\_%' AND proc.proowner = to_regrole(current_user::text) AND proc.proconfig IS NULL
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', found.name);
    END LOOP;
END $$
